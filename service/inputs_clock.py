"""What administrators send about the clock: calendar days, units' extra days, policy versions."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from models.enums import Kind, Measure, Step, Urgency
from models.policy import Allowance
from service.inputs import Code, Input, MaybeCode, Reason, Stored, Text
from service.operations.calendars import DayPlan
from service.operations.policies import Rule

#: More than the days of a leap year, and than any sensible policy has rules.
_MOST_DAYS = 366
_MOST_RULES = 200


def _blank_is_none(value: object) -> object:
    return None if value == "" else value


class Part(Input):
    """A part of a list; what it does not know is refused at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DayPart(Part):
    """One day that differs from the plain week."""

    day: date
    is_working: bool
    name: Annotated[str, Field(max_length=50), Stored] = ""
    provisional: bool = False

    def plan(self) -> DayPlan:
        """Return the value that the verbs take."""
        return DayPlan(
            day=self.day,
            is_working=self.is_working,
            name=self.name.strip(),
            provisional=self.provisional,
        )


class YearInput(Input):
    """A year by its unusual days; `expected` is the revision that was looked at."""

    days: Annotated[tuple[DayPart, ...], Field(max_length=_MOST_DAYS)] = ()
    provisional: bool = False
    expected: Annotated[int | None, Field(ge=0)] = None


class DayInput(Input):
    """What one day shall be."""

    is_working: bool
    name: Annotated[str, Field(max_length=50), Stored] = ""
    provisional: bool = False


class FileInput(Input):
    """A CSV file's text."""

    csv: Annotated[str, Field(max_length=200_000), Stored]
    expected: Annotated[int | None, BeforeValidator(_blank_is_none), Field(ge=0)] = None


class WorkdaysInput(Input):
    """On which weekend days (5 is Saturday, 6 Sunday) a unit works, from which day on."""

    weekdays: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(max_length=7)] = ()
    since: Annotated[date | None, BeforeValidator(_blank_is_none)] = None


class TrialInput(Input):
    """A limit to be tried out; without a start it begins now."""

    start: Annotated[Text | None, BeforeValidator(_blank_is_none)] = None
    amount: Annotated[int, Field(ge=1, le=259_200)] = 5
    measure: Measure = Measure.WORKING_DAYS
    unit: MaybeCode = None


class CaseInput(Input):
    """An imagined ticket whose limit is tried out; without a start it begins now."""

    start: Annotated[Text | None, BeforeValidator(_blank_is_none)] = None
    step: Step = Step.HANDLING
    kind: Kind = Kind.COMPLAINT
    urgency: Urgency = Urgency.NORMAL
    category: MaybeCode = None
    unit: MaybeCode = None


class RulePart(Part):
    """One limit of a policy; what is left out matches everything."""

    step: Step
    amount: Annotated[int, Field(ge=1, le=1_000_000)]
    measure: Measure
    kind: Annotated[Kind | None, BeforeValidator(_blank_is_none)] = None
    urgency: Annotated[Urgency | None, BeforeValidator(_blank_is_none)] = None
    category_prefix: Annotated[Code, Field(max_length=6)] = ""

    def rule(self) -> Rule:
        """Return the value that the verbs take."""
        return Rule(
            step=self.step,
            amount=self.amount,
            measure=self.measure,
            kind=self.kind,
            urgency=self.urgency,
            category_prefix=self.category_prefix,
        )


class PolicyInput(Input):
    """The next version: out of the newest, with these rules (or the same) and changed numbers."""

    base: Annotated[int, Field(ge=1)]
    note: Reason = ""
    rules: Annotated[tuple[RulePart, ...] | None, Field(max_length=_MOST_RULES)] = None
    numbers: Mapping[Allowance, Annotated[int, Field(ge=0, le=1_000)]] = Field(default_factory=dict)
    valid_from: Annotated[date | None, BeforeValidator(_blank_is_none)] = None
