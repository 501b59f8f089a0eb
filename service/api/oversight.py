"""From what oversees a ticket to its representation."""

from models.exclusion import Exclusion
from models.supervision import Supervision
from models.ticket import Ticket
from service.api.representations.oversight import ExclusionOut, OversightOut, SupervisionOut
from service.queries.names import Names
from service.queries.oversight import Oversight


def oversight_of(ticket: Ticket, found: Oversight, *, names: Names) -> OversightOut:
    """Return how a ticket is overseen."""
    return OversightOut(
        is_anonymous=ticket.is_anonymous,
        is_proxy=ticket.is_proxy,
        is_excluded=ticket.is_excluded,
        reminder_count=ticket.reminder_count,
        supervision_level=ticket.supervision_level,
        suspected_false_close=ticket.suspected_false_close,
        recurred=tuple(found.recurred),
        recurs=tuple(found.recurs),
        split_from=found.split_from,
        split_into=tuple(found.split_into),
        exclusions=tuple(map(_exclusion, found.exclusions)),
        supervisions=tuple(_supervision(row, names) for row in found.supervisions),
    )


def _exclusion(row: Exclusion) -> ExclusionOut:
    return ExclusionOut(
        reason_code=row.reason_code,
        reason_label=row.reason_code.label,
        reason=row.reason,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        decision=row.decision,
        decision_label=row.decision.label if row.decision else None,
        decision_reason=row.decision_reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _supervision(row: Supervision, names: Names) -> SupervisionOut:
    return SupervisionOut(
        level=row.level,
        cause=row.cause,
        cause_label=row.cause.label,
        round=row.round,
        department=row.department_code,
        department_name=names.unit(row.department_code),
        reason=row.reason,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        answer_due_at=row.answer_due_at,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
    )
