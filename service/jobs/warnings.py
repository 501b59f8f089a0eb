"""Who is told what, when a limit comes near or has passed."""

from sqlmodel import col

from models.clock import to_city
from models.enums import Status
from models.supervision import HIGHEST, Supervision
from models.suspension import Suspension
from models.ticket import Ticket
from service.jobs.batches import Due, Surroundings, each
from service.operations.acting import Acting
from service.operations.supervising import escalate_by_rule
from service.operations.warning import call_for_review, call_for_revisit, warn


def ring(around: Surroundings) -> int:
    """Warn of deadlines (黄灯、红灯) and of revisits (回访) that are due.

    What is overdue comes under supervision (督办).
    """
    due = Due(where=(col(Ticket.alarm_at) <= around.clock(),), instant=col(Ticket.alarm_at))
    return each(around, due, _tell)


def _tell(act: Acting, ticket: Ticket) -> bool:
    is_asked = ticket.status is Status.REVISITING
    return call_for_revisit(act, ticket) if is_asked else warn(act, ticket)


def escalate_unanswered(around: Surroundings) -> int:
    """Raise a level (升级) the supervisions that no unit answered in time."""
    due = Due(
        where=(
            col(Supervision.ticket_id) == col(Ticket.id),
            col(Supervision.answer_due_at) < around.clock(),
            col(Supervision.ended_at).is_(None),
            col(Supervision.level) < HIGHEST,
        ),
        instant=col(Supervision.answer_due_at),
    )
    return each(around, due, escalate_by_rule)


def call_for_reviews(around: Surroundings) -> int:
    """Tell supervisors of suspensions (挂账) whose review is due."""
    due = Due(
        where=(
            col(Suspension.ticket_id) == col(Ticket.id),
            col(Suspension.review_on) <= to_city(around.clock()).date(),
            col(Suspension.ended_at).is_(None),
            col(Suspension.told_on).is_(None),
        ),
        instant=col(Suspension.review_on),
    )
    return each(around, due, call_for_review)
