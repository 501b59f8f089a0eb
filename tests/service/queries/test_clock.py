"""A ticket's deadline is counted again from its events, whatever became of the calendar since."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from models.enums import Action, Role
from models.event import Event
from models.policy import Allowance
from models.ticket import Ticket
from service.operations import limits, moving
from service.operations.acting import Acting, Actor
from service.queries.clock import Recount, known_calendars, recompute
from tests.callers import People
from tests.conftest import StandingClock

SUSPENSION = {
    "reason": "需要改造管网",
    "milestones": [{"due_on": "2026-12-31", "name": "完成改造"}],
}
OFFICER = Actor(key="user:1", name="张敏", role=Role.DISPATCHER)


def recounted(people: People, number: str) -> tuple[Ticket, Sequence[Event], Recount]:
    with people.parts.database.read() as session:
        ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
        events = session.exec(
            select(Event).where(Event.ticket_id == ticket.id).order_by(col(Event.sequence))
        ).all()
        return ticket, events, recompute(events, known=known_calendars(session))


def paused(people: People, clock: StandingClock) -> dict:
    officer = people["officer.cgj"]
    ticket = officer.move(people.handled(), "ask-citizen", {"reason": "请补充门牌号"})
    clock.forward(hours=5)
    return officer.move(ticket, "resume")


def test_recomputing_from_the_events_gives_the_stored_deadline(
    people: People, clock: StandingClock
) -> None:
    ticket = paused(people, clock)
    stored, _, found = recounted(people, ticket["number"])
    assert found == Recount(due_at=stored.due_at)
    assert stored.due_explanation.count("暂停") == 1
    assert stored.yellow_at is not None
    assert stored.warned == 0


def test_a_new_round_begins_the_arithmetic_anew(people: People, clock: StandingClock) -> None:
    ticket = paused(people, clock)
    officer, dispatcher = people["officer.cgj"], people[Role.DISPATCHER]
    ticket = officer.move(ticket, "reply", {"public_text": "已责令整改，三日后复查。"})
    ticket = dispatcher.move(ticket, "accept-reply")
    clock.forward(days=1)
    ticket = people[Role.REVISIT_CLERK].move(
        ticket,
        "revisit",
        {"was_contacted": True, "satisfaction": "dissatisfied", "reason": "油烟依旧"},
    )
    stored, events, found = recounted(people, ticket["number"])
    assert found == Recount(due_at=stored.due_at)
    assert stored.due_at != events[-2].due_after
    assert stored.step_due_at == stored.due_at


def test_an_extension_is_counted_too(people: People, clock: StandingClock) -> None:
    ticket = paused(people, clock)
    clock.forward(hours=1)
    with people.parts.database.write() as session:
        act = Acting(session=session, actor=OFFICER, at=clock())
        row = session.exec(select(Ticket).where(Ticket.number == ticket["number"])).one()
        assert limits.allowance(act, row, Allowance.EXTENSION_DAYS) == 3
        before = row.due_at
        due = limits.after_extension(act, row, days=3)
        moving.note(act, row, Action.GRANT_EXTENSION, facts={"days": "3"}, due=due)
        assert row.step_due_at == row.due_at
    stored, events, found = recounted(people, ticket["number"])
    assert found == Recount(due_at=stored.due_at)
    assert stored.due_at == before + timedelta(days=5)  # three working days across a weekend
    assert events[-1].due_before == before
    assert "；延期 3 个工作日：" in stored.due_explanation


def test_a_suspension_is_added_whole(people: People, clock: StandingClock) -> None:
    supervisor = people[Role.SUPERVISOR]
    ticket = supervisor.move(people.handled(), "suspend", SUSPENSION)
    clock.forward(days=28)  # 20 working days
    ticket = supervisor.move(ticket, "resume", {"reason": "改造完成"})
    assert ticket["due_at"] == "2026-12-16T17:30:00+08:00"
    assert "挂账暂停 140 小时（工作时间）" in ticket["due_explanation"]
    stored, _, found = recounted(people, ticket["number"])
    assert found == Recount(due_at=stored.due_at)
    assert stored.step_due_at == stored.due_at
    assert stored.paused_at is None


def test_what_was_counted_with_an_older_calendar_still_holds(
    people: People, clock: StandingClock
) -> None:
    admin = people[Role.ADMINISTRATOR]
    first = people.dispatched()
    clock.forward(hours=1)
    admin.send("PUT", "/calendar/days/2026-11-13", {"is_working": False, "name": "台风停工"})
    admin.send("PUT", "/departments/CGJ/workdays", {"weekdays": [5]})
    clock.forward(minutes=10)
    second = people.dispatched()
    for ticket in (first, second):
        stored, _, found = recounted(people, ticket["number"])
        assert found == Recount(due_at=stored.due_at)
    clock.forward(minutes=10)
    admin.post("/calendar/recalculate")
    stored, events, found = recounted(people, first["number"])
    assert events[-1].action is Action.RECALCULATE
    assert found == Recount(due_at=stored.due_at)


def test_a_deadline_that_nobody_counted_is_found(people: People, clock: StandingClock) -> None:
    ticket = paused(people, clock)
    _, events, _ = recounted(people, ticket["number"])
    with people.parts.database.read() as session:
        known = known_calendars(session)
    resumed = events[-1]
    resumed.due_after += timedelta(days=1)
    found = recompute(events, known=known)
    assert [one.sequence for one in found.wrong] == [resumed.sequence]
    resumed.facts = {"due": resumed.facts["due"].replace("given 5", "given 50")}
    assert recompute(events, known=known).wrong != ()
    resumed.facts = {"due": "whatever"}
    assert recompute(events, known=known).wrong[-1].counted is None
    resumed.facts = {}
    assert recompute(events, known=known).unexplained == (resumed.sequence,)


def test_a_pause_that_no_event_began_is_found(people: People, clock: StandingClock) -> None:
    ticket = paused(people, clock)
    _, events, _ = recounted(people, ticket["number"])
    with people.parts.database.read() as session:
        known = known_calendars(session)
    kept = [one for one in events if one.action is not Action.ASK_CITIZEN]
    assert recompute(kept, known=known).wrong[-1].counted is None
