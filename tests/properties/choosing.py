"""Which steps people would sensibly take with a ticket as it stands, so that tickets get far."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.assignment import Assignment
from models.enums import Action, AssignmentPart, Status
from models.ticket import Ticket
from models.workflow import NOTES, TERMINAL, Move, Note, moves_from
from service.queries.pending import pending_of
from tests.properties.steps import VERBS

#: Steps that chance alone seldom takes.
RARE = {Action.REQUEST_RETURN, Action.GRANT_RETURN, Action.MERGE, Action.SUSPEND, Action.DELEGATE}
#: Tickets that end early teach little, so most go the long way.
EARLY = {Status.CLOSED, Status.SUSPENDED} | TERMINAL


def sensible_rows(session: Session, ticket: Ticket) -> list[Move | Note]:
    """Return what the workflow allows here, what leads far or answers something several times."""
    units = {unit for unit in (ticket.lead_code, *doing(session, ticket)) if unit} or {None}
    waits = {
        one
        for unit in units
        for found in pending_of(session, [ticket], unit=unit).values()
        for one in found
    }
    moves = [row for row in moves_from(ticket.status) if row.action in VERBS]
    notes = [row for row in NOTES if ticket.status in row.sources and row.action in VERBS]
    rows: list[Move | Note] = []
    for row in (*moves, *notes):
        if row.answers is not None and row.answers not in waits:
            continue
        rows += [row] * _weight(row)
    return rows


def _weight(row: Move | Note) -> int:
    if row.answers is not None or row.action in RARE:
        return 10
    if not isinstance(row, Move):
        return 4
    return 1 if row.target in TERMINAL else 3 if row.target in EARLY else 8


def doing(session: Session, ticket: Ticket) -> Sequence[str]:
    """Return the units that have not finished their part beside the lead."""
    return session.exec(
        select(Assignment.department_code)
        .where(
            Assignment.ticket_id == ticket.id,
            col(Assignment.part) != AssignmentPart.LEAD,
            col(Assignment.ended_at).is_(None),
            col(Assignment.finished_at).is_(None),
        )
        .order_by(col(Assignment.department_code))
    ).all()
