"""Suspension (挂账): a long-standing matter with milestones, reviewed again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from models.enums import Action
from models.errors import Conflict, Invalid, NotFound
from models.policy import Allowance
from models.suspension import Milestone, Suspension
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.extending import lapse_extension
from service.operations.limits import allowance
from service.operations.moving import check_given, move, note, plan, plan_note


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of a suspended matter (阶段目标) and the day it shall be reached."""

    name: str
    due_on: date


def suspend(act: Acting, ticket: Ticket, *, reason: str, stages: Sequence[Stage] = ()) -> Ticket:
    """Put a long-standing matter aside; the citizen's clock stands still.

    Raises:
        Invalid: reason or stages missing, or a stage lies in the past.
    """
    step = plan(act, ticket, Action.SUSPEND)
    _check_stages(act, stages)
    lapse_extension(act, ticket, reason="工单已挂账，时限停止计算，延期申请自动失效。")
    assert ticket.id is not None
    suspension = Suspension(
        ticket_id=ticket.id,
        round=ticket.round,
        reason=reason.strip(),
        started_by=act.actor.name,
        started_at=act.at,
        review_on=_next_review(act, ticket),
    )
    act.session.add(suspension)
    act.session.flush()
    assert suspension.id is not None
    for stage in stages:
        act.session.add(
            Milestone(suspension_id=suspension.id, name=stage.name.strip(), due_on=stage.due_on)
        )
    told = "；".join(f"{stage.due_on.isoformat()} {stage.name.strip()}" for stage in stages)
    given = {"milestones": told, "review_on": suspension.review_on.isoformat()}
    move(act, ticket, step, reason=reason, given=given)
    return ticket


def end_suspension(act: Acting, ticket: Ticket) -> None:
    """Write down that the matter goes on; the caller moves the ticket."""
    running = _running(act, ticket)
    running.ended_at = act.at
    act.session.add(running)


def reach_milestone(act: Acting, ticket: Ticket, *, milestone: int, remark: str = "") -> Ticket:
    """Write down that a stage has been reached.

    Raises:
        NotFound: the running suspension has no such stage.
        Conflict: it was reached before.
    """
    row = plan_note(act, ticket, Action.REACH_MILESTONE)
    check_given(row, facts={"milestone": str(milestone) if milestone > 0 else ""}, reason="")
    found = act.session.get(Milestone, milestone)
    if found is None or found.suspension_id != _running(act, ticket).id:
        raise NotFound("没有这个阶段目标。", code="unknown_milestone")
    if found.reached_on is not None:
        raise Conflict("这个阶段目标已经达成。", code="milestone_reached")
    found.reached_on, found.remark = act.today, remark.strip()
    act.session.add(found)
    note(
        act, ticket, Action.REACH_MILESTONE, reason=remark.strip(), facts={"milestone": found.name}
    )
    return ticket


def review_suspension(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Look at a suspended matter again and leave it aside until the next review.

    Raises:
        Invalid: no reason was given.
    """
    row = plan_note(act, ticket, Action.REVIEW_SUSPENSION)
    check_given(row, facts={}, reason=reason)
    running = _running(act, ticket)
    running.review_on, running.told_on = _next_review(act, ticket), None
    act.session.add(running)
    facts = {"review_on": running.review_on.isoformat()}
    note(act, ticket, Action.REVIEW_SUSPENSION, reason=reason.strip(), facts=facts)
    return ticket


def _running(act: Acting, ticket: Ticket) -> Suspension:
    found = act.session.exec(
        select(Suspension).where(
            Suspension.ticket_id == ticket.id, col(Suspension.ended_at).is_(None)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("工单现在没有挂账。", code="not_suspended")
    return found


def _next_review(act: Acting, ticket: Ticket) -> date:
    return act.today + timedelta(days=allowance(act, ticket, Allowance.REVIEW_DAYS))


def _check_stages(act: Acting, stages: Sequence[Stage]) -> None:
    sentence = ""
    if not stages:
        sentence = "请至少填写一个阶段目标和日期。"
    elif not all(stage.name.strip() for stage in stages):
        sentence = "每个阶段目标都要写明内容。"
    elif any(stage.due_on < act.today for stage in stages):
        sentence = "阶段目标的日期不能早于今天。"
    if sentence:
        raise Invalid(sentence, code="bad_milestones", fields={"milestones": sentence})
