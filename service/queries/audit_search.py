"""Events and identity looks searched by person, period, action and ticket, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from models.citizen import IdentityAccess
from models.enums import Action
from models.event import Event
from models.ticket import Ticket

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is searched for; an empty field wants all. `person` is a name or a key like `user:3`."""

    since: datetime
    until: datetime
    person: str = ""
    action: Action | None = None
    ticket: str = ""


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One event and the number of its ticket."""

    event: Event
    number: str


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One look at a citizen's identity and the number of the ticket it was taken on."""

    look: IdentityAccess
    number: str


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """One page of events, and the id to go on from; nothing after the last."""

    rows: Sequence[Happened]
    before: int | None


@dataclass(frozen=True, kw_only=True)
class LookPage:
    """One page of looks, and the id to go on from; nothing after the last."""

    rows: Sequence[Looked]
    before: int | None


def events(
    session: Session, sought: Sought, *, before: int | None = None, size: int = PAGE
) -> EventPage:
    """Return one page of events; `before` is the id that the last page ended with."""
    wanted = (
        select(Event, Ticket.number)
        .join(Ticket, col(Ticket.id) == col(Event.ticket_id))
        .where(col(Event.at) >= sought.since, col(Event.at) < sought.until)
        .order_by(col(Event.at).desc(), col(Event.id).desc())
        .limit(size + 1)
    )
    if sought.person:
        wanted = wanted.where(
            or_(col(Event.actor) == sought.person, col(Event.actor_key) == sought.person)
        )
    if sought.action is not None:
        wanted = wanted.where(Event.action == sought.action)
    if sought.ticket:
        wanted = wanted.where(Ticket.number == sought.ticket)
    last = session.get(Event, before) if before is not None else None
    if last is not None:
        earlier = and_(col(Event.at) == last.at, col(Event.id) < last.id)
        wanted = wanted.where(or_(col(Event.at) < last.at, earlier))
    rows = [Happened(event=event, number=number) for event, number in session.exec(wanted)]
    return EventPage(rows=rows[:size], before=rows[size - 1].event.id if rows[size:] else None)


def looks(
    session: Session, sought: Sought, *, before: int | None = None, size: int = PAGE
) -> LookPage:
    """Return one page of looks at identities; an action is not asked for, every look is one."""
    look = IdentityAccess
    wanted = (
        select(look, Ticket.number)
        .join(Ticket, col(Ticket.id) == col(look.ticket_id))
        .where(col(look.at) >= sought.since, col(look.at) < sought.until)
        .order_by(col(look.id).desc())
        .limit(size + 1)
    )
    if sought.person:
        wanted = wanted.where(
            or_(col(look.actor) == sought.person, col(look.actor_key) == sought.person)
        )
    if sought.ticket:
        wanted = wanted.where(Ticket.number == sought.ticket)
    if before is not None:
        wanted = wanted.where(col(look.id) < before)
    rows = [Looked(look=found, number=number) for found, number in session.exec(wanted)]
    return LookPage(rows=rows[:size], before=rows[size - 1].look.id if rows[size:] else None)
