"""Events, identity looks and files taken away, searched by person and period, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_
from sqlmodel import Session, col, func, select

from models.citizen import IdentityAccess
from models.enums import Action, Labelled, Role
from models.event import Event
from models.export import ExportRecord
from models.ticket import Ticket

PAGE = 50


class Doer(Labelled):
    """Whose doing an event is; what was brought in as history happened elsewhere."""

    PEOPLE = "people", "人员操作"
    MACHINE = "machine", "系统自动"
    IMPORT = "import", "历史导入"


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is searched for; an empty field wants all. `person` is a name or a key like `user:3`."""

    since: datetime
    until: datetime
    person: str = ""
    action: Action | None = None
    ticket: str = ""
    doer: Doer | None = None


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


@dataclass(frozen=True, kw_only=True)
class ExportPage:
    """One page of files taken away, and the id to go on from; nothing after the last."""

    rows: Sequence[ExportRecord]
    before: int | None


def events(
    session: Session, sought: Sought, *, before: int | None = None, size: int = PAGE
) -> EventPage:
    """Return one page of events; `before` is the id that the last page ended with."""
    wanted = (
        select(Event, Ticket.number)
        .join(Ticket, col(Ticket.id) == col(Event.ticket_id))
        .where(*_meant(sought))
        .order_by(col(Event.at).desc(), col(Event.id).desc())
        .limit(size + 1)
    )
    if sought.doer is not None:
        wanted = wanted.where(sought.doer.value == _DOER)
    last = session.get(Event, before) if before is not None else None
    if last is not None:
        earlier = and_(col(Event.at) == last.at, col(Event.id) < last.id)
        wanted = wanted.where(or_(col(Event.at) < last.at, earlier))
    rows = [Happened(event=event, number=number) for event, number in session.exec(wanted)]
    return EventPage(rows=rows[:size], before=rows[size - 1].event.id if rows[size:] else None)


def doers(session: Session, sought: Sought) -> Mapping[Doer, int]:
    """Return how many of the events searched for are whose doing."""
    counted = (
        select(_DOER, func.count())
        .select_from(Event)
        .join(Ticket, col(Ticket.id) == col(Event.ticket_id))
        .where(*_meant(sought))
        .group_by(_DOER)
    )
    found = {Doer(doer): count for doer, count in session.exec(counted)}
    return {doer: found.get(doer, 0) for doer in Doer}


def exports(
    session: Session, sought: Sought, *, before: int | None = None, size: int = PAGE
) -> ExportPage:
    """Return one page of files taken away; they concern no single ticket."""
    row = ExportRecord
    wanted = (
        select(row)
        .where(col(row.at) >= sought.since, col(row.at) < sought.until)
        .order_by(col(row.id).desc())
        .limit(size + 1)
    )
    if sought.person:
        wanted = wanted.where(_by(row, sought.person))
    if before is not None:
        wanted = wanted.where(col(row.id) < before)
    rows = session.exec(wanted).all()
    return ExportPage(rows=rows[:size], before=rows[size - 1].id if rows[size:] else None)


_DOER = case(
    (col(Event.action) == Action.IMPORT, Doer.IMPORT.value),
    (col(Event.role) == Role.SYSTEM, Doer.MACHINE.value),
    else_=Doer.PEOPLE.value,
)


def _meant(sought: Sought) -> list[ColumnElement[bool]]:
    """What an event must be to be searched for, whoever did it."""
    found = [col(Event.at) >= sought.since, col(Event.at) < sought.until]
    if sought.person:
        found.append(_by(Event, sought.person))
    if sought.action is not None:
        found.append(col(Event.action) == sought.action)
    if sought.ticket:
        found.append(col(Ticket.number) == sought.ticket)
    return found


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
        wanted = wanted.where(_by(look, sought.person))
    if sought.ticket:
        wanted = wanted.where(Ticket.number == sought.ticket)
    if before is not None:
        wanted = wanted.where(col(look.id) < before)
    rows = [Looked(look=found, number=number) for found, number in session.exec(wanted)]
    return LookPage(rows=rows[:size], before=rows[size - 1].look.id if rows[size:] else None)


def _by(row: type[Event | IdentityAccess | ExportRecord], person: str) -> ColumnElement[bool]:
    """A person is searched for by name, or by the key that no other person has."""
    return or_(col(row.actor) == person, col(row.actor_key) == person)
