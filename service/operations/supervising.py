"""Urging a ticket on (督办), and raising that a level (升级): by a person, or by the rules."""

from dataclasses import replace

from sqlmodel import select

from models.enums import Action, Step
from models.errors import Conflict, NotFound
from models.notice import NoticeKind
from models.policy import Allowance
from models.supervision import HIGHEST, Supervision, SupervisionCause
from models.ticket import Ticket
from models.workflow import HELD
from service.operations.acting import SYSTEM, Acting
from service.operations.limits import allowance, ticket_deadline
from service.operations.moving import check_given, note, plan_note
from service.operations.notices import tell
from service.operations.settling import standing


def supervise(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Put a ticket under supervision; its unit has to answer within the limit of the policy.

    Raises:
        Conflict: a supervision waits for its answer already.
        Invalid: no reason was given.
    """
    row = plan_note(act, ticket, Action.SUPERVISE)
    check_given(row, facts={}, reason=reason)
    if standing(act, ticket):
        raise Conflict("这张工单正在督办，单位还没有回复；可以升级。", code="already_supervised")
    _open(act, ticket, action=row.action, level=1, cause=SupervisionCause.ORDERED, reason=reason)
    return ticket


def escalate(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Raise the supervision of a ticket one level; what was asked before need not be answered.

    Raises:
        Conflict: it was never supervised, or is on the highest level.
        Invalid: no reason was given.
    """
    row = plan_note(act, ticket, Action.ESCALATE)
    check_given(row, facts={}, reason=reason)
    if ticket.supervision_level == 0:
        raise Conflict("这张工单还没有督办，请先督办。", code="not_supervised")
    if ticket.supervision_level >= HIGHEST:
        raise Conflict("已是最高一级督办，不能再升级。", code="highest_level")
    _raise(act, ticket, reason=reason, cause=SupervisionCause.ORDERED)
    return ticket


def answer_supervision(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Answer every supervision of the ticket that waits: what was found, what is done by when.

    Raises:
        NotFound: none waits for an answer.
        Invalid: nothing was said.
    """
    row = plan_note(act, ticket, Action.ANSWER_SUPERVISION)
    check_given(row, facts={}, reason=reason)
    waiting = standing(act, ticket)
    if not waiting:
        raise NotFound("没有等待回复的督办。", code="no_supervision")
    for one in waiting:
        one.answer, one.answered_by = reason.strip(), act.actor.name
        one.answered_at = one.ended_at = act.at
        act.session.add(one)
    note(act, ticket, row.action, reason=reason, facts={"level": str(ticket.supervision_level)})
    return ticket


def supervise_by_rule(act: Acting, ticket: Ticket, *, cause: SupervisionCause) -> bool:
    """Supervise a ticket for a cause of the rules, each cause once a round; tell whether it was."""
    if ticket.status not in HELD or _began(act, ticket, cause):
        return False
    machine = replace(act, actor=SYSTEM)
    row = plan_note(machine, ticket, Action.SUPERVISE)
    level = max(ticket.supervision_level, 1)
    _open(machine, ticket, action=row.action, level=level, cause=cause, reason=cause.label)
    return True


def supervise_redirected(act: Acting, ticket: Ticket) -> bool:
    """Supervise a ticket redirected as often as the policy bears; tell whether it was now."""
    most = allowance(act, ticket, Allowance.SUPERVISED_REDIRECTS)
    return ticket.redirect_count >= most and supervise_by_rule(
        act, ticket, cause=SupervisionCause.REDIRECTS
    )


def supervise_reopened(act: Acting, ticket: Ticket) -> bool:
    """Supervise a ticket that came round as often as the policy bears; tell whether it was now."""
    most = allowance(act, ticket, Allowance.SUPERVISED_ROUND)
    return ticket.round >= most and supervise_by_rule(act, ticket, cause=SupervisionCause.ROUNDS)


def escalate_by_rule(act: Acting, ticket: Ticket) -> bool:
    """Raise a supervision that nobody answered in time; tell whether it was raised."""
    late = [
        one for one in standing(act, ticket) if one.answer_due_at and one.answer_due_at < act.at
    ]
    if not late or ticket.status not in HELD or ticket.supervision_level >= HIGHEST:
        return False
    machine = replace(act, actor=SYSTEM)
    plan_note(machine, ticket, Action.ESCALATE)
    _raise(machine, ticket, reason="督办逾期未回复", cause=late[-1].cause)
    return True


def _raise(act: Acting, ticket: Ticket, *, reason: str, cause: SupervisionCause) -> None:
    for one in standing(act, ticket):
        one.ended_at = act.at
        act.session.add(one)
    level = ticket.supervision_level + 1
    _open(act, ticket, action=Action.ESCALATE, level=level, cause=cause, reason=reason)


def _open(
    act: Acting,
    ticket: Ticket,
    *,
    action: Action,
    level: int,
    cause: SupervisionCause,
    reason: str,
) -> None:
    """Write a supervision, its event, and the notice to the unit that leads the ticket."""
    due = ticket_deadline(act, ticket, step=Step.SUPERVISION)
    assert ticket.id is not None
    row = Supervision(
        ticket_id=ticket.id,
        department_code=ticket.lead_code,
        level=level,
        cause=cause,
        round=ticket.round,
        reason=reason.strip(),
        opened_by=act.actor.name,
        opened_at=act.at,
        answer_due_at=due.due_at,
    )
    act.session.add(row)
    ticket.supervision_level = max(level, ticket.supervision_level)
    facts = {"level": str(level), "cause": cause.value}
    event = note(act, ticket, action, reason=reason, facts=facts)
    escalated = action is Action.ESCALATE
    tell(
        act,
        kind=NoticeKind.ESCALATED if escalated else NoticeKind.SUPERVISED,
        text=f"工单 {ticket.number} {action.label}（{level} 级）：{reason.strip()[:80]}",
        effect=f"supervision:{ticket.id}:{event.sequence}",
        ticket=ticket,
        department=ticket.lead_code,
    )


def _began(act: Acting, ticket: Ticket, cause: SupervisionCause) -> bool:
    if ticket.supervision_level == 0:
        return False  # it never was under any
    found = select(Supervision.id).where(
        Supervision.ticket_id == ticket.id,
        Supervision.round == ticket.round,
        Supervision.cause == cause,
    )
    return act.session.exec(found).first() is not None
