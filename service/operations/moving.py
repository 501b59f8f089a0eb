"""`move` is the only writer of a ticket's status; `note` appends an event that moves nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from models.alarms import next_alarm
from models.deadlines import Deadline
from models.enums import Action, Outcome, Role, Status, Step
from models.errors import IllegalMove, Invalid, NotFound, Stale
from models.event import Event
from models.ticket import Ticket
from models.workflow import Move, Note, actions_for, find_move, find_note, require
from service.operations.acting import Acting
from service.operations.limits import return_window, set_due, ticket_deadline
from service.queries import reference
from service.queries.pending import pending_of

#: In these the citizen's clock stands still.
PAUSED = frozenset({Status.WAITING, Status.SUSPENDED})

_FIELD_LABELS = {
    "unit": "承办单位",
    "reason": "理由",
    "reason_code": "理由类别",
    "basis": "职责依据",
    "public_text": "答复内容",
    "satisfaction": "满意度",
    "into": "并入的工单",
    "document": "签批文件",
    "days": "天数",
    "task": "交办事项",
    "result": "办理结果",
    "milestone": "阶段目标",
    "way": "联系方式",
}


@dataclass(frozen=True, kw_only=True)
class _Clock:
    """A ticket's deadline before a step, and what it was made of."""

    due_at: datetime | None
    basis: str


def open_ticket(act: Acting, *, number: str, version: int) -> Ticket:
    """Return the ticket for changing it, if it is still the version the person looked at.

    Raises:
        NotFound: no such ticket.
        Stale: somebody changed it since; carries the present version.
    """
    reference.keep(act.session)
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
    with _choices_told(act, ticket):
        step = find_move(source=ticket.status, action=action, outcome=outcome)
    require(step, role=act.actor.role, leads=_leads(act, ticket))
    return step


def plan_note(act: Acting, ticket: Ticket, action: Action) -> Note:
    """Return the row of a step that leaves the status alone, if this actor may take it.

    Raises:
        IllegalMove: not in the present status.
        Forbidden: the step is another role's or another unit's.
    """
    with _choices_told(act, ticket):
        row = find_note(source=ticket.status, action=action)
    require(row, role=act.actor.role, leads=_leads(act, ticket))
    return row


def _leads(act: Acting, ticket: Ticket) -> bool:
    return act.actor.department is not None and act.actor.department == ticket.lead_code


@contextmanager
def _choices_told(act: Acting, ticket: Ticket) -> Iterator[None]:
    """Let the refusal of an impossible step name those that this actor may take instead."""
    try:
        yield
    except IllegalMove as error:
        if act.actor.role is Role.SYSTEM:  # nobody reads it, and what is gathered is not asked for
            raise
        waits = pending_of(act.session, [ticket], unit=act.actor.department)
        may_take = actions_for(
            source=ticket.status,
            role=act.actor.role,
            leads=_leads(act, ticket),
            pending=waits[ticket.id or 0],
        )
        named = "、".join(action.label for action in may_take)
        told = f"您现在可以：{named}。" if named else "现在没有您可以进行的操作。"
        raise IllegalMove(f"{error.detail}{told}") from error


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
    check_given(step, facts=facts, reason=reason)
    before = _Clock(due_at=ticket.due_at, basis=ticket.due_basis)
    came_from = ticket.status
    ticket.status = step.target
    ticket.paused_at = act.at if step.target in PAUSED else None
    if step.target is not Status.ARCHIVED:
        ticket.closure = step.closure  # the archive remembers how a ticket was closed
    if step.next_round:
        ticket.round += 1
        ticket.revisit_attempts = ticket.extended_days = 0
    if step.target is Status.CLOSED:
        ticket.closed_at = act.at
    elif came_from is Status.CLOSED and step.target is not Status.ARCHIVED:
        ticket.closed_at = None
    if due is not None:
        set_due(ticket, due)
    _start_limit(act, ticket, step)
    # Jobs look at this instant alone: they need not count the window of every waiting ticket.
    is_waiting = step.target is Status.DISPATCHED
    ticket.silent_at = return_window(act, ticket).due_at if is_waiting else None
    told = {"outcome": step.outcome, "closure": step.closure}
    facts |= {name: one.value for name, one in told.items() if one is not None}
    return _append(
        act,
        ticket,
        step.action,
        came_from=came_from,
        reason=reason,
        facts=facts,
        before=before,
    )


def note(
    act: Acting,
    ticket: Ticket,
    action: Action,
    *,
    reason: str = "",
    facts: Mapping[str, str] | None = None,
    came_from: Status | None = None,
    due: Deadline | None = None,
) -> Event:
    """Append an event that leaves the status alone, such as intake itself or a reminder.

    `due` is the citizen's new deadline where the step changes it.
    """
    before = _Clock(due_at=ticket.due_at, basis=ticket.due_basis)
    if due is not None:
        set_due(ticket, due)
    return _append(
        act,
        ticket,
        action,
        came_from=came_from,
        reason=reason,
        facts=dict(facts or {}),
        before=before,
    )


def check_given(step: Move | Note, *, facts: Mapping[str, str], reason: str) -> None:
    """Refuse a step without what its row requires; `facts` holds what was given beside the reason.

    Raises:
        Invalid: something is missing; one sentence a field.
    """
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
    due = ticket_deadline(act, ticket, step=step.starts)
    ticket.step_due_at = due.due_at
    if step.starts is Step.ACKNOWLEDGE:
        ticket.acknowledge_due_at = due.due_at  # the step's own limit moves on with the next step
    if step.next_round:
        set_due(ticket, due)


def _append(
    act: Acting,
    ticket: Ticket,
    action: Action,
    *,
    came_from: Status | None,
    reason: str,
    facts: dict[str, str],
    before: _Clock,
) -> Event:
    ticket.alarm_at = next_alarm(
        status=ticket.status,
        warned=ticket.warned,
        yellow_at=ticket.yellow_at,
        due_at=ticket.due_at,
        step_due_at=ticket.step_due_at,
    )
    act.session.add(ticket)
    if ticket.id is None:
        act.session.flush()
    assert ticket.id is not None
    if (ticket.due_at, ticket.due_basis) != (before.due_at, before.basis):
        facts["due"] = ticket.due_basis  # so that anybody can count the deadline again
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
        due_before=before.due_at,
        due_after=ticket.due_at,
        request_id=act.request_id,
        previous_hash=ticket.event_head,
    )
    event.hash = event.sealed_hash()
    ticket.event_head = event.hash
    act.session.add(event)
    act.flush()
    return event
