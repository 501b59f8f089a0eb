"""Batches: only what is sure, a sample that nobody can redraw, and each ticket told of alone."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from models.database import Database
from models.enums import Channel, Choice, Kind, Role, RouteResult, Status
from models.errors import Invalid
from models.event import Event
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting, Actor
from service.operations.batching import SAMPLE_SHARE, Picked, accept, preview, sampled
from service.operations.claiming import open_beside
from service.operations.suggesting import Words
from service.queries import queue, tickets
from tests.conftest import START

SUN = Actor(key="user:901", name="孙某", role=Role.DISPATCHER)
LI = Actor(key="user:902", name="李某", role=Role.DISPATCHER)


def waiting(session: Session, number: str, probability: float, **given: object) -> Suggestion:
    """Put a ticket there that waits, with the suggestion that an operator was shown."""
    ticket = Ticket(
        number=number,
        query_code="1",
        kind=Kind.HELP,
        channel=Channel.PHONE,
        text=f"第 {number} 盏路灯不亮",
        received_at=START,
        received_by="林晓",
        step_due_at=START,
    )
    session.add(ticket)
    session.flush()
    row = Suggestion(
        id=f"s{number}",
        created_at=START,
        shown_to="林晓",
        artifact="first",
        text_digest=Words(text=ticket.text).digest,
        prediction={"candidates": [{"unit": "CGJ", "probability": probability, "duty": None}]},
        top_unit="CGJ",
        top_probability=probability,
        ticket_id=ticket.id,
    )
    for name, value in given.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def acting(session: Session, actor: Actor = SUN) -> Acting:
    return Acting(session=session, actor=actor, at=START)


def picked(session: Session, *numbers: str) -> list[Picked]:
    return [
        Picked(number=one, version=tickets.find(session, number=one).version, suggestion=f"s{one}")
        for one in numbers
    ]


@pytest.fixture
def ten(database: Database) -> list[str]:
    numbers = [str(n) for n in range(1, 11)]
    with database.write() as session:
        for number in numbers:
            waiting(session, number, 0.97)
    return numbers


def test_a_preview_takes_the_sure_ones_and_does_nothing(database):
    with database.write() as session:
        waiting(session, "1", 0.99)
        waiting(session, "2", 0.97)
        waiting(session, "3", 0.5)
        waiting(session, "4", 0.99, abstained="low_confidence")
        waiting(session, "5", 0.99, prediction={"candidates": [{"unit": "CGJ"}], "flags": [1]})
        waiting(session, "6", 0.99, text_digest="of other words")
    with database.read() as session:
        batch = preview(acting(session), least=0.95)
        found = {one.ticket.number for one in (*batch.takes, *batch.sampled)}
        assert found == {"1", "2"}
        assert (batch.below, batch.unfit) == (1, 3)
        assert session.exec(select(Event)).all() == []
        with pytest.raises(Invalid):
            preview(acting(session), least=0.3)


def test_the_sample_follows_from_the_numbers_alone():
    numbers = [f"20261112{n:05d}" for n in range(4_000)]
    drawn = sampled(numbers)
    assert abs(len(drawn) / 4_000 - SAMPLE_SHARE) < 0.01
    assert sampled(list(reversed(numbers))) == drawn
    assert len(sampled(numbers[:3])) >= 1
    assert sampled([]) == frozenset()


def test_each_is_dispatched_once_as_a_person_s_acceptance(database, ten):
    with database.write() as session:
        act = acting(session)
        batch = preview(act, least=0.95)
        drawn = [one.ticket.number for one in batch.sampled]
        wanted = picked(session, *ten)
        told = {one.number: one for one in accept(act, least=0.95, picked=wanted)}
    assert drawn
    assert all("逐件" in told[one].trouble for one in drawn)
    taken = [one for one in ten if one not in drawn]
    assert all(told[one].unit == "CGJ" and not told[one].trouble for one in taken)
    with database.write() as session:
        again = accept(acting(session, LI), least=0.95, picked=replaced(wanted, taken))
        assert all("刚被别人改动过" in one.trouble for one in again)
        for number in taken:
            ticket = tickets.find(session, number=number)
            assert (ticket.status, ticket.lead_code) == (Status.DISPATCHED, "CGJ")
            row = session.get_one(Suggestion, f"s{number}")
            assert (row.choice, row.chosen_by) == (Choice.ACCEPTED, "孙某")
        events = session.exec(select(Event)).all()
        assert len(events) == len(taken)
        assert {one.actor for one in events} == {"孙某"}


def replaced(wanted: list[Picked], numbers: list[str]) -> list[Picked]:
    return [replace(one) for one in wanted if one.number in numbers]


def test_one_that_fails_stops_no_other(database, ten):
    with database.write() as session:
        act = acting(session)
        takes = [one.ticket.number for one in preview(act, least=0.95).takes]
        old, gone, fine = takes[:3]
        wanted = picked(session, old, fine)
        wanted[0] = replace(wanted[0], version=7)
        missing = Picked(number="999", version=1, suggestion="s999")
        other = replace(picked(session, gone)[0], suggestion="another")
        told = accept(act, least=0.95, picked=[wanted[0], missing, other, wanted[1]])
    assert [bool(one.trouble) for one in told] == [True, True, True, False]
    with database.read() as session:
        assert tickets.find(session, number=fine).status is Status.DISPATCHED
        assert tickets.find(session, number=gone).status is Status.RECEIVED
        with pytest.raises(Invalid):
            accept(acting(session), least=0.95, picked=[])


def test_what_another_has_in_hand_is_left_to_them(database, ten):
    with database.write() as session:
        open_beside(acting(session, LI), tickets.find(session, number="1"))
    with database.read() as session:
        batch = preview(acting(session), least=0.95)
        assert batch.held == 1
        assert "1" not in {one.ticket.number for one in (*batch.takes, *batch.sampled)}


def test_precision_counts_what_the_first_unit_proved_to_be(database):
    chosen = {"chosen_at": START, "chosen_by": "孙某"}
    confirmed, returned = RouteResult.CONFIRMED, RouteResult.RETURNED
    outcomes = [
        ("1", 0.99, {"chosen_unit": "CGJ", "result": confirmed, "final_unit": "CGJ"}),
        ("2", 0.99, {"chosen_unit": "CGJ", "result": returned, "final_unit": "ZJJ"}),
        ("3", 0.9, {"chosen_unit": "ZJJ", "result": returned, "final_unit": "CGJ"}),
        ("4", 0.9, {"chosen_unit": "ZJJ", "result": returned, "final_unit": None}),
        ("5", 0.9, {"chosen_unit": "CGJ", "result": returned, "final_unit": None}),
        ("6", 0.99, {"chosen_unit": "CGJ", "result": None}),
    ]
    with database.write() as session:
        for number, probability, given in outcomes:
            waiting(session, number, probability, **given, **chosen)
    with database.read() as session:
        found = queue.precision_from(session, thresholds=(0.95, 0.8), since=START)
    assert (found[0.95].hits, found[0.95].base) == (1, 2)
    assert (found[0.8].hits, found[0.8].base) == (2, 4)


def test_the_queue_runs_by_deadline_and_then_by_doubt(database):
    with database.write() as session:
        for number, probability in (("1", 0.9), ("2", 0.4), ("3", 0.7), ("4", 0.4)):
            waiting(session, number, probability)
        session.exec(select(Ticket).where(Ticket.number == "2")).one().step_due_at = START
    with database.read() as session:
        assert [one.number for one in queue.page(session).tickets] == ["2", "4", "3", "1"]
        first = queue.page(session, size=2)
        rest = queue.page(session, size=2, cursor=first.next_cursor)
        assert [one.number for one in rest.tickets] == ["3", "1"]
        assert rest.next_cursor == ""
        with pytest.raises(Invalid):
            queue.page(session, cursor="x")
