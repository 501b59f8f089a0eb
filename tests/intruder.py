"""Somebody behind the hotline's back, and what a verification says afterwards."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session, select

from models.database import Database
from models.event import Event
from models.ticket import Ticket
from service.queries.audit import Scope, verified
from service.queries.chain import Fault, Finding
from tests.callers import People

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


def trouble(people: People, session: Session) -> list[Finding]:
    steps = verified(session, scope=Scope(), cipher=people.parts.cipher)
    return [finding for step in steps for finding in step.findings]


def wrong(people: People) -> list[Finding]:
    with people.parts.database.read() as session:
        return trouble(people, session)


def named(found: Sequence[Finding]) -> list[tuple[Fault, str, int | None]]:
    return [(one.fault, one.ticket, one.sequence) for one in found]


OF = "ticket_id = (SELECT id FROM ticket WHERE number = :number)"
