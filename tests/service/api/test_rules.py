"""Rules of the trade that only a ticket's whole life shows, on either database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import col, select
from starlette.testclient import TestClient

from models.citizen import Citizen
from models.duty import Duty
from models.enums import DutyOrigin, Role
from models.suggestion import Suggestion
from service.queries import tickets
from tests.callers import Caller, People
from tests.conftest import START, StandingClock

ANSWER = {"public_text": "已到现场核实并处理完毕。", "handler": "李局长"}
NOBODY = {"was_contacted": False}


def replied(people: People, ticket: dict) -> dict:
    now = people[Role.OFFICER].move(ticket, "reply", ANSWER)
    return people[Role.DISPATCHER].move(now, "accept-reply")


def suggested(people: People, *, top: str = "CGJ") -> str:
    with people.parts.database.write() as session:
        row = Suggestion(
            id=f"s{START:%H%M}",
            created_at=START,
            shown_to="坐席",
            artifact="test",
            text_digest="",
            prediction={"candidates": [{"unit": top}, {"unit": "ZJJ"}]},
            top_unit=top,
            top_probability=0.9,
        )
        session.add(row)
        return row.id


def together(people: People, role: Role, asked: list[tuple[dict, str, dict]]) -> list:
    """Take several steps at once, each with the ticket as it was last seen."""
    token, gate = people[role].token, threading.Barrier(len(asked))

    def send(one: tuple[dict, str, dict]):
        ticket, step, body = one
        caller = Caller(TestClient(people.app), token)
        tag = f'"{ticket["number"]}-{ticket["version"]}"'
        gate.wait()
        return caller.post(f"{ticket['href']}/{step}", body, etag=tag)

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(send, asked))


def test_waiting_for_the_citizen_stops_the_clock(people: People, clock: StandingClock) -> None:
    ticket = people.handled()
    due = ticket["due_at"]
    assert due == "2026-11-18T17:30:00+08:00"
    asked = people[Role.OFFICER].move(ticket, "ask-citizen", {"reason": "请补充具体门牌号"})
    assert asked["due_at"] == due
    clock.at = START + timedelta(days=1)  # one office day of seven hours
    resumed = people[Role.OFFICER].move(asked, "resume")
    assert resumed["due_at"] == resumed["step_due_at"] == "2026-11-19T17:30:00+08:00"
    assert "待补充暂停 7 小时（工作时间）" in resumed["due_explanation"]
    event = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"][-1]
    assert (event["due_before"], event["due_after"]) == (due, resumed["due_at"])


def test_a_pause_counts_no_longer_than_it_was_allowed(people: People, clock: StandingClock) -> None:
    ticket = people.handled()
    asked = people[Role.OFFICER].move(ticket, "ask-citizen", {"reason": "请补充"})
    clock.at = START + timedelta(days=6)
    resumed = people[Role.OFFICER].move(asked, "resume")
    # Two working days were allowed: the rest of Thursday (6 h 30) and Friday (7 h).
    assert "待补充暂停 810 分钟" in resumed["due_explanation"]


def test_the_first_dispatch_tells_the_clock_before_and_after(
    people: People, clock: StandingClock
) -> None:
    ticket = people.ticket()
    clock.forward(days=1)
    people[Role.DISPATCHER].move(ticket, "dispatch", {"unit": "CGJ"})
    event = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"][-1]
    assert event["due_before"] == ticket["due_at"]
    assert event["due_after"] == "2026-11-19T17:30:00+08:00"


def test_each_round_has_its_three_attempts(people: People) -> None:
    clerk = people[Role.REVISIT_CLERK]
    now = replied(people, people.handled())
    for _ in range(3):
        now = clerk.move(now, "revisit", NOBODY)
    assert (now["status"], now["closure"]) == ("CLOSED", "UNRATED")
    now = people[Role.SUPERVISOR].move(now, "rework", {"reason": "诉求人来电催办"})
    assert (now["round"], now["due_at"]) == (2, "2026-11-16T17:30:00+08:00")
    now = clerk.move(replied(people, now), "revisit", NOBODY)
    assert now["status"] == "REVISITING"


def test_who_will_not_rate_was_reached_and_is_one_of_the_tries(people: People) -> None:
    clerk = people[Role.REVISIT_CLERK]
    declined = {"was_contacted": True, "declined": True, "is_solved": True}
    now = clerk.move(replied(people, people.handled()), "revisit", declined)
    assert now["status"] == "REVISITING"
    (told,) = clerk.get(now["href"]).json()["revisits"]
    assert (told["was_contacted"], told["declined"], told["is_solved"]) == (True, True, True)
    now = clerk.move(clerk.move(now, "revisit", NOBODY), "revisit", declined)
    assert (now["status"], now["closure"]) == ("CLOSED", "UNRATED")
    event = people[Role.AUDITOR].get(now["href"] + "/events").json()["events"][-1]
    assert (event["facts"]["declined"], event["facts"]["solved"]) == ("true", "true")


def test_nobody_rates_and_will_not_rate_at_once(sqlite_people: People) -> None:
    now = replied(sqlite_people, sqlite_people.handled())
    tag = f'"{now["number"]}-{now["version"]}"'
    for said, field in (
        ({"was_contacted": True, "declined": True, "satisfaction": "satisfied"}, "satisfaction"),
        (NOBODY | {"declined": True}, "declined"),
        ({"was_contacted": True}, "satisfaction"),
    ):
        answer = sqlite_people[Role.REVISIT_CLERK].post(now["href"] + "/revisit", said, etag=tag)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_who_was_not_reached_did_not_say_it_was_solved(sqlite_people: People) -> None:
    now = replied(sqlite_people, sqlite_people.handled())
    tag = f'"{now["number"]}-{now["version"]}"'
    answer = sqlite_people[Role.REVISIT_CLERK].post(
        now["href"] + "/revisit", NOBODY | {"is_solved": True}, etag=tag
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["is_solved"])


def test_a_direct_answer_is_an_answer(sqlite_people: People) -> None:
    ticket = sqlite_people.ticket()
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = sqlite_people[Role.OPERATOR].post(
        ticket["href"] + "/answer", {"public_text": "好"}, etag=tag
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "reply_too_short")


def test_one_suggestion_serves_one_dispatch(people: People) -> None:
    suggestion = suggested(people)
    body = {"unit": "CGJ", "suggestion": suggestion}
    answers = together(
        people, Role.DISPATCHER, [(people.ticket(), "dispatch", body) for _ in range(4)]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422]
    codes = {answer.json()["code"] for answer in answers if answer.status_code == 422}
    assert codes <= {"used_suggestion", "foreign_suggestion"}


def test_a_redirect_may_follow_a_suggestion(people: People) -> None:
    ticket = people.dispatched("SCJ")
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    dispatcher = people[Role.DISPATCHER]
    body = {"unit": "CGJ", "reason": "属市容管理"}
    unknown = dispatcher.post(
        ticket["href"] + "/redirect", body | {"suggestion": "nosuch"}, etag=tag
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_suggestion")
    moved = dispatcher.move(ticket, "redirect", body | {"suggestion": suggested(people)})
    assert [row["choice"] for row in moved["suggestions"]] == ["accepted"]
    assert moved["suggestions"][0]["result"] is None


def test_two_arbitrations_at_once_leave_two_duties(people: People) -> None:
    contested = []
    objection = {"reason_code": "not_duty", "basis": "不在本单位权责清单之内"}
    for _ in range(3):
        now = people.ticket(category="010201", dispatch={"unit": "CGJ"})
        now = people[Role.OFFICER].move(now, "request-return", objection)
        now = people[Role.DISPATCHER].move(now, "grant-return")
        now = people[Role.DISPATCHER].move(now, "dispatch", {"unit": "CGJ"})
        contested.append(people[Role.OFFICER].move(now, "request-return", objection))
    assert {ticket["status"] for ticket in contested} == {"ARBITRATION"}
    body = {"unit": "HBJ", "reason": "固定门店的油烟归生态环境"}
    answers = together(
        people, Role.SUPERVISOR, [(ticket, "arbitrate", body) for ticket in contested]
    )
    assert [answer.status_code for answer in answers] == [200] * 3
    with people.parts.database.read() as session:
        codes = session.exec(
            select(Duty.code).where(Duty.origin == DutyOrigin.ARBITRATION).order_by(Duty.code)
        ).all()
    assert codes == ["Z01020101", "Z01020102", "Z01020103"]


def test_a_voided_ticket_is_never_overdue(people: People, clock: StandingClock) -> None:
    people[Role.DISPATCHER].move(people.ticket(), "void", {"reason": "重复录入"})
    clock.forward(days=20)
    assert people[Role.AUDITOR].get("/tickets?overdue=true").json()["tickets"] == []


def test_units_see_nothing_of_what_the_machine_proposed(people: People) -> None:
    body = {"unit": "ZJJ", "suggestion": suggested(people), "override_reason": "wrong_duty"}
    ticket = people[Role.DISPATCHER].move(people.ticket(), "dispatch", body)
    path = ticket["href"] + "/events"
    officer = people["officer.zjj"]
    assert officer.get(ticket["href"]).json()["suggestions"] == []
    theirs, ours = officer.get(path).json(), people[Role.AUDITOR].get(path).json()
    assert {"suggestion", "override_reason"} <= set(ours["events"][-1]["facts"])
    assert not {"suggestion", "override_reason"} & set(theirs["events"][-1]["facts"])
    assert theirs["holds"] is True


def test_a_reporter_is_not_found_by_the_number(people: People) -> None:
    people.ticket(kind="REPORT", phone="13800138000")
    plain = people.ticket(phone="13800138000")
    with people.parts.database.read() as session:
        digests = set(session.exec(select(col(Citizen.phone_digest))))
        assert len(digests) == 1
        found = tickets.earlier_of_caller(session, phone_digest=digests.pop() or "")
    assert [ticket.number for ticket in found] == [plain["number"]]
