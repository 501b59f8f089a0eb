"""What a ticket's clock says by itself: lamps, revisits and reviews that are due."""

from datetime import UTC, datetime

from sqlalchemy import bindparam
from sqlmodel import col, select, update

from models.alarms import TICKING
from models.clock import to_city
from models.enums import Action, Role, Status
from models.notice import NoticeKind
from models.supervision import SupervisionCause
from models.suspension import Suspension
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.moving import note, plan_note
from service.operations.notices import tell
from service.operations.supervising import supervise_by_rule

# The row itself stays as people see it: nobody who has its page open is told it is stale.
_TOLD = update(Ticket).where(col(Ticket.id) == bindparam("told_id")).values(alarm_at=None)


def warn(act: Acting, ticket: Ticket) -> bool:
    """Light the lamp that has come due (黄灯、红灯) and tell who holds the ticket.

    The red lamp puts the unit under supervision by rule (督办). Tells whether a lamp was lit.
    """
    due = ticket.due_at
    if ticket.status not in TICKING or due is None or ticket.warned > 1:
        return False
    is_red = due < act.at
    if not is_red and (ticket.warned == 1 or ticket.yellow_at is None or ticket.yellow_at > act.at):
        return False
    plan_note(act, ticket, Action.WARN)
    kind = NoticeKind.RED if is_red else NoticeKind.YELLOW
    ticket.warned = 2 if is_red else 1
    note(act, ticket, Action.WARN, reason=kind.label, facts={"lamp": kind.value})
    when = f"{'已于' if is_red else '将于'} {_minute(due)} 到期"
    tell(
        act,
        kind=kind,
        text=f"工单 {ticket.number} {when}：{_about(ticket)}",
        effect=f"{kind.value}:{ticket.id}:{due.astimezone(UTC).isoformat()}",
        ticket=ticket,
        department=ticket.lead_code,
        role=None if ticket.lead_code else Role.DISPATCHER,
    )
    if is_red:
        supervise_by_rule(act, ticket, cause=SupervisionCause.OVERDUE)
    return True


def call_for_revisit(act: Acting, ticket: Ticket) -> bool:
    """Tell the revisit clerks of a citizen who should have been asked by now (回访到期)."""
    limit = ticket.step_due_at
    if ticket.status is not Status.REVISITING or limit is None or limit >= act.at:
        return False
    act.execute(_TOLD, {"told_id": ticket.id})
    tell(
        act,
        kind=NoticeKind.REVISIT_DUE,
        text=f"工单 {ticket.number} 应于 {_minute(limit)} 前回访：{_about(ticket)}",
        effect=f"revisit:{ticket.id}:{ticket.round}:{ticket.revisit_attempts}",
        ticket=ticket,
        role=Role.REVISIT_CLERK,
    )
    return True


def call_for_review(act: Acting, ticket: Ticket) -> bool:
    """Tell the supervisors, and the unit, of a suspension whose review is due (挂账复核)."""
    running = act.session.exec(
        select(Suspension).where(
            Suspension.ticket_id == ticket.id,
            col(Suspension.ended_at).is_(None),
            col(Suspension.told_on).is_(None),
            Suspension.review_on <= act.today,
        )
    ).one_or_none()
    if running is None:
        return False
    running.told_on = act.today
    act.session.add(running)
    about = f"{running.id}:{running.review_on.isoformat()}"
    text = f"工单 {ticket.number} 挂账应于 {running.review_on.isoformat()} 复核：{_about(ticket)}"
    for effect, department, role in (
        (f"review:{about}", None, Role.SUPERVISOR),
        (f"review-unit:{about}", ticket.lead_code, None),
    ):
        if department or role:
            tell(
                act,
                kind=NoticeKind.REVIEW_DUE,
                text=text,
                effect=effect,
                ticket=ticket,
                department=department,
                role=role,
            )
    return True


def _about(ticket: Ticket) -> str:
    """A few words that say which matter it is; a sealed or confidential one is not retold."""
    if ticket.is_confidential:
        return f"{ticket.kind.label}（保密件）"
    what = f"{ticket.kind.label} {ticket.address.strip()[:20]}"
    return ticket.title.strip()[:30] or what.strip()


def _minute(instant: datetime) -> str:
    return f"{to_city(instant):%m 月 %d 日 %H:%M}"
