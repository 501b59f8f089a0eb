"""The limits of a ticket's steps: policy and calendar of the database put into deadlines."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.arithmetic import Given, Limit, read, written
from models.clock import to_city
from models.deadlines import Deadline, deadline, extended, postponed
from models.enums import Kind, Measure, Status, Step, Urgency
from models.errors import Unavailable
from models.policy import DEFAULT_NUMBERS, Allowance, Case, limit_for
from models.ticket import Ticket
from models.workdays import WorkCalendar
from service.operations.acting import Acting
from service.queries import reference

#: The steps a unit itself is bound by: its own extra working days (5+X) count in them.
UNIT_STEPS = frozenset(
    {
        Step.ACKNOWLEDGE,
        Step.RESPONSE,
        Step.RETURN_WINDOW,
        Step.HANDLING,
        Step.REWORK,
        Step.SUPERVISION,
    }
)
_NATURAL_DAY = 24 * 60


def step_deadline(
    act: Acting,
    *,
    step: Step,
    case: Case,
    version: int,
    unit: str | None = None,
    start: datetime | None = None,
) -> Deadline:
    """Return the deadline of a step, under one version of the policy.

    It begins now unless `start` is given; `unit` is who has to take the step.

    Raises:
        CalendarMissing: the calendar does not reach far enough.
        Unavailable: the policy lacks the step.
    """
    begins = start or act.at
    limit = limit_for(
        rules=reference.policy_rules(act.session, version=version), step=step, case=case
    )
    extra = reference.extra_workdays(act.session, unit=unit) if step in UNIT_STEPS else ()
    calendar = reference.calendar_from(act.session, day=to_city(begins).date())
    return deadline(
        start=begins,
        limit=limit,
        calendar=calendar.with_extra(extra),
        yellow_days=numbers(act.session, version)[Allowance.YELLOW_DAYS],
        unit=unit if extra else None,
    )


def ticket_deadline(
    act: Acting, ticket: Ticket, *, step: Step, start: datetime | None = None
) -> Deadline:
    """Return the deadline of a step of this ticket for the unit that leads it."""
    return step_deadline(
        act,
        step=step,
        case=case_of(ticket),
        version=ticket.policy_version,
        unit=ticket.lead_code,
        start=start,
    )


def first_deadline(act: Acting, ticket: Ticket, *, unit: str) -> Deadline | None:
    """Return the citizen's deadline for the first dispatch of a ticket; nothing for later ones."""
    if ticket.dispatched_at is not None:
        return None
    return step_deadline(
        act,
        step=Step.HANDLING,
        case=case_of(ticket),
        version=ticket.policy_version,
        unit=unit,
    )


def response_deadline(act: Acting, ticket: Ticket, *, unit: str) -> Deadline:
    """Return until when the unit that now gets a ticket shall contact the citizen (响应)."""
    return step_deadline(
        act,
        step=Step.RESPONSE,
        case=case_of(ticket),
        version=ticket.policy_version,
        unit=unit,
    )


def return_window(act: Acting, ticket: Ticket) -> Deadline:
    """Return until when the lead unit may send a dispatched ticket back; silence accepts then."""
    return ticket_deadline(act, ticket, step=Step.RETURN_WINDOW, start=ticket.dispatched_at)


def after_pause(act: Acting, ticket: Ticket, *, since: datetime | None = None) -> Deadline | None:
    """Return the citizen's deadline after a pause that ends now, or nothing where none is moved.

    Waiting for the citizen counts for no longer than it was allowed to last, a suspension (挂账)
    counts whole; an overdue ticket stays overdue.
    """
    begun = since or ticket.paused_at
    end = act.at
    if ticket.status is Status.WAITING and ticket.step_due_at is not None:
        end = min(end, ticket.step_due_at)
    if begun is None or ticket.due_at is None or ticket.due_at <= begun or end <= begun:
        return None
    due = deadline_of(act, ticket)
    return postponed(
        due,
        since=begun,
        until=end,
        status=ticket.status,
        calendar=_calendar(act, due, since=begun, until=max(end, ticket.due_at)),
        yellow_days=allowance(act, ticket, Allowance.YELLOW_DAYS),
    )


def after_extension(
    act: Acting, ticket: Ticket, *, days: int, is_natural: bool = False
) -> Deadline | None:
    """Return the citizen's deadline with so many working (or natural) days granted now (延期).

    Nothing for a ticket without a deadline.
    """
    if ticket.due_at is None:
        return None
    due = deadline_of(act, ticket)
    limit = (
        Limit(amount=days * _NATURAL_DAY, measure=Measure.WALL_MINUTES)
        if is_natural
        else Limit(amount=days, measure=Measure.WORKING_DAYS)
    )
    until = max(ticket.due_at, act.at) + timedelta(days=2 * days)
    return extended(
        due,
        limit=limit,
        at=act.at,
        calendar=_calendar(act, due, since=min(act.at, ticket.due_at), until=until),
        yellow_days=allowance(act, ticket, Allowance.YELLOW_DAYS),
    )


def working_days_left(act: Acting, ticket: Ticket) -> float:
    """Return how many working days are left until the citizen's deadline; 0 when it has passed.

    Raises:
        ValueError: the ticket has no deadline.
        CalendarMissing: the calendar does not reach far enough.
    """
    due = deadline_of(act, ticket)
    calendar = _calendar(act, due, since=act.at, until=max(act.at, due.due_at))
    minutes = calendar.elapsed(act.at, due.due_at) / timedelta(minutes=1)
    return minutes / calendar.day_minutes


def set_due(ticket: Ticket, due: Deadline) -> None:
    """Give a ticket its deadline: the only place that writes it, its arithmetic and its lamps."""
    ticket.due_at, ticket.due_explanation = due.due_at, due.explanation
    ticket.due_basis = written(due.parts)
    ticket.yellow_at, ticket.warned = due.yellow_at, 0
    if ticket.status is Status.HANDLING:
        # While a unit works, the citizen's own deadline is the one that counts.
        ticket.step_due_at = due.due_at


def deadline_of(act: Acting, ticket: Ticket) -> Deadline:
    """Return the deadline a ticket has been given, as a value.

    Raises:
        ValueError: it has none.
    """
    if ticket.due_at is None:
        raise ValueError(f"ticket {ticket.number} has no deadline")
    return Deadline(
        due_at=ticket.due_at,
        explanation=ticket.due_explanation,
        yellow_at=ticket.yellow_at,
        parts=read(ticket.due_basis) or (_guessed(act, ticket),),
    )


def allowance(act: Acting, ticket: Ticket, name: Allowance) -> int:
    """Return a number of the policy that the ticket was given (额度)."""
    return numbers(act.session, ticket.policy_version)[name]


def numbers(session: Session, version: int) -> Mapping[Allowance, int]:
    """Return every number of one version of the policy; what it lacks is the default."""
    return {**DEFAULT_NUMBERS, **reference.policy_numbers(session, version=version)}


def active_policy(act: Acting, *, on: date | None = None) -> int:
    """Return the policy version that new tickets get, today or on another day.

    Raises:
        Unavailable: no policy has been entered.
    """
    version = reference.policy_version(act.session, on=on or act.today)
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


def _calendar(act: Acting, due: Deadline, *, since: datetime, until: datetime) -> WorkCalendar:
    """The calendar the deadline was counted in, its unit's extra days included."""
    given = due.parts[0]
    unit = given.unit if isinstance(given, Given) else None
    calendar = reference.calendar_from(
        act.session, day=to_city(since).date(), until=to_city(until).date()
    )
    return calendar.with_extra(reference.extra_workdays(act.session, unit=unit))


def _guessed(act: Acting, ticket: Ticket) -> Given:
    """The limit of a ticket whose deadline was set before arithmetic was kept."""
    rules = reference.policy_rules(act.session, version=ticket.policy_version)
    step = Step.REWORK if ticket.round > 1 else Step.HANDLING
    limit = limit_for(rules=rules, step=step, case=case_of(ticket))
    return Given(limit=limit, start=ticket.dispatched_at or ticket.received_at)
