"""What happens by itself: silence, an end to waiting, archiving; safe to run twice."""

from datetime import timedelta

from sqlmodel import col, delete

from models.calendar import CalendarDay
from models.enums import Role
from service.jobs import Surroundings, run_all
from tests.callers import People
from tests.conftest import START, StandingClock


def ran(around: Surroundings) -> dict[str, int]:
    return {job.name: done for job, done in run_all(around)}


def test_silence_is_acceptance_after_the_window_and_not_before(
    people: People, around: Surroundings, clock: StandingClock
) -> None:
    ticket = people.dispatched()
    clock.at = START.replace(hour=17, minute=30)
    assert ran(around)["silence"] == 0
    clock.forward(minutes=1)
    assert [ran(around)["silence"] for _ in range(2)] == [1, 0]
    now = people[Role.AUDITOR].get(ticket["href"]).json()
    assert (now["status"], now["step_due_at"]) == ("HANDLING", now["due_at"])
    event = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"][-1]
    assert (event["actor"], event["role"], event["action"]) == ("系统", "system", "acknowledge")


def test_waiting_ends_and_closed_tickets_are_put_away(
    people: People, around: Surroundings, clock: StandingClock
) -> None:
    waiting = people[Role.OFFICER].move(people.handled(), "ask-citizen", {"reason": "请补充"})
    closed = people[Role.OPERATOR].move(
        people.ticket(), "answer", {"public_text": "请拨打供电热线报修。"}
    )
    clock.at = START + timedelta(days=4)
    assert ran(around)["waiting"] == 1
    assert people[Role.AUDITOR].get(waiting["href"]).json()["status"] == "HANDLING"
    clock.at = START + timedelta(days=30)
    assert ran(around)["archive"] == 1
    assert people[Role.AUDITOR].get(closed["href"]).json()["status"] == "ARCHIVED"


def test_one_ticket_that_cannot_be_settled_keeps_no_other_from_it(
    people: People, around: Surroundings, clock: StandingClock
) -> None:
    stuck = people[Role.OFFICER].move(people.handled(), "ask-citizen", {"reason": "请补充"})
    clock.forward(days=8)
    fine = people[Role.OFFICER].move(people.handled(), "ask-citizen", {"reason": "请补充"})
    with people.parts.database.write() as session:
        session.exec(delete(CalendarDay).where(col(CalendarDay.day) == START.date()))
    clock.forward(days=8)
    assert ran(around)["waiting"] == 1
    statuses = [people[Role.AUDITOR].get(one["href"]).json()["status"] for one in (stuck, fine)]
    assert statuses == ["WAITING", "HANDLING"]
