"""Closed tickets as rows of history, to retrain on: the label is the unit that finished it."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from models.enums import Closure, Status
from models.ticket import Ticket
from training.history import HistoryRow

#: Closures that prove the lead unit to be the right one.
PROVEN = (Closure.SATISFIED, Closure.UNRATED, Closure.FINAL)
_FETCH = 2000


def proven() -> tuple[ColumnElement[bool], ...]:
    """Return what is true of the tickets that `history_rows` yields."""
    return (
        col(Ticket.status).in_((Status.CLOSED, Status.ARCHIVED)),
        col(Ticket.closure).in_(PROVEN),
        col(Ticket.lead_code).is_not(None),
    )


def count_finished(session: Session) -> int:
    """Return how many tickets `history_rows` would yield."""
    return session.exec(select(func.count(col(Ticket.id))).where(*proven())).one()


def history_rows(session: Session) -> Iterator[HistoryRow]:
    """Yield one row for each ticket that a unit finished, oldest first, streamed."""
    found = session.exec(
        select(Ticket)
        .where(*proven())
        .order_by(col(Ticket.received_at), col(Ticket.id))
        .execution_options(yield_per=_FETCH)
    )
    for line, ticket in enumerate(found, start=1):
        assert ticket.lead_code is not None
        yield HistoryRow(
            line=line,
            reference=ticket.number,
            text=ticket.text,
            unit=ticket.lead_code,
            title=ticket.title,
            address=ticket.address,
            received_at=ticket.received_at,
            area=ticket.area_code,
            kind=ticket.kind.value,
            category=ticket.category_code,
            first_unit=ticket.first_lead_code,
            returned=ticket.return_count > 0,
            channel=ticket.channel.value,
        )
