"""The suggestions that tickets were shown with, and the open tickets a new matter may repeat."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models.enums import Status
from models.suggestion import Suggestion
from models.ticket import Ticket

#: Statuses in which a ticket has ended: nothing can be merged into it any more.
ENDED = (Status.CLOSED, Status.ARCHIVED, Status.VOIDED)

# So many of the newest tickets are looked through: the question is asked while somebody types.
_NEWEST = 2_000


def newest_of(session: Session, tickets: Sequence[Ticket]) -> Mapping[int, Suggestion]:
    """Return the newest suggestion of each ticket by the ticket's id; one query for all."""
    rows = session.exec(
        select(Suggestion)
        .where(col(Suggestion.ticket_id).in_([ticket.id for ticket in tickets]))
        .order_by(col(Suggestion.created_at), col(Suggestion.id))
    )
    return {row.ticket_id: row for row in rows if row.ticket_id is not None}


@dataclass(frozen=True, kw_only=True, slots=True)
class Nearby:
    """What is read of an open ticket that a new matter may repeat."""

    number: str
    text: str
    status: Status
    area: str | None
    category: str | None
    lead: str | None
    received_at: datetime


_NEWEST_IDS = (
    select(Ticket.id)
    .where(col(Ticket.received_at) >= bindparam("since"))
    .order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc())
    .limit(_NEWEST)
    .subquery()
)
# Built once: it is asked with every pause of somebody who types.
_OPEN: Select[*tuple[Any, ...]] = (
    columns(
        col(Ticket.number),
        col(Ticket.text),
        col(Ticket.status),
        col(Ticket.area_code).label("area"),
        col(Ticket.category_code).label("category"),
        col(Ticket.lead_code).label("lead"),
        col(Ticket.received_at),
    )
    .where(col(Ticket.id).in_(select(_NEWEST_IDS.c.id)), col(Ticket.status).not_in(ENDED))
    .order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc())
    .limit(bindparam("limit"))
)
_OPEN_NEAR: Select[*tuple[Any, ...]] = _OPEN.where(
    or_(
        col(Ticket.area_code).in_(bindparam("areas", expanding=True)),
        col(Ticket.area_code).is_(None),
    )
)


def open_near(
    session: Session, *, areas: Collection[str] | None, since: datetime, limit: int
) -> Sequence[Nearby]:
    """Return the newest open tickets received since then in these areas, or without a place.

    Only the newest two thousand tickets are looked at; without `areas` the whole city counts.
    """
    session.flush()
    given: dict[str, object] = {"since": since, "limit": limit}
    wanted = _OPEN
    if areas is not None:
        wanted, given = _OPEN_NEAR, given | {"areas": sorted(areas)}
    rows = session.connection().execute(wanted, given)
    return [Nearby(**row._mapping) for row in rows]


def by_numbers(session: Session, *, numbers: Collection[str]) -> Mapping[str, Ticket]:
    """Return those of the numbers that are tickets here; a history may name others."""
    if not numbers:
        return {}
    rows = session.exec(select(Ticket).where(col(Ticket.number).in_(numbers)))
    return {row.number: row for row in rows}
