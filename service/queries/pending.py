"""What waits on tickets beside their status, so that only the steps that fit are offered."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from models.assignment import Assignment
from models.automatic import RouteCheck
from models.enums import AssignmentPart, Closure, Status
from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.pending import Pending
from models.supervision import HIGHEST, Supervision
from models.suspension import Milestone, Suspension
from models.ticket import Ticket
from service.queries.ratings import awaiting_rating, is_repeat


def pending_of(
    session: Session, tickets: Sequence[Ticket], *, unit: str | None
) -> Mapping[int, frozenset[Pending]]:
    """Return what waits on each ticket, by its id; of tasks only those of `unit`.

    At most two queries, however many tickets and kinds of waiting.
    """
    ids = [ticket.id for ticket in tickets if ticket.id is not None]
    found: dict[int, set[Pending]] = {one: set() for one in ids}
    session.flush()
    asked = _OF_ALL if unit is None else _OF_ALL_AND_A_UNIT
    for row in session.connection().execute(asked, {"ids": ids, "unit": unit}):
        found[row[1]].add(Pending(row[0]))
    repeats = [ticket.id or 0 for ticket in tickets if is_repeat(ticket)]
    for one in awaiting_rating(session, repeats) if repeats else ():
        found[one].add(Pending.RATING)
    for ticket in tickets:
        found[ticket.id or 0] |= _on_its_row(ticket)
    return {one: frozenset(waits) for one, waits in found.items()}


def _on_its_row(ticket: Ticket) -> set[Pending]:
    holds = {
        Pending.SUPERVISED: 0 < ticket.supervision_level < HIGHEST,
        Pending.RATING: ticket.status is Status.REVISITING,
        Pending.MERGE: ticket.closure is Closure.MERGED,
    }
    return {waiting for waiting, is_so in holds.items() if is_so}


def _waiting(*, is_unit: bool) -> Iterator[Select[str, int]]:
    """One question a kind: what waits, and on which ticket; `is_unit` asks for a unit's tasks."""
    ids: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)

    def rows(
        kind: Pending, ticket_id: Mapped[int], *conditions: ColumnElement[bool]
    ) -> Select[str, int]:
        return select(literal(kind.value), ticket_id).where(ticket_id.in_(ids), *conditions)

    extension, exclusion = col(ExtensionRequest.ticket_id), col(Exclusion.ticket_id)
    yield rows(Pending.EXTENSION, extension, col(ExtensionRequest.decision).is_(None))
    yield rows(Pending.EXCLUSION, exclusion, col(Exclusion.decision).is_(None))
    supervision, route = col(Supervision.ticket_id), col(RouteCheck.ticket_id)
    yield rows(Pending.SUPERVISION, supervision, col(Supervision.ended_at).is_(None))
    yield rows(Pending.ROUTE_CHECK, route, col(RouteCheck.is_right).is_(None))
    yield rows(
        Pending.MILESTONE,
        col(Suspension.ticket_id),
        col(Suspension.ended_at).is_(None),
        col(Suspension.id) == col(Milestone.suspension_id),
        col(Milestone.reached_on).is_(None),
    )
    if not is_unit:
        return
    own = (
        col(Assignment.department_code) == bindparam("unit"),
        col(Assignment.part) != AssignmentPart.LEAD,
        col(Assignment.ended_at).is_(None),
        col(Assignment.finished_at).is_(None),
    )
    yield rows(Pending.TASK, col(Assignment.ticket_id), *own)
    yield rows(
        Pending.NEW_TASK,
        col(Assignment.ticket_id),
        *own,
        col(Assignment.acknowledged_at).is_(None),
    )


# Built once: putting them together took longer than the database takes to answer.
_OF_ALL = union_all(*_waiting(is_unit=False))
_OF_ALL_AND_A_UNIT = union_all(*_waiting(is_unit=True))
