"""The limits of a ticket's steps: policy and calendar of the database put into deadlines."""

from datetime import datetime

from models.clock import to_city
from models.deadlines import Deadline, deadline, postponed
from models.enums import Kind, Step, Urgency
from models.errors import Unavailable
from models.policy import Case, limit_for
from models.ticket import Ticket
from service.operations.acting import Acting
from service.queries import reference


def step_deadline(act: Acting, *, step: Step, case: Case, version: int) -> Deadline:
    """Return the deadline of a step that begins now, under one version of the policy.

    Raises:
        CalendarMissing: the calendar does not reach far enough.
        Unavailable: the policy lacks the step.
    """
    rules = reference.policy_rules(act.session, version=version)
    calendar = reference.calendar_from(act.session, day=to_city(act.at).date())
    limit = limit_for(rules=rules, step=step, case=case)
    return deadline(start=act.at, limit=limit, calendar=calendar)


def handling_deadline(act: Acting, ticket: Ticket) -> Deadline:
    """Return the citizen's deadline for a ticket that is dispatched for the first time now."""
    return step_deadline(
        act, step=Step.HANDLING, case=case_of(ticket), version=ticket.policy_version
    )


def after_pause(act: Acting, ticket: Ticket, *, since: datetime) -> Deadline | None:
    """Return the citizen's deadline after a pause that ends now, or nothing where none is moved.

    The pause counts for no longer than it was allowed to last, and an overdue ticket stays overdue.
    """
    end = min(act.at, ticket.step_due_at) if ticket.step_due_at else act.at
    if ticket.due_at is None or ticket.due_at <= since or end <= since:
        return None
    rules = reference.policy_rules(act.session, version=ticket.policy_version)
    step = Step.REWORK if ticket.round > 1 else Step.HANDLING
    return postponed(
        Deadline(due_at=ticket.due_at, explanation=ticket.due_explanation),
        since=since,
        until=end,
        measure=limit_for(rules=rules, step=step, case=case_of(ticket)).measure,
        calendar=reference.calendar_from(act.session, day=to_city(since).date()),
    )


def active_policy(act: Acting) -> int:
    """Return the policy version that new tickets get.

    Raises:
        Unavailable: no policy has been entered.
    """
    version = reference.policy_version(act.session)
    if version == 0:
        raise Unavailable("还没有录入时限政策，请管理员先载入。", code="policy_missing")
    return version


def case_of(ticket: Ticket) -> Case:
    """Return what a ticket's limits depend on."""
    return Case(kind=ticket.kind, urgency=ticket.urgency, category=ticket.category_code or "")


def projected(act: Acting, *, kind: Kind, urgency: Urgency, category: str | None) -> Deadline:
    """Return the handling deadline a ticket would get if it were dispatched now."""
    case = Case(kind=kind, urgency=urgency, category=category or "")
    return step_deadline(act, step=Step.HANDLING, case=case, version=active_policy(act))
