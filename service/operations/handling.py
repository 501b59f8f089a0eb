"""What a unit does with a ticket: acknowledge, return, ask the citizen, reply."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from models.enums import Action, Decision, Outcome, ReturnReason, Status
from models.errors import Conflict, Invalid
from models.event import Event
from models.policy import Allowance
from models.reply import Reply
from models.return_request import ReturnRequest
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.contacting import reached
from service.operations.delegating import close_tasks
from service.operations.dispatching import lead_assignment
from service.operations.extending import lapse_extension
from service.operations.limits import after_pause, allowance, return_window
from service.operations.moving import move, plan
from service.operations.suspending import end_suspension
from service.queries import reference

#: Characters below which a public reply cannot be an answer.
SHORTEST_REPLY = 5


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Why a unit sends a ticket back, and whom it names instead."""

    reason: ReturnReason
    basis: str
    counter_unit: str | None = None


def acknowledge(act: Acting, ticket: Ticket) -> Ticket:
    """Take a ticket on (签收); the unit's handling begins."""
    step = plan(act, ticket, Action.ACKNOWLEDGE)
    lead = lead_assignment(act, ticket)
    lead.acknowledged_at = ticket.acknowledged_at = act.at
    act.session.add(lead)
    move(act, ticket, step)
    return ticket


def request_return(act: Acting, ticket: Ticket, *, objection: Objection) -> Ticket:
    """Ask to send a ticket back (退单); the second objection to a ticket goes to arbitration.

    Raises:
        Conflict: this unit was refused before, was forced by arbitration, or is too late.
        Invalid: basis missing, or the unit names itself.
        NotFound: the counter-proposed unit does not exist (any more).
    """
    outcome = Outcome.FIRST_RETURN
    if ticket.return_count >= allowance(act, ticket, Allowance.RETURNS):
        outcome = Outcome.CONTESTED
    step = plan(act, ticket, Action.REQUEST_RETURN, outcome=outcome)
    lead = lead_assignment(act, ticket)
    _check_may_return(act, ticket)
    if objection.counter_unit is not None:
        if objection.counter_unit == ticket.lead_code:
            raise Invalid("建议改派的单位不能是本单位。", fields={"counter_unit": "请另选单位。"})
        reference.department(act.session, objection.counter_unit, on=act.today)
    assert ticket.id is not None
    assert lead.id is not None
    act.session.add(
        ReturnRequest(
            ticket_id=ticket.id,
            assignment_id=lead.id,
            department_code=lead.department_code,
            reason_code=objection.reason,
            basis=objection.basis,
            counter_unit=objection.counter_unit,
            requested_by=act.actor.name,
            requested_at=act.at,
        )
    )
    ticket.return_count += 1
    given = {
        "reason_code": objection.reason.value,
        "basis": objection.basis,
        "counter_unit": objection.counter_unit or "",
    }
    move(act, ticket, step, reason=objection.reason.label, given=given)
    return ticket


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a unit answers: to the citizen, to the hotline, and who answers for it.

    `handler` is the leader in charge (分管领导); unfinished tasks stop a reply unless withdrawn.
    """

    public_text: str
    internal_note: str = ""
    handler: str = ""
    withdraws_tasks: bool = False


def reply(act: Acting, ticket: Ticket, *, finding: Finding) -> Ticket:
    """Answer the citizen (答复); the desk reads the answer before it goes out.

    Raises:
        Invalid: the public text is missing or too short to be an answer, or from the second round
            on no higher handler is named.
        Conflict: a task given to another unit is unfinished.
    """
    step = plan(act, ticket, Action.REPLY)
    public_text, handler = finding.public_text.strip(), finding.handler.strip()
    check_public_text(public_text)
    _check_handler(ticket, handler)
    withdrawn = close_tasks(act, ticket, withdraw=finding.withdraws_tasks)
    lapse_extension(act, ticket, reason="工单已答复，延期申请自动失效。")
    assert ticket.id is not None
    act.session.add(
        Reply(
            ticket_id=ticket.id,
            round=ticket.round,
            department_code=act.actor.department,
            public_text=public_text,
            internal_note=finding.internal_note.strip(),
            replied_by=act.actor.name,
            handler=handler,
            replied_at=act.at,
        )
    )
    ticket.replied_at = act.at
    given = {"public_text": public_text, "handler": handler, "withdrawn": withdrawn}
    move(act, ticket, step, given=given)
    return ticket


def ask_citizen(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Pause for the citizen to add what is missing, once a round.

    Raises:
        Conflict: the citizen has been asked before in this round.
    """
    step = plan(act, ticket, Action.ASK_CITIZEN)
    if _last_asked(act, ticket) is not None:
        raise Conflict("本轮办理中已请诉求人补充过一次，不能再次暂停。", code="already_asked")
    reached(act, ticket)  # whoever asks the citizen has got in touch
    move(act, ticket, step, reason=reason)
    return ticket


def resume(act: Acting, ticket: Ticket, *, reason: str = "") -> Ticket:
    """Go on handling after the citizen has answered, or after a suspension.

    The time that the clock stood still is added to the deadline.
    """
    step = plan(act, ticket, Action.RESUME)
    waited_since = _last_asked(act, ticket) if ticket.status is Status.WAITING else None
    due = after_pause(act, ticket, since=waited_since)
    if ticket.status is Status.SUSPENDED:
        end_suspension(act, ticket)
    move(act, ticket, step, reason=reason, due=due)
    return ticket


def check_public_text(public_text: str) -> None:
    """Refuse a text for the citizen that is too short to be an answer.

    Raises:
        Invalid: it has fewer than `SHORTEST_REPLY` characters; a missing one is the move's to tell.
    """
    if 0 < len(public_text.strip()) < SHORTEST_REPLY:
        raise Invalid(
            f"答复内容至少 {SHORTEST_REPLY} 个字，请写明办理结果。",
            code="reply_too_short",
            fields={"public_text": f"至少 {SHORTEST_REPLY} 个字。"},
        )


def _check_handler(ticket: Ticket, handler: str) -> None:
    if ticket.round > 1 and not handler:
        raise Invalid(
            f"第 {ticket.round} 轮办理须由更高一级负责：请填写分管领导。",
            code="no_handler",
            fields={"handler": "请填写分管领导。"},
        )


def _last_asked(act: Acting, ticket: Ticket) -> datetime | None:
    """Return when the citizen was asked in this round, if ever."""
    return act.session.exec(
        select(Event.at)
        .where(
            Event.ticket_id == ticket.id,
            Event.round == ticket.round,
            Event.action == Action.ASK_CITIZEN,
        )
        .order_by(col(Event.sequence).desc())
    ).first()


def _check_may_return(act: Acting, ticket: Ticket) -> None:
    if ticket.is_forced:
        raise Conflict("主办单位已由会商裁定，不能退单。", code="arbitrated")
    refused = act.session.exec(
        select(func.count())
        .select_from(ReturnRequest)
        .where(
            ReturnRequest.ticket_id == ticket.id,
            ReturnRequest.department_code == ticket.lead_code,
            col(ReturnRequest.decision) == Decision.REFUSED,
        )
    ).one()
    if refused:
        raise Conflict("本单位的退单申请已被驳回，不能再次退单。", code="return_refused_before")
    if ticket.dispatched_at is None:
        return
    window = return_window(act, ticket)
    if act.at > window.due_at:
        raise Conflict(
            f"已过退单时限（{window.explanation}），请签收办理或联系派单员转派。",
            code="return_too_late",
        )
