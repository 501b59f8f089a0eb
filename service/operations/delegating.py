"""Delegation (交办) and assistance (协办): the lead stays responsible, others do their part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from models.assignment import Assignment
from models.enums import Action, AssignmentEnd, AssignmentPart
from models.errors import Conflict, Forbidden, Invalid
from models.notice import NoticeKind
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.dispatching import lead_assignment
from service.operations.moving import check_given, note, plan_note
from service.operations.notices import tell
from service.queries import reference


@dataclass(frozen=True, kw_only=True)
class Task:
    """What another unit shall do, until when; without an instant, until the ticket is due."""

    unit: str
    text: str
    due_at: datetime | None = None


def delegate(act: Acting, ticket: Ticket, *, task: Task) -> Ticket:
    """Hand a part of the work to another unit, which may be one under the lead.

    Raises:
        Invalid: unit or task missing, the lead itself, or due later than the ticket.
        NotFound: the unit does not exist (any more).
        Conflict: the unit has a part of this ticket already.
    """
    row = plan_note(act, ticket, Action.DELEGATE)
    check_given(row, facts={"unit": task.unit, "task": task.text}, reason="")
    if task.unit == ticket.lead_code:
        raise Invalid("不能交办给主办单位自己。", fields={"unit": "请另选单位。"})
    unit = reference.department(act.session, task.unit, on=act.today, hold=True)
    if _unfinished(act, ticket, unit=task.unit):
        raise Conflict(
            f"{unit.short_name}在这张工单上还有未办结的任务，不能再交办。", code="task_open"
        )
    due_at = _task_due(act, ticket, task)
    assert ticket.id is not None
    child = Assignment(
        ticket_id=ticket.id,
        department_code=task.unit,
        part=AssignmentPart.TASK,
        round=ticket.round,
        parent_id=lead_assignment(act, ticket).id,
        task=task.text.strip(),
        due_at=due_at,
        assigned_by=act.actor.name,
        assigned_at=act.at,
    )
    act.session.add(child)
    act.session.flush()
    facts = {"task_unit": task.unit, "task": task.text.strip()}
    if due_at is not None:
        facts["task_due_at"] = due_at.isoformat()
    note(act, ticket, Action.DELEGATE, facts=facts)
    tell(
        act,
        kind=NoticeKind.TASK,
        effect=f"task:{child.id}",
        text=f"工单 {ticket.number} 交办：{task.text.strip()[:80]}",
        ticket=ticket,
        department=task.unit,
    )
    return ticket


def acknowledge_task(act: Acting, ticket: Ticket) -> Ticket:
    """Take on what was asked of one's own unit.

    Raises:
        Forbidden: the unit has no unfinished part of this ticket.
        Conflict: it has taken it on already.
    """
    plan_note(act, ticket, Action.ACKNOWLEDGE_TASK)
    own = _own_task(act, ticket)
    if own.acknowledged_at is not None:
        raise Conflict("本单位已签收过这项任务。", code="task_acknowledged")
    own.acknowledged_at = act.at
    act.session.add(own)
    note(act, ticket, Action.ACKNOWLEDGE_TASK, facts={"part": own.part.label})
    return ticket


def finish_task(act: Acting, ticket: Ticket, *, result: str) -> Ticket:
    """Say what one's own unit has done, or what an assisting unit thinks; the lead replies.

    Raises:
        Forbidden: the unit has no unfinished part of this ticket.
        Invalid: the result is missing.
    """
    row = plan_note(act, ticket, Action.FINISH_TASK)
    check_given(row, facts={"result": result}, reason="")
    own = _own_task(act, ticket)
    own.acknowledged_at = own.acknowledged_at or act.at
    own.result, own.finished_by, own.finished_at = result.strip(), act.actor.name, act.at
    act.session.add(own)
    facts = {"part": own.part.label, "result": result.strip()}
    note(act, ticket, Action.FINISH_TASK, facts=facts)
    return ticket


def close_tasks(act: Acting, ticket: Ticket, *, withdraw: bool) -> str:
    """Return the units whose tasks were withdrawn so that the lead may reply, joined by ;.

    Raises:
        Conflict: a task is unfinished and shall not be withdrawn.
    """
    tasks = [row for row in _unfinished(act, ticket) if row.part is AssignmentPart.TASK]
    if tasks and not withdraw:
        names = "、".join(
            reference.department(act.session, row.department_code, on=act.today).short_name
            for row in tasks
        )
        raise Conflict(
            f"交办给{names}的任务还没有办结：请等待办结，或收回未办结的交办任务后再答复。",
            code="tasks_open",
        )
    for row in tasks:
        row.ended_at, row.end = act.at, AssignmentEnd.WITHDRAWN
        act.session.add(row)
    return ";".join(row.department_code for row in tasks)


def _own_task(act: Acting, ticket: Ticket) -> Assignment:
    rows = _unfinished(act, ticket, unit=act.actor.department or "")
    if not rows:
        raise Forbidden("本单位在这张工单上没有未办结的任务。", code="no_task")
    return rows[0]


def _unfinished(act: Acting, ticket: Ticket, *, unit: str | None = None) -> Sequence[Assignment]:
    wanted = select(Assignment).where(
        Assignment.ticket_id == ticket.id,
        Assignment.part != AssignmentPart.LEAD,
        col(Assignment.ended_at).is_(None),
        col(Assignment.finished_at).is_(None),
    )
    if unit is not None:
        wanted = wanted.where(Assignment.department_code == unit)
    return act.session.exec(wanted.order_by(col(Assignment.id))).all()


def _task_due(act: Acting, ticket: Ticket, task: Task) -> datetime | None:
    if task.due_at is None:
        return ticket.due_at
    if task.due_at <= act.at:
        raise Invalid("任务时限须在现在之后。", fields={"due_at": "请填写以后的时间。"})
    if ticket.due_at is not None and task.due_at > ticket.due_at:
        raise Invalid(
            "任务时限不能晚于工单的办结时限。",
            code="task_due_too_late",
            fields={"due_at": "不能晚于工单的办结时限。"},
        )
    return task.due_at
