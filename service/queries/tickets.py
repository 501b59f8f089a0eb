"""Tickets found and listed: who may see which, filters, and keyset pages."""

import base64
import binascii
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.citizen import Citizen
from models.enums import Kind
from models.errors import Invalid, NotFound
from models.ticket import Ticket
from models.workflow import OPEN
from service.queries.filtering import Filter, conditions, held_by

__all__ = [
    "LARGEST_PAGE",
    "PAGE",
    "Filter",
    "Order",
    "Page",
    "count_up_to",
    "counts",
    "earlier_of_caller",
    "find",
    "open_of_caller",
    "page",
    "readable",
]

PAGE = 50
LARGEST_PAGE = 200


class Order(StrEnum):
    """How a list is sorted."""

    NEWEST = "newest"
    DUE = "due"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of tickets and the cursor of the next one, empty after the last."""

    tickets: Sequence[Ticket]
    next_cursor: str


def find(session: Session, *, number: str, unit: str | None = None) -> Ticket:
    """Return a ticket by its number; with `unit`, only if that unit holds or finished it.

    Raises:
        NotFound: there is none, or it is not this unit's to see.
    """
    wanted = select(Ticket).where(Ticket.number == number)
    if unit is not None:
        wanted = wanted.where(held_by(unit))
    ticket = session.exec(wanted).one_or_none()
    if ticket is None:
        raise NotFound(f"没有编号为 {number} 的工单，或不在您的办理范围内。", code="unknown_ticket")
    return ticket


def page(
    session: Session,
    *,
    wanted: Filter,
    order: Order = Order.NEWEST,
    cursor: str = "",
    size: int = PAGE,
) -> Page:
    """Return one page; a page begun stays right while tickets come and go.

    Raises:
        Invalid: the cursor is not one of ours.
    """
    size = max(1, min(size, LARGEST_PAGE))
    rows = list(session.exec(_paged(select(Ticket), wanted, order, cursor).limit(size + 1)))
    more = len(rows) > size
    rows = rows[:size]
    return Page(tickets=rows, next_cursor=_encode(rows[-1], order) if more else "")


def counts(session: Session, *, wanted: Sequence[Filter]) -> Sequence[int]:
    """Return how many tickets each filter finds, in one query."""
    asked = [
        select(func.count()).select_from(Ticket).where(*conditions(one)).scalar_subquery()
        for one in wanted
    ]
    session.flush()
    return tuple(session.connection().execute(columns(*asked)).one())


def count_up_to(session: Session, *, wanted: Filter, most: int) -> int:
    """Return how many tickets a filter finds, counting no further than `most`."""
    some = select(Ticket.id).where(*conditions(wanted)).limit(most).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def readable(session: Session, *, ids: Collection[int], unit: str | None) -> frozenset[int]:
    """Return those of these tickets that a unit may read; all of them where `unit` is nothing."""
    if unit is None:
        return frozenset(ids)
    wanted = select(Ticket.id).where(col(Ticket.id).in_(ids), held_by(unit))
    return frozenset(one for one in session.exec(wanted) if one is not None)


def numbers_held(session: Session, *, numbers: Collection[str], unit: str) -> frozenset[str]:
    """Return those of these numbers whose tickets a unit holds, or held until they were closed."""
    wanted = select(Ticket.number).where(col(Ticket.number).in_(numbers), held_by(unit))
    return frozenset(session.exec(wanted))


def earlier_of_caller(session: Session, *, phone_digest: str, limit: int = 10) -> Sequence[Ticket]:
    """Return the newest tickets of the same caller; a report (举报) must not be found by a number.

    Whoever can type a number could otherwise learn who reported whom.
    """
    return session.exec(
        select(Ticket)
        .join(Citizen, col(Ticket.citizen_id) == Citizen.id)
        .where(Citizen.phone_digest == phone_digest, Ticket.kind != Kind.REPORT)
        .order_by(col(Ticket.received_at).desc())
        .limit(limit)
    ).all()


def open_of_caller(
    session: Session, *, phone_digest: str, category: str, limit: int
) -> Sequence[Ticket]:
    """Return the newest tickets of the same caller and category that are still open; no reports."""
    return session.exec(
        select(Ticket)
        .join(Citizen, col(Ticket.citizen_id) == Citizen.id)
        .where(
            Citizen.phone_digest == phone_digest,
            Ticket.kind != Kind.REPORT,
            Ticket.category_code == category,
            col(Ticket.status).in_(OPEN),
        )
        .order_by(col(Ticket.received_at).desc())
        .limit(limit)
    ).all()


def _paged(
    selected: SelectOfScalar[Ticket], wanted: Filter, order: Order, cursor: str
) -> SelectOfScalar[Ticket]:
    selected = selected.where(*conditions(wanted))
    if order is Order.NEWEST:
        if cursor:
            at, number = _decode(cursor, order)
            selected = selected.where(
                or_(
                    col(Ticket.received_at) < at,
                    and_(col(Ticket.received_at) == at, col(Ticket.id) < number),
                )
            )
        return selected.order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc())
    # Only tickets with a running limit can be due.
    selected = selected.where(col(Ticket.step_due_at).is_not(None))
    if cursor:
        at, number = _decode(cursor, order)
        selected = selected.where(
            or_(
                col(Ticket.step_due_at) > at,
                and_(col(Ticket.step_due_at) == at, col(Ticket.id) > number),
            )
        )
    return selected.order_by(col(Ticket.step_due_at), col(Ticket.id))


def _encode(last: Ticket, order: Order) -> str:
    at = last.received_at if order is Order.NEWEST else last.step_due_at
    assert at is not None
    return base64.urlsafe_b64encode(json.dumps([order, at.isoformat(), last.id]).encode()).decode()


def _decode(cursor: str, order: Order) -> tuple[datetime, int]:
    try:
        kind, at, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if kind != order:
            raise ValueError(kind)
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(at)
        return moment, int(number)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("翻页标记无效，请从第一页重新开始。", code="bad_cursor") from error
