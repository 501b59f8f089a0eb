"""Past tickets brought in as archived ones, each with an event that says so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlmodel import Session, SQLModel, col, func, insert, select, text

from models.assignment import Assignment
from models.enums import (
    Action,
    AssignmentEnd,
    AssignmentPart,
    Channel,
    Closure,
    Kind,
    Role,
    Satisfaction,
    Status,
    TicketOrigin,
    Urgency,
)
from models.event import Event
from models.revisit import Revisit
from models.ticket import Ticket
from service.operations.acting import SYSTEM
from service.operations.indexing import index_tickets

_BATCH = 2000
_WHO = "历史导入"
_NEXT_ID = text(
    "SELECT setval(pg_get_serial_sequence('ticket', 'id'), (SELECT max(id) FROM ticket))"
)


@dataclass(frozen=True, kw_only=True)
class PastTicket:
    """A ticket that another system finished; `lead` is the unit that did, `first_lead` the first.

    `satisfaction` is None where nobody could be asked.
    """

    number: str
    received_at: datetime
    closed_at: datetime
    channel: Channel
    kind: Kind
    urgency: Urgency
    title: str
    text: str
    address: str
    area: str | None
    category: str | None
    lead: str
    first_lead: str
    was_returned: bool
    satisfaction: Satisfaction | None
    is_solved: bool | None


def import_past(session: Session, *, tickets: Iterable[PastTicket], at: datetime) -> Iterator[int]:
    """Insert past tickets in batches, yielding how many are in so far."""
    stream = iter(tickets)
    done = 0
    ticket_id = (session.exec(select(func.max(col(Ticket.id)))).one() or 0) + 1
    while batch := list(islice(stream, _BATCH)):
        _insert_batch(session, batch, first_id=ticket_id, at=at)
        ticket_id += len(batch)
        done += len(batch)
        yield done
    _count_on(session)


def _count_on(session: Session) -> None:
    """Let PostgreSQL number the next ticket after the imported ones; SQLite does so by itself."""
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(_NEXT_ID)


def _insert_batch(
    session: Session, batch: Sequence[PastTicket], *, first_id: int, at: datetime
) -> None:
    tickets, events, assignments, revisits = [], [], [], []
    for ticket_id, past in enumerate(batch, start=first_id):
        event = _event(ticket_id, past, at=at)
        tickets.append(_ticket(ticket_id, past, event))
        events.append(event)
        assignments.append(_assignment(ticket_id, past))
        if past.satisfaction is not None:
            revisits.append(_revisit(ticket_id, past, past.satisfaction))
    for table, rows in (
        (Ticket, tickets),
        (Event, events),
        (Assignment, assignments),
        (Revisit, revisits),
    ):
        _insert(session, table, rows)
    index_tickets(session, tickets)


def _insert(session: Session, table: type[SQLModel], rows: Sequence[SQLModel]) -> None:
    if not rows:
        return
    values = [row.model_dump() for row in rows]
    if table is not Ticket:
        for value in values:
            del value["id"]  # the database numbers these itself
    session.exec(insert(table), params=values)


def _event(ticket_id: int, past: PastTicket, *, at: datetime) -> Event:
    event = Event(
        ticket_id=ticket_id,
        sequence=1,
        action=Action.IMPORT,
        actor_key=SYSTEM.key,
        actor=_WHO,
        role=Role.SYSTEM,
        at=at,
        to_status=Status.ARCHIVED,
        facts={"unit": past.lead},
    )
    event.hash = event.sealed_hash()
    return event


def _ticket(ticket_id: int, past: PastTicket, event: Event) -> Ticket:
    return Ticket(
        id=ticket_id,
        number=past.number,
        query_code="000000",
        status=Status.ARCHIVED,
        closure=Closure.SATISFIED if past.satisfaction else Closure.UNRATED,
        origin=TicketOrigin.IMPORTED,
        kind=past.kind,
        channel=past.channel,
        urgency=past.urgency,
        title=past.title,
        text=past.text,
        address=past.address,
        area_code=past.area,
        category_code=past.category,
        lead_code=past.lead,
        first_lead_code=past.first_lead,
        return_count=int(past.was_returned),
        received_at=past.received_at,
        received_by=_WHO,
        dispatched_at=past.received_at,
        closed_at=past.closed_at,
        event_count=1,
        event_head=event.hash,
    )


def _assignment(ticket_id: int, past: PastTicket) -> Assignment:
    return Assignment(
        ticket_id=ticket_id,
        department_code=past.lead,
        part=AssignmentPart.LEAD,
        assigned_by=_WHO,
        assigned_at=past.received_at,
        ended_at=past.closed_at,
        end=AssignmentEnd.CLOSED,
    )


def _revisit(ticket_id: int, past: PastTicket, satisfaction: Satisfaction) -> Revisit:
    return Revisit(
        ticket_id=ticket_id,
        round=1,
        clerk=_WHO,
        at=past.closed_at,
        was_contacted=True,
        is_solved=past.is_solved,
        satisfaction=satisfaction,
    )
