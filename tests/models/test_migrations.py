"""Each step of the schema on an installation that has data, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import select

from models import schema
from models.contest import Contest
from models.database import Database
from models.enums import Action, Channel, Kind, Role, Status
from models.event import Event
from models.legal_move import LegalMove
from models.merge import MergeLink
from models.ticket import Ticket
from models.workflow import MOVES
from service.queries.trail import broken_link, events
from tests.conftest import START
from training.sample.city import City
from training.sample.loading import load_contests

DUE = START + timedelta(days=7)


def bring_to(database: Database, revision: str) -> None:
    with database.engine.execution_options(hotline_write=True).begin() as connection:
        command.upgrade(schema._config(connection), revision)


def put(database: Database, name: str, **row: object) -> None:
    """Insert a row as the database stands, whatever today's classes say; gaps get plain values."""
    with database.engine.execution_options(hotline_write=True).begin() as connection:
        table = sa.Table(name, sa.MetaData(), autoload_with=connection)
        for column in table.columns:
            if column.name in row or column.nullable or column.primary_key:
                continue
            python = column.type.python_type
            row[column.name] = START if hasattr(python, "today") else python()
        if database.is_sqlite:  # which keeps instants in UTC, without saying so
            row = {key: plain(value) for key, value in row.items()}
        connection.execute(table.insert().values(**row))


def plain(value: object) -> object:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def a_ticket(database: Database, number: int, *, status: Status) -> None:
    """Put a ticket of the first release there, with the event of its intake."""
    event = Event(
        ticket_id=number,
        sequence=1,
        action=Action.RECEIVE,
        actor_key="user:1",
        actor="林晓",
        role=Role.OPERATOR,
        at=START,
        to_status=status,
        due_after=DUE,
    )
    event.hash = event.sealed_hash()
    put(
        database,
        "ticket",
        id=number,
        number=str(number),
        query_code="000000",
        version=1,
        status=status.name,
        kind=Kind.HELP.value,
        channel=Channel.PHONE.value,
        origin="live",
        urgency="normal",
        round=1,
        policy_version=1,
        text="路灯不亮",
        received_by="林晓",
        due_at=DUE,
        step_due_at=START + timedelta(hours=2),
        event_count=1,
        event_head=event.hash,
    )
    put(
        database,
        "event",
        ticket_id=number,
        sequence=1,
        action=Action.RECEIVE.value,
        actor_key="user:1",
        actor="林晓",
        role=Role.OPERATOR.value,
        at=START,
        to_status=status.name,
        round=1,
        facts={},
        due_after=DUE,
        hash=event.hash,
    )


def test_an_empty_database_comes_to_the_newest_version(empty_database: Database) -> None:
    schema.upgrade(empty_database)
    assert schema.differences(empty_database) == []
    assert schema.current(empty_database) == schema.newest()


@pytest.mark.parametrize("old", ["0001", "0002"])
def test_every_older_version_comes_to_the_newest(empty_database: Database, old: str) -> None:
    bring_to(empty_database, old)
    schema.upgrade(empty_database)
    assert schema.differences(empty_database) == []


def test_the_contested_register_comes_to_a_city_that_had_none(
    empty_database: Database, city: City
) -> None:
    bring_to(empty_database, "0001")
    schema.upgrade(empty_database)
    with empty_database.read() as session:
        assert session.exec(select(Contest)).all() == []
    with empty_database.write() as session:
        load_contests(session, city=city)
    with empty_database.read() as session:
        assert len(session.exec(select(Contest)).all()) == len(city.contests)


def test_tickets_of_the_first_release_live_on(empty_database: Database) -> None:
    bring_to(empty_database, "0002")
    for number, status in enumerate((Status.RECEIVED, Status.DISPATCHED, Status.CLOSED), start=1):
        a_ticket(empty_database, number, status=status)
    put(empty_database, "merge_link", child_id=3, parent_id=1, merged_by="孙航")
    schema.upgrade(empty_database)
    with empty_database.read() as session:
        tickets = session.exec(select(Ticket).order_by(Ticket.number)).all()
        for ticket in tickets:
            assert broken_link(ticket, events(session, ticket)) is None
        assert [one.alarm_at for one in tickets] == [DUE, DUE, None]
        assert [one.silent_at for one in tickets] == [None, START + timedelta(hours=2), None]
        assert not any(one.is_excluded or one.is_anonymous or one.warned for one in tickets)
        link = session.exec(select(MergeLink)).one()
        assert (link.child_id, link.parent_id, link.undone_at) == (3, 1, None)


def test_the_database_knows_the_moves_of_this_version(empty_database: Database) -> None:
    schema.upgrade(empty_database)
    with empty_database.write() as session:
        session.delete(session.exec(select(LegalMove)).first())
        session.add(LegalMove(source=Status.VOIDED, action=Action.REPLY, target=Status.REPLIED))
    schema.upgrade(empty_database)
    with empty_database.read() as session:
        known = {(row.source, row.action, row.target) for row in session.exec(select(LegalMove))}
    assert known == {(move.source, move.action, move.target) for move in MOVES}
