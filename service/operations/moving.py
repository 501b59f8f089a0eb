"""`move` is the only writer of a ticket's status; `note` appends an event that moves nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import select

from models.deadlines import Deadline
from models.enums import Action, Outcome, Status
from models.errors import Invalid, NotFound, Stale
from models.event import Event
from models.ticket import Ticket
from models.workflow import Move, find_move, require
from service.operations.acting import Acting
from service.operations.limits import case_of, step_deadline

_FIELD_LABELS = {
    "unit": "承办单位",
    "reason": "理由",
    "reason_code": "退单理由",
    "basis": "职责依据",
    "public_text": "答复内容",
    "satisfaction": "满意度",
    "into": "并入的工单",
}


def open_ticket(act: Acting, *, number: str, version: int) -> Ticket:
    """Return the ticket for changing it, if it is still the version the person looked at.

    Raises:
        NotFound: no such ticket.
        Stale: somebody changed it since; carries the present version.
    """
    ticket = act.session.exec(
        select(Ticket)
        .where(Ticket.number == number)
        .with_for_update()
        # What this transaction read before waiting for the lock may be old by now.
        .execution_options(populate_existing=True)
    ).one_or_none()
    if ticket is None:
        raise NotFound(f"没有编号为 {number} 的工单。", code="unknown_ticket")
    if ticket.version != version:
        raise Stale(
            f"工单 {number} 刚被别人改动过，您看到的不是最新内容。"
            "请核对后再提交，已填写的内容不会丢失。",
            version=ticket.version,
        )
    return ticket


def plan(act: Acting, ticket: Ticket, action: Action, *, outcome: Outcome | None = None) -> Move:
    """Return the workflow's row for this step, if this actor may take it.

    Raises:
        IllegalMove: the workflow has no such step from the present status.
        Forbidden: the step is another role's or another unit's.
    """
    step = find_move(source=ticket.status, action=action, outcome=outcome)
    leads = act.actor.department is not None and act.actor.department == ticket.lead_code
    require(step, role=act.actor.role, leads=leads)
    return step


def move(
    act: Acting,
    ticket: Ticket,
    step: Move,
    *,
    reason: str = "",
    given: Mapping[str, str] | None = None,
    due: Deadline | None = None,
) -> Event:
    """Take one step of the workflow: status, limits and event, flushed as one change.

    `given` holds what the step was taken with; what the row requires must be in it or `reason`.
    `due` is the citizen's new deadline where the step changes it.

    Raises:
        Invalid: something the row requires is missing.
    """
    facts = {key: value for key, value in (given or {}).items() if value}
    _check_given(step, facts=facts, reason=reason)
    due_before = ticket.due_at
    came_from = ticket.status
    ticket.status = step.target
    if step.target is not Status.ARCHIVED:
        ticket.closure = step.closure  # the archive remembers how a ticket was closed
    if step.next_round:
        ticket.round += 1
        ticket.revisit_attempts = 0
    if step.target is Status.CLOSED:
        ticket.closed_at = act.at
    elif came_from is Status.CLOSED and step.target is Status.HANDLING:
        ticket.closed_at = None
    if due is not None:
        ticket.due_at, ticket.due_explanation = due.due_at, due.explanation
    _start_limit(act, ticket, step)
    if step.outcome is not None:
        facts["outcome"] = step.outcome.value
    if step.closure is not None:
        facts["closure"] = step.closure.value
    return _append(
        act,
        ticket,
        step.action,
        came_from=came_from,
        reason=reason,
        facts=facts,
        due_before=due_before,
    )


def note(
    act: Acting,
    ticket: Ticket,
    action: Action,
    *,
    reason: str = "",
    facts: Mapping[str, str] | None = None,
    came_from: Status | None = None,
    due_before: datetime | None = None,
) -> Event:
    """Append an event that leaves the status alone, such as intake itself or a reminder."""
    return _append(
        act,
        ticket,
        action,
        came_from=came_from,
        reason=reason,
        facts=dict(facts or {}),
        due_before=due_before,
    )


def _check_given(step: Move, *, facts: Mapping[str, str], reason: str) -> None:
    missing = [
        name
        for name in step.required
        if not (reason.strip() if name == "reason" else facts.get(name, "").strip())
    ]
    if missing:
        labels = "、".join(_FIELD_LABELS[name] for name in missing)
        raise Invalid(
            f"“{step.action.label}”还缺：{labels}。",
            code="missing_fields",
            fields={name: f"请填写{_FIELD_LABELS[name]}。" for name in missing},
        )


def _start_limit(act: Acting, ticket: Ticket, step: Move) -> None:
    if step.starts is None:
        # While a unit works, the citizen's own deadline is the one that counts.
        ticket.step_due_at = ticket.due_at if step.target is Status.HANDLING else None
        return
    due = step_deadline(act, step=step.starts, case=case_of(ticket), version=ticket.policy_version)
    ticket.step_due_at = due.due_at
    if step.next_round:
        ticket.due_at = due.due_at
        ticket.due_explanation = due.explanation


def _append(
    act: Acting,
    ticket: Ticket,
    action: Action,
    *,
    came_from: Status | None,
    reason: str,
    facts: dict[str, str],
    due_before: datetime | None,
) -> Event:
    act.session.add(ticket)
    if ticket.id is None:
        act.session.flush()
    assert ticket.id is not None
    ticket.event_count += 1
    event = Event(
        ticket_id=ticket.id,
        sequence=ticket.event_count,
        action=action,
        actor_key=act.actor.key,
        actor=act.actor.name,
        role=act.actor.role,
        department_code=act.actor.department,
        at=act.at,
        from_status=came_from,
        to_status=ticket.status,
        round=ticket.round,
        reason=reason,
        facts=facts,
        due_before=due_before,
        due_after=ticket.due_at,
        request_id=act.request_id,
        previous_hash=ticket.event_head,
    )
    event.hash = event.sealed_hash()
    ticket.event_head = event.hash
    act.session.add(event)
    act.session.flush()
    return event
