"""What limits would be: of the newest tickets under a proposed policy, and of one imagined case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from models.arithmetic import Limit
from models.clock import to_city
from models.deadlines import Deadline, deadline
from models.enums import Step
from models.policy import Allowance, Case, PolicyRule, limit_for
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.limits import UNIT_STEPS, active_policy, case_of, numbers
from service.operations.policies import Policy, Rule, row_of
from service.queries import reference

#: The newest tickets that a proposal is tried on, and how many of those that differ are shown.
TRIED, SHOWN = 500, 12
#: What people ask about first; the other steps are told by the differences themselves.
STEPS = (Step.ACKNOWLEDGE, Step.RESPONSE, Step.HANDLING)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One step of one ticket: its limit and deadline as it is and as it would be."""

    ticket: Ticket
    step: Step
    before: Limit
    after: Limit
    due_before: datetime
    due_after: datetime


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A proposed policy on the newest tickets, as if they were dispatched now.

    `first` is the day on which the oldest of them came in, `numbers` names those that differ.
    """

    tickets: int
    first: date | None
    numbers: tuple[str, ...]
    examples: tuple[Changed, ...]

    @property
    def differing(self) -> int:
        """How many would get another limit."""
        return len(self.numbers)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The deadline of one imagined case, with the version and the limit it comes from."""

    version: int
    limit: Limit
    due: Deadline


def try_policy(
    act: Acting, *, base: Policy, rules: Sequence[Rule], changed: Mapping[Allowance, int]
) -> Tried:
    """Return which of the newest tickets would get other limits; each kind of case is shown once.

    Raises:
        CalendarMissing: the calendar does not reach far enough.
        Unavailable: a step has no rule for every case.
    """
    lists = [[row_of(0, rule) for rule in one] for one in (base.rules, rules)]
    yellow = {**base.numbers, **changed}[Allowance.YELLOW_DAYS]
    newest = select(Ticket).order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc())
    tickets = act.session.exec(newest.limit(TRIED)).all()
    differing: dict[str, None] = {}
    examples: dict[tuple[Step, Limit, Limit], Changed] = {}
    for ticket in tickets:
        for step in STEPS:
            before, after = (
                limit_for(rules=rows, step=step, case=case_of(ticket)) for rows in lists
            )
            if before == after:
                continue
            differing[ticket.number] = None
            if (step, before, after) not in examples:
                examples[step, before, after] = Changed(
                    ticket=ticket,
                    step=step,
                    before=before,
                    after=after,
                    due_before=_due(act, before, act.at, yellow=yellow).due_at,
                    due_after=_due(act, after, act.at, yellow=yellow).due_at,
                )
    shown = tuple(examples.values())[:SHOWN]
    return Tried(
        tickets=len(tickets),
        first=to_city(tickets[-1].received_at).date() if tickets else None,
        numbers=tuple(differing),
        examples=shown,
    )


def try_case(
    act: Acting, *, step: Step, case: Case, start: datetime, unit: str | None = None
) -> Answer:
    """Return the deadline that a step begun at `start` would have under the policy of that day.

    Raises:
        CalendarMissing: the calendar does not reach far enough.
        NotFound: the unit does not exist (any more).
    """
    if unit is not None:
        reference.department(act.session, unit, on=act.today)
    version = active_policy(act, on=to_city(start).date())
    rules: Sequence[PolicyRule] = reference.policy_rules(act.session, version=version)
    limit = limit_for(rules=rules, step=step, case=case)
    yellow = numbers(act.session, version)[Allowance.YELLOW_DAYS]
    counted_for = unit if step in UNIT_STEPS else None
    return Answer(
        version=version,
        limit=limit,
        due=_due(act, limit, start, yellow=yellow, unit=counted_for),
    )


def _due(
    act: Acting, limit: Limit, start: datetime, *, yellow: int, unit: str | None = None
) -> Deadline:
    extra = reference.extra_workdays(act.session, unit=unit)
    calendar = reference.calendar_from(act.session, day=to_city(start).date())
    return deadline(
        start=start,
        limit=limit,
        calendar=calendar.with_extra(extra),
        yellow_days=yellow,
        unit=unit if extra else None,
    )
