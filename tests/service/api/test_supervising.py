"""Supervision (督办): ordered or by rule, each cause once a round, escalated when unanswered."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from models.enums import Role
from models.notice import Notice
from models.supervision import Supervision, SupervisionCause
from models.ticket import Ticket
from service.operations.acting import SYSTEM, Acting
from service.operations.supervising import escalate_by_rule, supervise_by_rule
from service.queries import tickets
from tests.callers import People
from tests.conftest import START, StandingClock
from tests.service.api.test_excluding import ANSWER, CONTENT, refused, replied

WHY = {"reason": "市民多次反映，请今天到现场"}


def by_rule(people: People, number: str, rule: Callable[[Acting, Ticket], bool]) -> bool:
    with people.parts.database.write() as session:
        act = Acting(session=session, actor=SYSTEM, at=people.parts.clock())
        return rule(act, tickets.find(session, number=number))


def test_a_supervised_ticket_has_a_limit_and_its_unit_answers(people: People) -> None:
    now = people[Role.SUPERVISOR].move(people.handled(), "supervise", WHY)
    assert (now["status"], now["supervision_level"]) == ("HANDLING", 1)
    (row,) = now["supervisions"]
    assert (row["cause"], row["department"], row["level"]) == ("ordered", "CGJ", 1)
    assert row["answer_due_at"] == "2026-11-12T17:30:00+08:00"
    again = refused(people, Role.SUPERVISOR, now, "supervise", WHY)
    assert again == (409, "already_supervised")
    said = people[Role.OFFICER].move(now, "answer-supervision", {"reason": "今日 16 时前清理完毕"})
    assert said["supervisions"][0]["answer"] == "今日 16 时前清理完毕"
    assert refused(people, Role.OFFICER, said, "answer-supervision", WHY) == (
        404,
        "no_supervision",
    )
    with people.parts.database.read() as session:
        (notice,) = session.exec(select(Notice)).all()
        assert (notice.department_code, notice.kind) == ("CGJ", "supervised")


def test_escalation_raises_the_level_up_to_the_highest(people: People) -> None:
    supervisor, now = people[Role.SUPERVISOR], people.handled()
    assert refused(people, Role.SUPERVISOR, now, "escalate", WHY) == (409, "not_supervised")
    now = supervisor.move(now, "supervise", WHY)
    for level in (2, 3):
        now = supervisor.move(now, "escalate", WHY)
        assert now["supervision_level"] == level
    assert refused(people, Role.SUPERVISOR, now, "escalate", WHY) == (409, "highest_level")
    assert [bool(one["ended_at"]) for one in now["supervisions"]] == [True, True, False]


def test_only_supervisors_supervise_and_only_the_lead_answers(sqlite_people: People) -> None:
    people, now = sqlite_people, sqlite_people.handled()
    for role in (Role.OFFICER, Role.DISPATCHER, Role.OPERATOR, Role.ADMINISTRATOR):
        assert refused(people, role, now, "supervise", WHY)[0] == 403
    now = people[Role.SUPERVISOR].move(now, "supervise", WHY)
    assert refused(people, Role.DISPATCHER, now, "answer-supervision", WHY)[0] == 403


def test_the_third_round_is_supervised_by_rule(people: People) -> None:
    bad = {"was_contacted": True, "satisfaction": "dissatisfied", "reason": "没有解决"}
    now = people.handled()
    for _ in range(2):
        now = people[Role.OFFICER].move(now, "reply", ANSWER | {"handler": "李局长"})
        now = people[Role.DISPATCHER].move(now, "accept-reply")
        now = people[Role.REVISIT_CLERK].move(now, "revisit", bad)
    assert (now["round"], now["supervision_level"]) == (3, 1)
    (row,) = now["supervisions"]
    assert (row["cause"], row["opened_by"], row["round"]) == ("rounds", "系统", 3)


def test_the_third_redirect_is_supervised_by_rule(people: People) -> None:
    now = people.dispatched()
    for unit in ("ZJJ", "HBJ", "CGJ"):
        assert now["supervisions"] == []
        body = {"unit": unit, "reason": "应由该单位办理"}
        now = people[Role.DISPATCHER].move(now, "redirect", body)
    assert [one["cause"] for one in now["supervisions"]] == ["redirects"]


def test_each_cause_supervises_once_a_round(people: People) -> None:
    number = people.handled()["number"]

    def overdue(act: Acting, ticket: Ticket) -> bool:
        return supervise_by_rule(act, ticket, cause=SupervisionCause.OVERDUE)

    assert [by_rule(people, number, overdue) for _ in range(2)] == [True, False]


def test_what_no_unit_holds_is_not_supervised(sqlite_people: People) -> None:
    def overdue(act: Acting, ticket: Ticket) -> bool:
        return supervise_by_rule(act, ticket, cause=SupervisionCause.OVERDUE)

    assert by_rule(sqlite_people, sqlite_people.ticket()["number"], overdue) is False


def test_an_unanswered_supervision_is_escalated_once_a_limit(
    people: People, clock: StandingClock
) -> None:
    now = people[Role.SUPERVISOR].move(people.handled(), "supervise", WHY)
    assert by_rule(people, now["number"], escalate_by_rule) is False
    clock.at = START + timedelta(days=1)
    assert [by_rule(people, now["number"], escalate_by_rule) for _ in range(2)] == [True, False]
    clock.at = START + timedelta(days=30)
    assert by_rule(people, now["number"], escalate_by_rule) is True
    clock.at = START + timedelta(days=60)
    assert by_rule(people, now["number"], escalate_by_rule) is False
    shown = people[Role.AUDITOR].get(now["href"]).json()
    assert [one["level"] for one in shown["supervisions"]] == [1, 2, 3]


def test_a_closed_ticket_owes_no_answer(people: People) -> None:
    now = people[Role.SUPERVISOR].move(replied(people), "supervise", WHY)
    closed = people[Role.REVISIT_CLERK].move(now, "revisit", CONTENT)
    assert closed["supervisions"][0]["ended_at"] is not None
    with people.parts.database.read() as session:
        assert session.exec(select(Supervision)).one().answered_at is None


def test_a_unit_that_was_let_go_owes_no_answer(sqlite_people: People) -> None:
    people, now = sqlite_people, sqlite_people.dispatched()
    now = people[Role.SUPERVISOR].move(now, "supervise", WHY)
    body = {"reason_code": "not_duty", "basis": "不属本单位职责"}
    now = people[Role.OFFICER].move(now, "request-return", body)
    now = people[Role.DISPATCHER].move(now, "grant-return")
    assert now["supervisions"][0]["ended_at"] is not None


def test_steps_of_supervision_are_offered_when_they_make_sense(sqlite_people: People) -> None:
    people, now = sqlite_people, sqlite_people.handled()

    def offered(role: Role) -> set[str]:
        found = people[role].get(now["href"]).json()["allowed_actions"]
        return {one["action"] for one in found} & {"supervise", "escalate", "answer_supervision"}

    assert (offered(Role.SUPERVISOR), offered(Role.OFFICER)) == ({"supervise"}, set())
    people[Role.SUPERVISOR].move(now, "supervise", WHY)
    assert "escalate" in offered(Role.SUPERVISOR)
    assert offered(Role.OFFICER) == {"answer_supervision"}


def test_what_was_closed_on_paper_comes_under_supervision_when_reopened(people: People) -> None:
    caller = {"category": "010201", "phone": "13812340000"}
    ticket = people[Role.DISPATCHER].move(people.ticket(**caller), "dispatch", {"unit": "CGJ"})
    ticket = people[Role.OFFICER].move(ticket, "acknowledge")
    ticket = people[Role.OFFICER].move(ticket, "reply", ANSWER)
    ticket = people[Role.DISPATCHER].move(ticket, "accept-reply")
    closed = people[Role.REVISIT_CLERK].move(ticket, "revisit", CONTENT)
    assert closed["status"] == "CLOSED"
    people.ticket(**caller)
    flagged = people[Role.SUPERVISOR].get(closed["href"]).json()
    assert flagged["suspected_false_close"] is True
    again = people[Role.SUPERVISOR].move(flagged, "rework", {"reason": "现场并未处理"})
    assert [row["cause"] for row in again["supervisions"]] == ["false_close"]
    assert again["supervision_level"] == 1
