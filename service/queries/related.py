"""Other tickets that belong beside one: of the same caller, and of the same place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.citizen import Citizen
from models.enums import Kind
from models.ticket import Ticket
from service.queries import tickets

#: So far back a ticket of the same place still tells something, and so many are shown.
WINDOW = timedelta(days=180)
MOST = 5
# A unit may not read all of them: a few more are asked for.
_LOOKED_AT = 20
# So many of the newest tickets are looked through: there is no index by place.
_NEWEST = 3_000


@dataclass(frozen=True, kw_only=True)
class Related:
    """The newest other tickets of the caller and of the place."""

    of_caller: Sequence[Ticket]
    of_place: Sequence[Ticket]


def related(session: Session, ticket: Ticket, *, unit: str | None, tells_caller: bool) -> Related:
    """Return the neighbours of a ticket, for a unit those alone that it may read; three queries.

    Reports (举报) are never listed by their caller, nor the other tickets of whoever reported.
    """
    of_caller = _of_caller(session, ticket) if tells_caller else ()
    of_place = _of_place(session, ticket)
    ids = {one.id for one in (*of_caller, *of_place) if one.id is not None}
    known = tickets.readable(session, ids=ids, unit=unit)
    return Related(
        of_caller=[one for one in of_caller if one.id in known][:MOST],
        of_place=[one for one in of_place if one.id in known][:MOST],
    )


def _of_caller(session: Session, ticket: Ticket) -> Sequence[Ticket]:
    if ticket.citizen_id is None or ticket.kind is Kind.REPORT:
        return ()
    digest = select(Citizen.phone_digest).where(Citizen.id == ticket.citizen_id)
    wanted = (
        select(Ticket)
        .join(Citizen, col(Ticket.citizen_id) == Citizen.id)
        .where(Citizen.phone_digest == digest.scalar_subquery(), Ticket.kind != Kind.REPORT)
    )
    return session.exec(_others(wanted, ticket)).all()


def _of_place(session: Session, ticket: Ticket) -> Sequence[Ticket]:
    same = list(_same_place(ticket))
    if not same:
        return ()
    newest = (
        select(Ticket.id)
        .where(
            col(Ticket.received_at) >= ticket.received_at - WINDOW,
            col(Ticket.received_at) <= ticket.received_at + WINDOW,
        )
        .order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc())
        .limit(_NEWEST)
        .subquery()
    )
    wanted = select(Ticket).where(col(Ticket.id).in_(select(newest.c.id)), or_(*same))
    return session.exec(_others(wanted, ticket)).all()


def _same_place(ticket: Ticket) -> Iterator[ColumnElement[bool]]:
    if ticket.address:
        yield col(Ticket.address) == ticket.address
    if ticket.area_code and ticket.category_code:
        yield and_(
            col(Ticket.area_code) == ticket.area_code,
            col(Ticket.category_code) == ticket.category_code,
        )


def _others(wanted: SelectOfScalar[Ticket], ticket: Ticket) -> SelectOfScalar[Ticket]:
    return (
        wanted.where(Ticket.id != ticket.id)
        .order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc())
        .limit(_LOOKED_AT)
    )
