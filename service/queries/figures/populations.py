"""What figures count among: which facts, on which day they fall, and whose they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Join, Table, and_, func, inspect, not_, or_
from sqlalchemy.orm import Mapped
from sqlmodel import SQLModel, col

from models.automatic import RouteCheck
from models.base import UtcDateTime
from models.enums import Closure, Status, TicketOrigin
from models.lingering import LONG, Lingered
from models.reply import Reply
from models.return_request import ReturnRequest
from models.revisit import Revisit
from models.suggestion import Suggestion
from models.ticket import Ticket
from models.workflow import OPEN
from service.queries.figures.scope import Scope

Conditions = Callable[[Scope], tuple[ColumnElement[bool], ...]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Population:
    """Facts that are counted, each belonging to one ticket.

    `at` is the instant by which a fact falls into the period and by which lists are ordered, `key`
    tells facts of one instant apart, `unit` is whose a fact is. Where `pieces` are given, the
    conditions hold where one of them does, never two: each is found by an index of its own.
    """

    source: Table | Join
    at: Mapped[datetime | None]
    key: Mapped[int | None] | Mapped[str]
    unit: Mapped[str | None]
    conditions: Conditions
    pieces: tuple[Conditions, ...] = ()

    @property
    def key_type(self) -> type[int] | type[str]:
        """Of which type a fact's key is."""
        return str if self is CHOSEN else int


#: Out of the assessed set (剔除): by decision, or closed because of one.
_ASSESSED = and_(
    col(Ticket.is_excluded).is_(False),
    or_(col(Ticket.closure).is_(None), col(Ticket.closure) != Closure.EXCLUDED),
)
_LIVED_HERE = col(Ticket.origin) == TicketOrigin.LIVE
#: A ticket that should not exist, or that lives on in another one, was nobody's to do.
_STANDS = and_(
    col(Ticket.status) != Status.VOIDED,
    or_(col(Ticket.closure).is_(None), col(Ticket.closure) != Closure.MERGED),
)


def _table(model: type[SQLModel]) -> Table:
    found = inspect(model).local_table
    assert isinstance(found, Table)
    return found


def _with_ticket(model: type[SQLModel], ticket_id: Mapped[int] | Mapped[int | None]) -> Join:
    return _table(model).join(_table(Ticket), ticket_id == col(Ticket.id))


DISPATCHED = Population(
    source=_table(Ticket),
    at=col(Ticket.dispatched_at),
    key=col(Ticket.id),
    unit=col(Ticket.lead_code),
    conditions=lambda scope: (
        *scope.inside(col(Ticket.dispatched_at)),
        _LIVED_HERE,
        _ASSESSED,
        _STANDS,
    ),
)
#: Whether a route was right is the first unit's matter, and history tells it too.
ROUTED = Population(
    source=_table(Ticket),
    at=col(Ticket.dispatched_at),
    key=col(Ticket.id),
    unit=col(Ticket.first_lead_code),
    conditions=lambda scope: (*scope.inside(col(Ticket.dispatched_at)), _STANDS),
)
#: D of the assessment: dispatched and due in the period, less excluded.
DUE = Population(
    source=_table(Ticket),
    at=col(Ticket.due_at),
    key=col(Ticket.id),
    unit=col(Ticket.lead_code),
    conditions=lambda scope: (
        *scope.inside(col(Ticket.due_at)),
        col(Ticket.dispatched_at).is_not(None),
        _LIVED_HERE,
        _ASSESSED,
        _STANDS,
    ),
)
REVISITED = Population(
    source=_with_ticket(Revisit, col(Revisit.ticket_id)),
    at=col(Revisit.at),
    key=col(Revisit.id),
    unit=col(Ticket.lead_code),
    conditions=lambda scope: (
        *scope.inside(col(Revisit.at)),
        col(Revisit.was_contacted).is_(True),
        _ASSESSED,
    ),
)
#: A reply that went out asks for a revisit; a final reply (终结答复) closes without one.
ANSWERED = Population(
    source=_with_ticket(Reply, col(Reply.ticket_id)),
    at=col(Reply.reviewed_at),
    key=col(Reply.id),
    unit=col(Reply.department_code),
    conditions=lambda scope: (
        *scope.inside(col(Reply.reviewed_at)),
        col(Reply.is_accepted).is_(True),
        _ASSESSED,
        or_(
            col(Ticket.closure).is_(None),
            col(Ticket.closure) != Closure.FINAL,
            col(Reply.round) < col(Ticket.round),
        ),
    ),
)
RETURN_REQUESTS = Population(
    source=_with_ticket(ReturnRequest, col(ReturnRequest.ticket_id)),
    at=col(ReturnRequest.requested_at),
    key=col(ReturnRequest.id),
    unit=col(ReturnRequest.department_code),
    conditions=lambda scope: scope.inside(col(ReturnRequest.requested_at)),
)
CLOSED = Population(
    source=_table(Ticket),
    at=col(Ticket.closed_at),
    key=col(Ticket.id),
    unit=col(Ticket.lead_code),
    conditions=lambda scope: (
        *scope.inside(col(Ticket.closed_at)),
        col(Ticket.lead_code).is_not(None),
        _LIVED_HERE,
        _ASSESSED,
    ),
)
RECEIVED = Population(
    source=_table(Ticket),
    at=col(Ticket.received_at),
    key=col(Ticket.id),
    unit=col(Ticket.lead_code),
    conditions=lambda scope: (*scope.inside(col(Ticket.received_at)), _LIVED_HERE),
)
#: How much comes in (受理量): every call counts, history and repeats too.
ARRIVED = Population(
    source=_table(Ticket),
    at=col(Ticket.received_at),
    key=col(Ticket.id),
    unit=col(Ticket.lead_code),
    conditions=lambda scope: (
        *scope.inside(col(Ticket.received_at)),
        col(Ticket.status) != Status.VOIDED,
    ),
)
#: How much is finished (办结量), however; history too.
ENDED = Population(
    source=_table(Ticket),
    at=col(Ticket.closed_at),
    key=col(Ticket.id),
    unit=col(Ticket.lead_code),
    conditions=lambda scope: (
        *scope.inside(col(Ticket.closed_at)),
        col(Ticket.status) != Status.VOIDED,
    ),
)


#: The statuses of what nobody works on any more.
_OVER = tuple(status for status in Status if status not in OPEN)


def _still_open(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Ticket.closed_at).is_(None),
        col(Ticket.received_at) < scope.instant,
        # In this form PostgreSQL does not go by the status, to the rows themselves.
        col(Ticket.status).not_in(_OVER),
        _ASSESSED,
    )


def _closed_soon(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Ticket.closed_at) >= scope.instant,
        # Nothing that did not linger closed later: half the table need not be looked at.
        col(Ticket.closed_at) < scope.instant + LONG,
        col(Ticket.received_at) < scope.instant,
        not_(Lingered()),
        _ASSESSED,
    )


def _closed_late(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Ticket.closed_at) >= scope.instant,
        # No index knows this form of the intake: SQLite would go by it, through every ticket.
        func.nullif(col(Ticket.received_at), col(Ticket.closed_at), type_=UtcDateTime())
        < scope.instant,
        Lingered(),
        _ASSESSED,
    )


_OPEN_PIECES = (_still_open, _closed_soon, _closed_late)
#: A state, not a stretch: what was open at the end of the period, or is now.
OPEN_THEN = Population(
    source=_table(Ticket),
    at=col(Ticket.received_at),
    key=col(Ticket.id),
    unit=col(Ticket.lead_code),
    conditions=lambda scope: (or_(*(and_(*piece(scope)) for piece in _OPEN_PIECES)),),
    pieces=_OPEN_PIECES,
)
CHOSEN = Population(
    source=_with_ticket(Suggestion, col(Suggestion.ticket_id)),
    at=col(Suggestion.chosen_at),
    key=col(Suggestion.id),
    unit=col(Suggestion.chosen_unit),
    conditions=lambda scope: (
        *scope.inside(col(Suggestion.chosen_at)),
        col(Suggestion.top_unit).is_not(None),
    ),
)
AUTOMATIC = Population(
    source=_with_ticket(RouteCheck, col(RouteCheck.ticket_id)),
    at=col(RouteCheck.routed_at),
    key=col(RouteCheck.id),
    unit=col(RouteCheck.department_code),
    conditions=lambda scope: scope.inside(col(RouteCheck.routed_at)),
)
