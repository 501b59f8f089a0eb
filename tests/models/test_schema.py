"""Migrations and tables agree, and the database itself guards what must never change."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models import schema
from models.database import Database
from models.department import Department
from models.enums import Action, Channel, Kind, Role, Status
from models.event import Event
from models.ticket import Ticket
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


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(DBAPIError), database.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO category (code, name, parent_code) VALUES ('ZZ', 'x', 'nowhere')"
        )
