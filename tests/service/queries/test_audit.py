"""Whatever is done to the trail behind the hotline's back is found and named."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from models.audit import AuditAnchor
from models.database import Database
from models.enums import Role
from models.event import Event
from models.ticket import Ticket
from service.jobs import Surroundings
from service.jobs.anchoring import anchor_trail
from service.queries.audit import Scope, verified
from service.queries.chain import Fault, Finding
from tests.callers import People
from tests.conftest import StandingClock

GUARDED = ("event", "ticket", "identity_access", "audit_anchor")


class Intruder:
    """Somebody who may write to the database, and takes its guards away first."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.engine.execution_options(hotline_write=True).begin() as connection:
            if database.is_sqlite:
                found = connection.execute(
                    text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                ).scalars()
                for name in list(found):
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
                return
            for table in GUARDED:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def run(self, *statements: str, **values: object) -> None:
        with self.database.engine.execution_options(hotline_write=True).begin() as connection:
            for statement in statements:
                connection.execute(text(statement), values)

    def reseal(self, number: str, *, from_sequence: int) -> None:
        """Count the hashes again from one event on, as somebody who knows how would."""
        with self.database.write() as session:
            rows = session.exec(
                select(Event)
                .join_from(Event, Ticket, Ticket.id == Event.ticket_id)
                .where(Ticket.number == number)
                .order_by(Event.sequence)
            ).all()
            for before, event in zip([None, *rows], rows, strict=False):
                if event.sequence >= from_sequence:
                    event.previous_hash = before.hash if before else ""
                    event.hash = event.sealed_hash()
                    session.add(event)
        self.run(
            "UPDATE ticket SET event_head = :head, event_count = :count WHERE number = :number",
            head=rows[-1].hash,
            count=len(rows),
            number=number,
        )


@pytest.fixture
def around(people: People) -> Surroundings:
    return Surroundings.of(people.parts)


@pytest.fixture
def number(people: People) -> str:
    """A ticket with five events; another stands beside it."""
    people.ticket()
    officer = people["officer.cgj"]
    ticket = officer.move(people.handled(), "ask-citizen", {"reason": "请补充门牌号"})
    ticket = officer.move(ticket, "resume")
    people.ticket()
    return ticket["number"]


@pytest.fixture
def intruder(people: People, number: str) -> Intruder:
    return Intruder(people.parts.database)


def trouble(people: People, session: Session) -> list[Finding]:
    steps = verified(session, scope=Scope(), cipher=people.parts.cipher)
    return [finding for step in steps for finding in step.findings]


def wrong(people: People) -> list[Finding]:
    with people.parts.database.read() as session:
        return trouble(people, session)


def named(found: Sequence[Finding]) -> list[tuple[Fault, str, int | None]]:
    return [(one.fault, one.ticket, one.sequence) for one in found]


OF = "ticket_id = (SELECT id FROM ticket WHERE number = :number)"


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


# What a ticket's own chain cannot tell, the anchors can.


@pytest.fixture
def anchored(around: Surroundings, clock: StandingClock, number: str, people: People) -> str:
    """The ticket's number, after an anchor and an hour of other work."""
    clock.forward(hours=1)
    assert anchor_trail(around) == 1
    people.ticket()
    clock.forward(hours=2)
    assert anchor_trail(around) == 1
    return number


def test_anchors_are_made_each_hour_once(
    around: Surroundings, clock: StandingClock, number: str, people: People
) -> None:
    assert anchor_trail(around) == 0  # what is younger than ten minutes may not have ended
    clock.forward(hours=1)
    assert [anchor_trail(around) for _ in range(2)] == [1, 0]
    clock.forward(hours=2)
    assert anchor_trail(around) == 0  # nothing new
    assert wrong(people) == []


def test_an_end_cut_off_together_with_the_tickets_own_memory_is_found(
    people: People, anchored: str
) -> None:
    intruder = Intruder(people.parts.database)
    intruder.run(
        f"DELETE FROM event WHERE {OF} AND sequence = 5",
        "UPDATE ticket SET status = 'WAITING' WHERE number = :number",
        number=anchored,
    )
    intruder.reseal(anchored, from_sequence=5)
    found = [one for one in wrong(people) if one.fault is Fault.ANCHOR]
    assert len(found) == 1
    assert "2026-11-12" in found[0].sentence
    assert "应有 7 条，现有 6 条" in found[0].sentence


def test_a_ticket_deleted_whole_is_found_by_number_and_by_anchor(
    people: People, anchored: str
) -> None:
    intruder = Intruder(people.parts.database)
    last = max(
        ticket["number"] for ticket in people[Role.DISPATCHER].get("/tickets").json()["tickets"]
    )
    for gone in (anchored, last):
        tables = ("event", "assignment", "return_request", "reply", "revisit", "notice")
        intruder.run(*(f"DELETE FROM {table} WHERE {OF}" for table in tables), number=gone)
        intruder.run("DELETE FROM ticket WHERE number = :number", number=gone)
    found = wrong(people)
    assert [one.ticket for one in found if one.fault is Fault.MISSING] == [anchored, last]
    assert len([one for one in found if one.fault is Fault.ANCHOR]) == 2


def test_history_written_anew_is_found(people: People, anchored: str) -> None:
    intruder = Intruder(people.parts.database)
    intruder.run(f"UPDATE event SET actor = '某人' WHERE {OF} AND sequence = 2", number=anchored)
    intruder.reseal(anchored, from_sequence=2)
    found = wrong(people)
    assert [one.fault for one in found] == [Fault.ANCHOR]
    assert "仍为 7 条，但有内容被改动" in found[0].sentence


def test_a_look_at_an_identity_that_was_wiped_out_is_found(
    people: People, around: Surroundings, clock: StandingClock
) -> None:
    ticket = people.ticket(phone="13800138000")
    seen = people[Role.SUPERVISOR].post(
        f"/tickets/{ticket['number']}/identity", {"purpose": "核实地址"}
    )
    assert seen.status_code == 200, seen.text
    clock.forward(hours=1)
    assert anchor_trail(around) == 1
    assert wrong(people) == []
    Intruder(people.parts.database).run("UPDATE identity_access SET purpose = '无'")
    assert [one.fault for one in wrong(people)] == [Fault.LOOKS]
    Intruder(people.parts.database).run("DELETE FROM identity_access")
    assert "应有 1 条，现有 0 条" in wrong(people)[0].sentence


def test_an_anchor_that_was_changed_taken_away_or_forged_is_found(
    people: People, anchored: str
) -> None:
    intruder = Intruder(people.parts.database)
    intruder.run("UPDATE audit_anchor SET events = 6 WHERE id = 1")
    assert [one.fault for one in wrong(people)] == [Fault.ANCHOR]
    intruder.run("DELETE FROM audit_anchor WHERE id = 1")
    assert Fault.ANCHOR in [one.fault for one in wrong(people)]


def test_verifying_since_a_day_reads_only_what_was_done_since(
    people: People, number: str, clock: StandingClock
) -> None:
    clock.forward(days=2)
    people.ticket()
    with people.parts.database.read() as session:
        scope = Scope(since=(clock() - timedelta(days=1)).date())
        steps = list(verified(session, scope=scope, cipher=people.parts.cipher))
    assert sum(step.tickets for step in steps) == 1


def test_anchors_and_looks_are_never_changed_or_deleted(people: People, anchored: str) -> None:
    database = people.parts.database
    verbs = ["UPDATE audit_anchor SET events = 0", "DELETE FROM audit_anchor"]
    if not database.is_sqlite:
        verbs += ["TRUNCATE audit_anchor", "TRUNCATE identity_access"]
    for verb in verbs:
        with pytest.raises(Exception, match="never changed"), database.write() as session:
            session.connection().exec_driver_sql(verb)
    with database.read() as session:
        assert len(session.exec(select(AuditAnchor)).all()) == 2
