"""What leaders ask after: hard tickets (疑难), repeat matters, what became of suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from models.enums import Choice, Closure, Kind, OverrideReason, RouteResult, Status
from models.merge import MergeLink
from models.reply import Reply
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.queries.figures.counting import behind, conditions
from service.queries.figures.counts import (
    HARD_LEVEL,
    HARD_REDIRECTS,
    HARD_RETURNS,
    HARD_ROUND,
    Count,
)
from service.queries.figures.populations import ARRIVED, CHOSEN, ENDED
from service.queries.figures.scope import Scope

#: How many of a list are shown where the whole can be opened.
SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Hard:
    """An open ticket that goes round, and why it is called hard."""

    ticket: Ticket
    reasons: tuple["Why", ...]


@dataclass(frozen=True, kw_only=True)
class Why:
    """One reason why a ticket is hard; `%(n)s` in the words stands for the number."""

    words: str
    n: int = 0


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """A matter that citizens came with again: how many tickets were merged into it."""

    ticket: Ticket
    merged: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """So many suggestions were taken or not, why not, and what became of the route."""

    choice: Choice
    reason: OverrideReason | None
    result: RouteResult | None
    count: int


@dataclass(frozen=True, kw_only=True)
class Swap:
    """A unit that was suggested first and the one that people chose instead."""

    suggested: str
    chosen: str
    count: int


def hard(session: Session, *, scope: Scope, size: int = SHOWN) -> tuple[Hard, ...]:
    """Return the newest hard tickets (疑难工单) that were open at the period's end."""
    facts = behind(session, figure=Count.HARD, scope=scope, size=size)
    return tuple(Hard(ticket=row.ticket, reasons=why_hard(row.ticket)) for row in facts.rows)


def why_hard(ticket: Ticket) -> tuple[Why, ...]:
    """Return why a ticket is hard, in a few words each; the conditions are those of its count."""
    told = (
        (ticket.round >= HARD_ROUND, "第 %(n)s 轮办理", ticket.round),
        (ticket.return_count >= HARD_RETURNS, "退单 %(n)s 次", ticket.return_count),
        (ticket.redirect_count >= HARD_REDIRECTS, "转派 %(n)s 次", ticket.redirect_count),
        (ticket.supervision_level >= HARD_LEVEL, "督办 %(n)s 级", ticket.supervision_level),
        (ticket.status in {Status.ARBITRATION, Status.SUSPENDED}, ticket.status.label, 0),
    )
    return tuple(Why(words=words, n=n) for holds, words, n in told if holds)


def repeated(session: Session, *, scope: Scope, size: int = SHOWN) -> tuple[Repeated, ...]:
    """Return the matters of the period into which most other tickets were merged."""
    whose = () if scope.unit is None else (col(Ticket.lead_code) == scope.unit,)
    merged = func.count().label("merged")
    found: Select[*tuple[Any, ...]] = (
        select(col(MergeLink.parent_id), merged)
        .join(Ticket, col(MergeLink.parent_id) == col(Ticket.id))
        .where(col(MergeLink.undone_at).is_(None), *conditions(ARRIVED, scope), *whose)
        .group_by(col(MergeLink.parent_id))
        .order_by(merged.desc(), col(MergeLink.parent_id).desc())
        .limit(size)
    )
    rows = session.connection().execute(found).all()
    tickets = _tickets(session, [row[0] for row in rows])
    return tuple(Repeated(ticket=tickets[row[0]], merged=row[1]) for row in rows)


def outcomes(session: Session, *, scope: Scope) -> tuple[Outcome, ...]:
    """Return what became of the suggestions that were shown in the period."""
    by = (col(Suggestion.choice), col(Suggestion.override_reason), col(Suggestion.result))
    rows = session.connection().execute(_chosen(by, scope)).all()
    return tuple(
        Outcome(choice=row[0], reason=row[1], result=row[2], count=row[3]) for row in rows if row[0]
    )


def swaps(session: Session, *, scope: Scope, size: int = SHOWN) -> tuple[Swap, ...]:
    """Return which suggested units were replaced by which, most often first."""
    by = (col(Suggestion.top_unit), col(Suggestion.chosen_unit))
    overridden = _chosen(by, scope).where(col(Suggestion.choice) == Choice.OVERRIDDEN)
    rows = session.connection().execute(overridden.order_by(func.count().desc(), *by).limit(size))
    return tuple(Swap(suggested=row[0], chosen=row[1], count=row[2]) for row in rows)


def closed_well(session: Session, *, scope: Scope, field: str) -> tuple[Ticket, Reply] | None:
    """Return the newest ticket of a field that was closed to its citizen's content, with its reply.

    What is confidential, sealed or anonymous is nobody's example.
    """
    whose = () if scope.unit is None else (col(Ticket.lead_code) == scope.unit,)
    row = session.exec(
        rows_of(Ticket, Reply)
        .where(
            *conditions(ENDED, scope),
            *whose,
            col(Ticket.closure) == Closure.SATISFIED,
            col(Ticket.category_code).startswith(field, autoescape=True),
            col(Ticket.kind) != Kind.REPORT,
            col(Ticket.is_confidential).is_(False),
            col(Ticket.is_anonymous).is_(False),
            col(Reply.ticket_id) == col(Ticket.id),
            col(Reply.is_accepted).is_(True),
        )
        .order_by(col(Ticket.closed_at).desc(), col(Reply.id).desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def _chosen(by: Sequence[Any], scope: Scope) -> Select[*tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = (
        select(*by, func.count())
        .select_from(CHOSEN.source)
        .where(*conditions(CHOSEN, scope))
        .group_by(*by)
    )
    return found


def _tickets(session: Session, ids: Sequence[int]) -> Mapping[int, Ticket]:
    rows = session.scalars(select(Ticket).where(col(Ticket.id).in_(ids)))
    return {row.id: row for row in rows if row.id is not None}
