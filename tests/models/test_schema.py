"""Migrations and tables agree, and the database itself guards what must never change."""

import itertools
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models import schema
from models.database import Database
from models.department import Department
from models.enums import Action, Channel, Kind, Role, Status, TicketOrigin
from models.event import Event
from models.ticket import Ticket
from models.workflow import MOVES
from tests.conftest import START


def test_migrations_and_metadata_agree(database: Database) -> None:
    assert schema.differences(database) == []
    assert schema.current(database) == schema.newest()


def test_upgrade_twice_changes_nothing(database: Database) -> None:
    before = schema.current(database)
    schema.upgrade(database)
    assert schema.current(database) == before
    with database.read() as session:
        assert len(session.exec(select(Department)).all()) > 55


def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    assert schema.current(Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")) is None


def test_events_are_never_changed_deleted_or_emptied(database: Database) -> None:
    ticket = Ticket(
        number="1",
        query_code="1",
        kind=Kind.HELP,
        channel=Channel.PHONE,
        text="路灯不亮",
        received_at=START,
        received_by="林晓",
    )
    with database.write() as session:
        session.add(ticket)
        session.flush()
        session.add(
            Event(
                ticket_id=ticket.id,
                sequence=1,
                action=Action.RECEIVE,
                actor_key="user:1",
                actor="林晓",
                role=Role.OPERATOR,
                at=START,
                to_status=Status.RECEIVED,
            )
        )
    verbs = ["UPDATE event SET actor = 'y'", "DELETE FROM event"]
    if not database.is_sqlite:
        verbs.append("TRUNCATE event")
    for verb in verbs:
        with pytest.raises(DBAPIError, match="never changed"), database.write() as session:
            session.connection().exec_driver_sql(verb)


def stored(database: Database, status: Status = Status.RECEIVED) -> int:
    """A ticket that was brought in as history, for only those may begin in any status."""
    ticket = Ticket(
        number=f"H-{status}",
        query_code="1",
        kind=Kind.HELP,
        channel=Channel.PHONE,
        text="路灯不亮",
        status=status,
        origin=TicketOrigin.IMPORTED,
        received_at=START,
        received_by="林晓",
    )
    with database.write() as session:
        session.add(ticket)
        session.flush()
        assert ticket.id is not None
        return ticket.id


def passes(database: Database, statement: str) -> bool:
    """Tell whether the database takes a statement, and take it back."""
    with database.engine.execution_options(hotline_write=True).connect() as connection:
        try:
            connection.exec_driver_sql(statement)
        except DBAPIError as refused:
            if "no such move" not in str(refused):
                raise
            return False
        return True


def test_the_database_refuses_every_change_of_status_that_is_no_move(database: Database) -> None:
    legal = {(move.source, move.target) for move in MOVES} | {(one, one) for one in Status}
    for source in Status:
        number = stored(database, source)
        for target in Status:
            change = f"UPDATE ticket SET status = '{target.name}' WHERE id = {number}"
            assert passes(database, change) == ((source, target) in legal), (source, target)


def test_the_database_refuses_every_event_of_a_move_that_is_none(database: Database) -> None:
    number = stored(database)
    legal = {(move.source, move.action, move.target) for move in MOVES}
    for source, target in itertools.product(Status, Status):
        actions = {move.action for move in MOVES if (move.source, move.target) == (source, target)}
        for action in {*actions, Action.REPLY, Action.ARCHIVE, Action.REMIND}:
            event = (
                "INSERT INTO event (ticket_id, sequence, action, actor_key, actor, role, at, "
                "from_status, to_status, round, reason, facts, request_id, previous_hash, hash) "
                f"VALUES ({number}, 1, '{action.value}', 'user:1', '林晓', 'operator', "
                f"'2026-11-12 01:30:00', '{source.name}', '{target.name}', "
                "1, '', '{}', '', '', 'x')"
            )
            expected = (source, action, target) in legal
            assert passes(database, event) == expected, (source, action, target)


def test_a_live_ticket_begins_as_received(database: Database) -> None:
    for status in set(Status) - {Status.RECEIVED}:
        ticket = Ticket(
            number="1",
            query_code="1",
            kind=Kind.HELP,
            channel=Channel.PHONE,
            text="路灯不亮",
            status=status,
            received_at=START,
            received_by="林晓",
        )
        with pytest.raises(DBAPIError, match="begins as RECEIVED"), database.write() as session:
            session.add(ticket)


def test_tickets_are_never_deleted(database: Database) -> None:
    stored(database)
    verbs = {"DELETE FROM ticket": "never deleted"}
    if not database.is_sqlite:
        verbs["TRUNCATE ticket CASCADE"] = "never changed or deleted"
    for verb, sentence in verbs.items():
        with pytest.raises(DBAPIError, match=sentence), database.write() as session:
            session.connection().exec_driver_sql(verb)


def event_of(ticket_id: int, sequence: int, previous: str) -> Event:
    return Event(
        ticket_id=ticket_id,
        sequence=sequence,
        action=Action.REMIND,
        actor_key="user:1",
        actor="林晓",
        role=Role.OPERATOR,
        at=START,
        to_status=Status.RECEIVED,
        previous_hash=previous,
        hash=f"h{sequence}",
    )


def test_an_event_that_does_not_continue_its_chain_is_refused(database: Database) -> None:
    number = stored(database)
    with database.write() as session:
        session.add(event_of(number, 1, ""))
    for sequence, previous in ((2, "another"), (2, ""), (3, "h1"), (3, "h2"), (0, "h1")):
        with pytest.raises(DBAPIError, match="continue its chain"), database.write() as session:
            session.add(event_of(number, sequence, previous))
    with database.write() as session:
        session.add(event_of(number, 2, "h1"))


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(DBAPIError), database.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO category (code, name, parent_code) VALUES ('ZZ', 'x', 'nowhere')"
        )
