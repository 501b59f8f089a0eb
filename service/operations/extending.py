"""Extension (延期): a unit asks for more time, another role decides; both deadlines are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import col, select

from models.enums import Action, Decision, Role
from models.errors import Conflict, Forbidden, Invalid, NotFound
from models.extension import ExtensionRequest
from models.notice import NoticeKind
from models.policy import Allowance
from models.ticket import Ticket
from service.operations.acting import SYSTEM, Acting
from service.operations.limits import after_extension, allowance, working_days_left
from service.operations.moving import check_given, note, plan_note
from service.operations.notices import tell


@dataclass(frozen=True, kw_only=True)
class Plea:
    """How many days more a unit asks for, and why.

    Working days; with milestones (阶段目标) it is a long-cycle matter and the days are natural.
    """

    days: int
    reason: str
    milestones: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether it is a long-cycle matter (长周期事项)."""
        return bool(self.milestones)

    @property
    def text(self) -> str:
        """The days in words."""
        return f"{self.days} 个{'自然日' if self.is_long else '工作日'}"


def request_extension(act: Acting, ticket: Ticket, *, plea: Plea) -> Ticket:
    """Ask for more time, before the deadline and with enough of it left.

    Raises:
        Conflict: one request waits already, the deadline is too near, or the round's extensions
            are used up.
        Invalid: days or reason missing, or more days than the policy allows.
    """
    row = plan_note(act, ticket, Action.REQUEST_EXTENSION)
    given = {"days": str(plea.days) if plea.days > 0 else ""}
    check_given(row, facts=given, reason=plea.reason)
    _check_in_time(act, ticket)
    if pending_extension(act, ticket) is not None:
        raise Conflict("已有一份延期申请在等待审批。", code="extension_pending")
    _check_allowed(act, ticket, plea)
    assert ticket.id is not None
    assert ticket.due_at is not None
    request = ExtensionRequest(
        ticket_id=ticket.id,
        round=ticket.round,
        department_code=act.actor.department or ticket.lead_code or "",
        days=plea.days,
        reason=plea.reason.strip(),
        milestones="\n".join(plea.milestones),
        requested_key=act.actor.key,
        requested_by=act.actor.name,
        requested_at=act.at,
        due_before=ticket.due_at,
    )
    act.session.add(request)
    note(
        act,
        ticket,
        Action.REQUEST_EXTENSION,
        reason=plea.reason.strip(),
        facts={"days": plea.text, **_staged("；".join(plea.milestones))},
    )
    tell(
        act,
        kind=NoticeKind.EXTENSION,
        effect=f"extension:{request.id}",
        text=f"工单 {ticket.number} 申请延期 {plea.text}，请审批。",
        ticket=ticket,
        role=Role.DISPATCHER,
    )
    return ticket


def grant_extension(act: Acting, ticket: Ticket, *, reason: str = "") -> Ticket:
    """Give a unit the time it asked for; also while the ticket waits for the citizen.

    Raises:
        NotFound: no request waits.
        Forbidden: the same person asked for it.
    """
    plan_note(act, ticket, Action.GRANT_EXTENSION)
    request = _asked(act, ticket)
    asked = plea_of(request)
    due = after_extension(act, ticket, days=request.days, is_natural=asked.is_long)
    _decide(act, request, Decision.GRANTED, reason)
    request.due_after = due.due_at if due is not None else None
    ticket.extension_count += 1
    if not asked.is_long:
        ticket.extended_days += request.days
    facts = {"days": asked.text}
    note(act, ticket, Action.GRANT_EXTENSION, reason=reason, facts=facts, due=due)
    _tell_unit(act, ticket, request)
    return ticket


def refuse_extension(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Hold a unit to its deadline.

    Raises:
        NotFound: no request waits.
        Forbidden: the same person asked for it.
        Invalid: no reason was given.
    """
    row = plan_note(act, ticket, Action.REFUSE_EXTENSION)
    check_given(row, facts={}, reason=reason)
    _refuse(act, ticket, _asked(act, ticket), reason)
    return ticket


def lapse_extension(act: Acting, ticket: Ticket, *, reason: str) -> None:
    """Let a request that still waits lapse, because it has lost its object."""
    request = pending_extension(act, ticket)
    if request is not None:
        _refuse(replace(act, actor=SYSTEM), ticket, request, reason)


def pending_extension(act: Acting, ticket: Ticket) -> ExtensionRequest | None:
    """Return the request on which nobody has decided yet, if there is one."""
    return act.session.exec(
        select(ExtensionRequest).where(
            ExtensionRequest.ticket_id == ticket.id, col(ExtensionRequest.decision).is_(None)
        )
    ).one_or_none()


def plea_of(request: ExtensionRequest) -> Plea:
    """Return what a stored request asked for."""
    return Plea(
        days=request.days,
        reason=request.reason,
        milestones=tuple(request.milestones.splitlines()),
    )


def _asked(act: Acting, ticket: Ticket) -> ExtensionRequest:
    request = pending_extension(act, ticket)
    if request is None:
        raise NotFound("没有待审批的延期申请。", code="no_extension_request")
    if request.requested_key == act.actor.key:
        raise Forbidden("延期须由申请人以外的人审批。", code="two_people")
    return request


def _refuse(act: Acting, ticket: Ticket, request: ExtensionRequest, reason: str) -> None:
    _decide(act, request, Decision.REFUSED, reason)
    facts = {"days": plea_of(request).text}
    note(act, ticket, Action.REFUSE_EXTENSION, reason=reason, facts=facts)
    _tell_unit(act, ticket, request)


def _tell_unit(act: Acting, ticket: Ticket, request: ExtensionRequest) -> None:
    assert request.decision is not None
    tell(
        act,
        kind=NoticeKind.EXTENSION,
        effect=f"extension:{request.id}:{request.decision.value}",
        text=f"工单 {ticket.number} 延期申请：{request.decision.label}。{request.decision_reason}",
        ticket=ticket,
        department=request.department_code,
    )


def _decide(act: Acting, request: ExtensionRequest, decision: Decision, reason: str) -> None:
    request.decision, request.decision_reason = decision, reason
    request.decided_key, request.decided_by = act.actor.key, act.actor.name
    request.decided_at = act.at
    act.session.add(request)


def _check_in_time(act: Acting, ticket: Ticket) -> None:
    if ticket.due_at is None:
        raise Conflict("工单没有办结时限，不需要延期。", code="no_deadline")
    if act.at >= ticket.due_at:
        raise Conflict("已过办结时限，不能再申请延期。", code="extension_too_late")
    lead = allowance(act, ticket, Allowance.EXTENSION_LEAD_DAYS)
    if working_days_left(act, ticket) < lead:
        raise Conflict(
            f"延期须在到期前至少 {lead} 个工作日申请；{ticket.due_explanation}。",
            code="extension_too_late",
        )


def _check_allowed(act: Acting, ticket: Ticket, plea: Plea) -> None:
    granted = [request for request in _granted(act, ticket) if plea_of(request).is_long]
    if plea.is_long:
        most = allowance(act, ticket, Allowance.LONG_CYCLE_DAYS)
        most -= sum(request.days for request in granted)
        kind = "长周期事项本轮还可延期"
    else:
        _check_count(act, ticket)
        most, kind = allowance(act, ticket, Allowance.EXTENSION_DAYS), "每次延期最多"
    if plea.days > most:
        unit = "自然日" if plea.is_long else "工作日"
        raise Invalid(
            f"{kind} {max(0, most)} 个{unit}。",
            code="extension_too_long",
            fields={"days": f"最多 {max(0, most)} 个{unit}。"},
        )


def _check_count(act: Acting, ticket: Ticket) -> None:
    most = allowance(act, ticket, Allowance.EXTENSIONS)
    used = sum(not plea_of(request).is_long for request in _granted(act, ticket))
    if used >= most:
        raise Conflict(f"本轮办理已延期 {used} 次，不能再延期。", code="extensions_used_up")


def _granted(act: Acting, ticket: Ticket) -> Sequence[ExtensionRequest]:
    return act.session.exec(
        select(ExtensionRequest).where(
            ExtensionRequest.ticket_id == ticket.id,
            ExtensionRequest.round == ticket.round,
            col(ExtensionRequest.decision) == Decision.GRANTED,
        )
    ).all()


def _staged(milestones: str) -> dict[str, str]:
    return {"milestones": milestones} if milestones else {}
