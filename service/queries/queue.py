"""The dispatcher's queue: what waits for a unit, by deadline and then by how unsure it is."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, literal, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, and_, col, func, or_, select

from models.base import UtcDateTime
from models.enums import Kind, RouteResult, Status, Urgency
from models.errors import Invalid
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.queries.figures.intervals import Share
from service.queries.tickets import PAGE, Page

#: What was never suggested is the least sure of all.
_UNSURE = -1.0
_CONFIDENCE = func.coalesce(
    select(Suggestion.top_probability)
    .where(Suggestion.ticket_id == Ticket.id)
    .order_by(col(Suggestion.created_at).desc(), col(Suggestion.id).desc())
    .limit(1)
    .correlate(Ticket)
    .scalar_subquery(),
    _UNSURE,
)


@dataclass(frozen=True, kw_only=True, order=True)
class _Place:
    """Where a ticket stands in the queue."""

    due: datetime
    confidence: float
    id: int


def page(session: Session, *, cursor: str = "", size: int = PAGE) -> Page:
    """Return one page of the tickets that wait to be dispatched.

    Raises:
        Invalid: the cursor is not one of ours.
    """
    due, number = col(Ticket.step_due_at), col(Ticket.id)
    wanted = columns(Ticket, _CONFIDENCE.label("confidence")).where(
        col(Ticket.status) == Status.RECEIVED, due.is_not(None)
    )
    if cursor:
        after = _decode(cursor)
        # Compared as rows, which both databases do in the order of the columns.
        place = tuple_(due, _CONFIDENCE, number)
        wanted = wanted.where(
            place > tuple_(literal(after.due, UtcDateTime()), after.confidence, after.id)
        )
    rows = session.execute(wanted.order_by(due, _CONFIDENCE, number).limit(size + 1)).all()
    more, rows = len(rows) > size, rows[:size]
    return Page(
        tickets=[ticket for ticket, _ in rows],
        next_cursor=_encode(*rows[-1]) if more else "",
    )


def undecided(session: Session, *, limit: int) -> Sequence[Ticket]:
    """Return the waiting tickets that were never routed and are no report (举报) or emergency."""
    return session.exec(
        select(Ticket)
        .where(
            Ticket.status == Status.RECEIVED,
            col(Ticket.first_lead_code).is_(None),
            Ticket.kind != Kind.REPORT,
            Ticket.urgency != Urgency.EMERGENCY,
        )
        .order_by(col(Ticket.step_due_at), col(Ticket.id))
        .limit(limit)
    ).all()


def precision_from(
    session: Session, *, thresholds: Sequence[float], since: datetime
) -> Mapping[float, Share]:
    """Return how often the first unit proposed was right, from each probability on.

    Counted are firm suggestions that somebody chose on since then and whose route has an outcome:
    the unit it ended with, or that was upheld against it, is the right one.
    """
    final = func.coalesce(col(Suggestion.final_unit), "")
    confirmed = col(Suggestion.result) == RouteResult.CONFIRMED
    chosen_is_top = col(Suggestion.chosen_unit) == col(Suggestion.top_unit)
    right = or_(final == col(Suggestion.top_unit), and_(confirmed, final == "", chosen_is_top))
    # Returned without naming another: only the unit that was chosen is known to be wrong.
    known = or_(final != "", confirmed, chosen_is_top)
    counts = [
        func.coalesce(func.sum(case((and_(above, one), 1), else_=0)), 0)
        for above in (col(Suggestion.top_probability) >= least for least in thresholds)
        for one in (right, known)
    ]
    row = session.execute(
        columns(*counts).where(
            col(Suggestion.chosen_at) >= since,
            col(Suggestion.result).is_not(None),
            col(Suggestion.abstained).is_(None),
            col(Suggestion.top_unit).is_not(None),
            known,
        )
    ).one()
    return {
        least: Share(hits=int(row[2 * place]), base=int(row[2 * place + 1]))
        for place, least in enumerate(thresholds)
    }


def _encode(ticket: Ticket, confidence: float) -> str:
    assert ticket.step_due_at is not None
    given = ["queue", ticket.step_due_at.isoformat(), confidence, ticket.id]
    return base64.urlsafe_b64encode(json.dumps(given).encode()).decode()


def _decode(cursor: str) -> _Place:
    try:
        kind, due, confidence, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        moment = datetime.fromisoformat(due)
        if kind != "queue" or moment.tzinfo is None:
            raise ValueError(kind)
        return _Place(due=moment, confidence=float(confidence), id=int(number))
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("翻页标记无效，请从第一页重新开始。", code="bad_cursor") from error
