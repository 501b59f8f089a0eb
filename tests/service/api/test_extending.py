"""Extension (延期): asked in time, granted by another role, both deadlines kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from models.clock import to_city
from models.enums import Role
from models.extension import ExtensionRequest
from models.notice import Notice, NoticeKind
from models.ticket import Ticket
from service.queries.clock import known_calendars, recompute
from service.queries.trail import events
from tests.callers import Caller, People
from tests.conftest import START, StandingClock

PLEA = {"days": 3, "reason": "需等待检测报告"}
DUE = "2026-11-18T17:30:00+08:00"
EXTENDED = "2026-11-23T17:30:00+08:00"


def asked(people: People, ticket: dict, **more: object) -> dict:
    return people[Role.OFFICER].move(ticket, "request-extension", PLEA | more)


def refused(people: People, role: Role, ticket: dict, step: str, body: object = None) -> dict:
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = people[role].post(f"{ticket['href']}/{step}", body, etag=tag)
    assert answer.status_code >= 400, answer.text
    return answer.json()


def actions(people: People, role: Role | str, ticket: dict) -> list[str]:
    shown = people[role].get(ticket["href"]).json()
    return [one["action"] for one in shown["allowed_actions"]]


def test_a_granted_extension_keeps_both_deadlines(people: People) -> None:
    ticket = asked(people, people.handled())
    assert ticket["due_at"] == DUE
    (request,) = ticket["extensions"]
    assert (request["decision"], request["due_before"], request["due_after"]) == (None, DUE, None)
    granted = people[Role.DISPATCHER].move(ticket, "grant-extension", {"reason": "情况属实"})
    assert granted["due_at"] == granted["step_due_at"] == EXTENDED
    assert "延期 3 个工作日" in granted["due_explanation"]
    assert "顺延至 11 月 23 日 17:30" in granted["due_explanation"]
    (request,) = granted["extensions"]
    assert (request["decision"], request["due_before"], request["due_after"]) == (
        "granted",
        DUE,
        EXTENDED,
    )
    assert (granted["extension_count"], granted["extended_days"]) == (1, 3)
    event = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"][-1]
    assert (event["action"], event["due_before"], event["due_after"]) == (
        "grant_extension",
        DUE,
        EXTENDED,
    )


def test_a_refused_extension_leaves_the_deadline(people: People) -> None:
    ticket = asked(people, people.handled())
    assert refused(people, Role.SUPERVISOR, ticket, "refuse-extension", {"reason": " "})[
        "fields"
    ] == {"reason": "请填写理由。"}
    now = people[Role.SUPERVISOR].move(ticket, "refuse-extension", {"reason": "可以按期办结"})
    assert now["due_at"] == DUE
    assert now["extensions"][0]["decision"] == "refused"
    assert asked(people, now)["extensions"][1]["decision"] is None


def test_only_another_role_grants_an_extension(people: People) -> None:
    ticket = asked(people, people.handled())
    assert refused(people, Role.OFFICER, ticket, "grant-extension")["code"] == "role_not_allowed"
    assert "grant_extension" not in actions(people, Role.OFFICER, ticket)
    assert "grant_extension" in actions(people, Role.DISPATCHER, ticket)


def test_the_database_refuses_one_person_who_asks_and_grants(people: People) -> None:
    asked(people, people.handled())
    with pytest.raises(Exception, match="two_people"), people.parts.database.write() as session:
        row = session.exec(select(ExtensionRequest)).one()
        row.decided_key = row.requested_key
        session.add(row)


def test_granting_is_offered_only_while_a_request_waits(people: People) -> None:
    ticket = people.handled()
    assert "grant_extension" not in actions(people, Role.DISPATCHER, ticket)
    answer = refused(people, Role.DISPATCHER, ticket, "grant-extension")
    assert answer["code"] == "no_extension_request"


def test_one_extension_request_waits_at_a_time(people: People) -> None:
    ticket = asked(people, people.handled())
    answer = refused(people, Role.OFFICER, ticket, "request-extension", PLEA)
    assert answer["code"] == "extension_pending"


@pytest.mark.parametrize(
    ("at", "fits"), [((17, 17, 30), True), ((17, 17, 31), True), ((18, 9, 1), False)]
)
def test_an_extension_is_asked_at_least_a_working_day_before_it_is_due(
    sqlite_people: People, clock: StandingClock, at: tuple[int, int, int], fits: bool
) -> None:
    ticket = sqlite_people.handled()
    day, hour, minute = at
    clock.at = START.replace(day=day, hour=hour, minute=minute)
    if fits:
        asked(sqlite_people, ticket)
    else:
        answer = refused(sqlite_people, Role.OFFICER, ticket, "request-extension", PLEA)
        assert answer["code"] == "extension_too_late"


def test_an_overdue_ticket_gets_no_extension(sqlite_people: People, clock: StandingClock) -> None:
    ticket = sqlite_people.handled()
    clock.at = START + timedelta(days=10)
    answer = refused(sqlite_people, Role.OFFICER, ticket, "request-extension", PLEA)
    assert answer["code"] == "extension_too_late"


def test_an_extension_is_no_longer_than_the_policy_allows(sqlite_people: People) -> None:
    ticket = sqlite_people.handled()
    answer = refused(sqlite_people, Role.OFFICER, ticket, "request-extension", PLEA | {"days": 4})
    assert answer["fields"] == {"days": "最多 3 个工作日。"}
    answer = refused(sqlite_people, Role.OFFICER, ticket, "request-extension", {"days": 0})
    assert set(answer["fields"]) == {"days", "reason"}


def test_a_round_has_three_extensions(people: People) -> None:
    ticket = people.handled()
    for _ in range(3):
        ticket = people[Role.DISPATCHER].move(asked(people, ticket), "grant-extension")
    assert ticket["extended_days"] == 9
    answer = refused(people, Role.OFFICER, ticket, "request-extension", PLEA)
    assert answer["code"] == "extensions_used_up"


def test_a_long_cycle_matter_gets_natural_days_with_milestones(people: People) -> None:
    long = {"days": 30, "milestones": ["完成勘察", "完成施工"]}
    ticket = asked(people, people.handled(), **long)
    assert ticket["extensions"][0]["is_natural"]
    granted = people[Role.DISPATCHER].move(ticket, "grant-extension")
    assert granted["due_at"] == "2026-12-18T17:30:00+08:00"
    assert "延期 30 个自然日" in granted["due_explanation"]
    assert (granted["extension_count"], granted["extended_days"]) == (1, 0)
    body = PLEA | {"days": 151, "milestones": ["再验收"]}
    answer = refused(people, Role.OFFICER, granted, "request-extension", body)
    assert answer["fields"] == {"days": "最多 150 个自然日。"}


def test_an_extension_is_granted_while_the_ticket_waits_for_the_citizen(
    people: People, clock: StandingClock
) -> None:
    ticket = asked(people, people.handled())
    waiting = people[Role.OFFICER].move(ticket, "ask-citizen", {"reason": "请补充门牌号"})
    granted = people[Role.DISPATCHER].move(waiting, "grant-extension")
    assert (granted["status"], granted["due_at"]) == ("WAITING", EXTENDED)
    assert granted["step_due_at"] == waiting["step_due_at"]
    clock.at = START + timedelta(days=1)  # one office day of seven hours
    resumed = people[Role.OFFICER].move(granted, "resume")
    assert resumed["due_at"] == resumed["step_due_at"] == "2026-11-24T17:30:00+08:00"


def test_a_request_lapses_when_the_ticket_is_replied(people: People) -> None:
    ticket = asked(people, people.handled())
    replied = people[Role.OFFICER].move(ticket, "reply", {"public_text": "已现场处理完毕。"})
    (request,) = replied["extensions"]
    assert (request["decision"], request["decided_by"]) == ("refused", "系统")
    assert "自动失效" in request["decision_reason"]
    assert replied["due_at"] == DUE
    events = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"]
    assert [one["action"] for one in events[-2:]] == ["refuse_extension", "reply"]
    assert events[-2]["role"] == "system"


def test_asking_and_deciding_leave_notices(people: People) -> None:
    ticket = asked(people, people.handled())
    people[Role.DISPATCHER].move(ticket, "grant-extension")
    with people.parts.database.read() as session:
        wanted = select(Notice).where(Notice.kind == NoticeKind.EXTENSION).order_by(col(Notice.id))
        told = [(row.role, row.department_code) for row in session.exec(wanted)]
    assert told == [(Role.DISPATCHER, None), (None, "CGJ")]


def test_a_request_in_time_may_be_granted_after_the_deadline(
    sqlite_people: People, clock: StandingClock
) -> None:
    ticket = asked(sqlite_people, sqlite_people.handled())
    clock.at = START + timedelta(days=8)
    granted = sqlite_people[Role.DISPATCHER].move(ticket, "grant-extension")
    assert granted["due_at"] == EXTENDED


def test_a_request_lapses_when_the_matter_is_suspended(sqlite_people: People) -> None:
    ticket = asked(sqlite_people, sqlite_people.handled())
    body = {"reason": "待改造", "milestones": [{"due_on": "2026-12-31", "name": "完成改造"}]}
    suspended = sqlite_people[Role.SUPERVISOR].move(ticket, "suspend", body)
    assert suspended["extensions"][0]["decision"] == "refused"
    resumed = sqlite_people[Role.SUPERVISOR].move(suspended, "resume")
    assert asked(sqlite_people, resumed)["extensions"][1]["decision"] is None


def test_recomputing_from_the_events_gives_the_extended_deadline(
    sqlite_people: People, clock: StandingClock
) -> None:
    ticket = asked(sqlite_people, sqlite_people.handled())
    waiting = sqlite_people[Role.OFFICER].move(ticket, "ask-citizen", {"reason": "请补充"})
    granted = sqlite_people[Role.DISPATCHER].move(waiting, "grant-extension")
    clock.forward(days=1)
    resumed = sqlite_people[Role.OFFICER].move(granted, "resume")
    with sqlite_people.parts.database.read() as session:
        row = session.exec(select(Ticket).where(Ticket.number == ticket["number"])).one()
        chain = events(session, row)
        recount = recompute(chain, known=known_calendars(session))
    assert (recount.wrong, recount.unexplained) == ((), ())
    assert recount.due_at is not None
    assert to_city(recount.due_at).isoformat() == resumed["due_at"]


def test_of_two_who_decide_at_once_exactly_one_wins(people: People) -> None:
    ticket = asked(people, people.handled())
    tag, gate = f'"{ticket["number"]}-{ticket["version"]}"', threading.Barrier(2)

    def send(step: str, token: str):
        caller = Caller(TestClient(people.app), token)
        gate.wait()
        return caller.post(f"{ticket['href']}/{step}", {"reason": "已核实"}, etag=tag).status_code

    tokens = [people[Role.DISPATCHER].token, people[Role.SUPERVISOR].token]
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(send, ["grant-extension", "refuse-extension"], tokens))
    assert sorted(codes) == [200, 412]
    (request,) = people[Role.AUDITOR].get(ticket["href"]).json()["extensions"]
    assert request["decision"] == ("granted" if codes[0] == 200 else "refused")
