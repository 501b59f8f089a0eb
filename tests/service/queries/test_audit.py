"""Whatever is done to the trail behind the hotline's back is found and named."""

from sqlalchemy import text
from sqlmodel import select

from models.event import Event
from service.queries.audit import Scope, verified
from service.queries.chain import Fault
from tests.callers import People
from tests.intruder import OF, Intruder, named, trouble, wrong


def test_an_untouched_trail_holds(people: People, number: str) -> None:
    assert wrong(people) == []
    with people.parts.database.read() as session:
        steps = list(verified(session, scope=Scope(), cipher=people.parts.cipher))
    assert (sum(one.tickets for one in steps), sum(one.events for one in steps)) == (3, 7)
    assert steps[-1].share == 1


FIELDS = (
    "actor = '某人'",
    "actor_key = 'user:99'",
    "reason = '另一个理由'",
    "at = '2026-11-01 00:00:00'",
    "action = 'remind'",
    "from_status = NULL",
    "to_status = 'CLOSED'",
    "role = 'supervisor'",
    "facts = '{}'",
    "due_before = NULL",
    "due_after = NULL",
    "request_id = 'x'",
    "department_code = 'ZJJ'",
    "round = 2",
    "previous_hash = ''",
    "hash = 'x'",
)


def test_a_changed_field_is_found_and_named(
    people: People, number: str, intruder: Intruder
) -> None:
    for field in FIELDS:
        with people.parts.database.read() as session:  # which is rolled back
            # The second event, the dispatch, has no value of these.
            change = text(f"UPDATE event SET {field} WHERE {OF} AND sequence = 2")
            session.connection().execute(change, {"number": number})
            found = trouble(people, session)
        assert named(found)[0] == (Fault.CHANGED, number, 2), field
        assert {one.fault for one in found} <= {Fault.CHANGED, Fault.DEADLINE}, field
        assert f"工单 {number} 第 2 条记录：内容被改动" in found[0].sentence


def test_a_deleted_row_is_found_and_named(people: People, number: str, intruder: Intruder) -> None:
    for sequence in range(1, 6):
        with people.parts.database.read() as session:
            gone = text(f"DELETE FROM event WHERE {OF} AND sequence = {sequence}")
            session.connection().execute(gone, {"number": number})
            found = named(trouble(people, session))
        assert [one for one in found if one[0] is Fault.DELETED] == [
            (Fault.DELETED, number, sequence)
        ]
        # What was counted from it no longer adds up.
        assert {fault for fault, *_ in found} <= {Fault.DELETED, Fault.TICKET, Fault.DEADLINE}


def test_rows_that_changed_places_are_found_and_named(
    people: People, number: str, intruder: Intruder
) -> None:
    swap = f"UPDATE event SET sequence = :new WHERE {OF} AND sequence = :old"
    for old, new in ((2, 90), (3, 2), (90, 3)):
        intruder.run(swap, number=number, old=old, new=new)
    found = [one for one in wrong(people) if one.fault is Fault.REORDERED]
    assert named(found) == [(Fault.REORDERED, number, 2), (Fault.REORDERED, number, 3)]
    assert "原是第 3 条" in found[0].detail


COPIED = (
    "ticket_id, action, actor_key, actor, role, department_code, at, from_status, to_status, "
    "round, reason, facts, due_before, due_after, request_id, previous_hash"
)


def test_an_inserted_row_is_found_and_named(
    people: People, number: str, intruder: Intruder
) -> None:
    intruder.run(
        f"INSERT INTO event ({COPIED}, sequence, hash) SELECT {COPIED}, 6, '' FROM event "
        f"WHERE {OF} AND sequence = 5",
        number=number,
    )
    with people.parts.database.write() as session:
        row = session.exec(select(Event).where(Event.sequence == 6)).one()
        before = session.exec(
            select(Event).where(Event.ticket_id == row.ticket_id, Event.sequence == 5)
        ).one()
        row.previous_hash = before.hash
        row.hash = row.sealed_hash()
        session.add(row)
    assert named(wrong(people)) == [(Fault.INSERTED, number, 6)]


def test_a_row_that_was_resealed_is_found_by_the_next(
    people: People, number: str, intruder: Intruder
) -> None:
    with people.parts.database.write() as session:
        row = session.exec(select(Event).where(Event.sequence == 3)).one()
        row.reason = "另一个理由"
        row.hash = row.sealed_hash()
        session.add(row)
    assert named(wrong(people)) == [(Fault.REPLACED, number, 3)]


def test_a_ticket_that_is_not_what_its_events_say_is_found(
    people: People, number: str, intruder: Intruder
) -> None:
    for change in (
        "status = 'CLOSED'",
        "round = 3",
        "due_at = '2027-01-01 00:00:00'",
        "event_count = 4",
        "event_count = 9",
    ):
        with people.parts.database.read() as session:
            changed = text(f"UPDATE ticket SET {change} WHERE number = :number")
            session.connection().execute(changed, {"number": number})
            assert named(trouble(people, session)) == [(Fault.TICKET, number, None)], change


def test_a_deadline_nobody_counted_is_found_even_when_resealed(
    people: People, number: str, intruder: Intruder
) -> None:
    intruder.run(
        f"UPDATE event SET due_after = '2027-01-04 01:00:00' WHERE {OF} AND sequence >= 5",
        "UPDATE ticket SET due_at = '2027-01-04 01:00:00' WHERE number = :number",
        number=number,
    )
    intruder.reseal(number, from_sequence=5)
    assert named(wrong(people)) == [(Fault.DEADLINE, number, 5)]
