"""Taking a ticket out of the assessed set (剔除): one person asks, another decides."""

from models.enums import Action, Decision, Role, Status
from models.errors import Conflict, Forbidden, NotFound
from models.exclusion import Exclusion, ExclusionReason
from models.notice import NoticeKind
from models.ticket import Ticket
from models.workflow import Move
from service.operations.acting import Acting
from service.operations.moving import check_given, move, note, plan, plan_note
from service.operations.notices import tell
from service.operations.settling import pending_exclusion, settle


def request_exclusion(
    act: Acting, ticket: Ticket, *, reason_code: ExclusionReason, reason: str
) -> Ticket:
    """Ask to leave a ticket out; until somebody else decides it counts as before.

    Raises:
        Conflict: it is out already, or a request waits for its decision.
        Invalid: no reason was given.
    """
    row = plan_note(act, ticket, Action.REQUEST_EXCLUSION)
    facts = {"reason_code": reason_code.value}
    check_given(row, facts=facts, reason=reason)
    if ticket.is_excluded:
        raise Conflict("这张工单已经剔除。", code="already_excluded")
    if pending_exclusion(act, ticket) is not None:
        raise Conflict("已有一项剔除申请等待审批。", code="exclusion_pending")
    assert ticket.id is not None
    request = Exclusion(
        ticket_id=ticket.id,
        reason_code=reason_code,
        reason=reason.strip(),
        requested_key=act.actor.key,
        requested_by=act.actor.name,
        requested_at=act.at,
    )
    act.session.add(request)
    act.session.flush()
    note(act, ticket, row.action, reason=reason, facts=facts)
    tell(
        act,
        kind=NoticeKind.EXCLUSION,
        text=f"{act.actor.name}申请剔除工单 {ticket.number}：{reason_code.label}",
        effect=f"exclusion:{request.id}",
        ticket=ticket,
        role=Role.SUPERVISOR,
    )
    return ticket


def grant_exclusion(act: Acting, ticket: Ticket, *, reason: str = "") -> Ticket:
    """Agree to leave a ticket out; one that waits for its revisit closes as excluded (剔除办结).

    Raises:
        NotFound: nobody has asked.
        Forbidden: the person who asked may not decide.
    """
    step: Move | None = None
    if ticket.status is Status.REVISITING:
        step = plan(act, ticket, Action.GRANT_EXCLUSION)
    else:
        plan_note(act, ticket, Action.GRANT_EXCLUSION)
    request = _decide(act, ticket, Decision.GRANTED, reason)
    ticket.is_excluded = True
    facts = {"reason_code": request.reason_code.value}
    if step is None:
        note(act, ticket, Action.GRANT_EXCLUSION, reason=reason, facts=facts)
        return ticket
    move(act, ticket, step, reason=reason, given=facts)
    settle(act, ticket)
    return ticket


def refuse_exclusion(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Keep a ticket in the assessed set.

    Raises:
        NotFound: nobody has asked.
        Forbidden: the person who asked may not decide.
        Invalid: no reason was given.
    """
    row = plan_note(act, ticket, Action.REFUSE_EXCLUSION)
    check_given(row, facts={}, reason=reason)
    _decide(act, ticket, Decision.REFUSED, reason)
    note(act, ticket, row.action, reason=reason)
    return ticket


def _decide(act: Acting, ticket: Ticket, decision: Decision, reason: str) -> Exclusion:
    request = pending_exclusion(act, ticket)
    if request is None:
        raise NotFound("没有等待审批的剔除申请。", code="no_exclusion_request")
    if request.requested_key == act.actor.key:
        raise Forbidden("剔除须由另一人审批，申请人不能自己决定。", code="same_person")
    request.decision, request.decision_reason = decision, reason.strip()
    request.decided_key, request.decided_by = act.actor.key, act.actor.name
    request.decided_at = act.at
    act.session.add(request)
    act.session.flush()
    return request
