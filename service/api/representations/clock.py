"""Calendar, units' extra days and policies as the API shows them."""

from datetime import date

from models.enums import Kind, Measure, Step, Urgency
from service.api.representations.base import Moment, Shown


class DayOut(Shown):
    """One day of the calendar; `name` says why it is unusual."""

    day: date
    is_working: bool
    name: str
    provisional: bool


class CalendarOut(Shown):
    """A year; without days it has not been entered. `revision` rises with every change."""

    year: int
    revision: int
    provisional: bool
    days: tuple[DayOut, ...]


class ShiftOut(Shown):
    """An open ticket whose deadline would be another."""

    number: str
    due_at: Moment
    would_be: Moment


class EffectOut(Shown):
    """How many open tickets would be due at another time, and the first of them."""

    tickets: int
    examples: tuple[ShiftOut, ...]


class CalendarChangeOut(Shown):
    """How many days changed, and which open tickets would change if they were recalculated."""

    changed: int
    effect: EffectOut
    calendar: CalendarOut


class RecalculatedOut(Shown):
    """How many deadlines were moved, and how many still differ: ask again until it is nought."""

    moved: int
    left: int


class DeadlineOut(Shown):
    """A deadline and its arithmetic in words."""

    due_at: Moment
    yellow_at: Moment | None
    explanation: str


class WorkdayOut(Shown):
    """A weekend day (5 is Saturday) on which a unit works although the city does not."""

    weekday: int
    valid_from: date
    valid_to: date | None


class WorkdayList(Shown):
    """A unit's extra working days (5+X)."""

    department: str
    workdays: tuple[WorkdayOut, ...]


class RuleOut(Shown):
    """One limit; what is empty matches everything."""

    step: Step
    step_label: str
    kind: Kind | None
    urgency: Urgency | None
    category_prefix: str
    amount: int
    measure: Measure
    measure_label: str


class PolicyOut(Shown):
    """One version of the policy; `changes` in words against the version before."""

    version: int
    is_current: bool
    note: str
    created_by: str
    created_at: Moment | None
    valid_from: date | None
    open_tickets: int
    rules: tuple[RuleOut, ...]
    numbers: dict[str, int]
    changes: tuple[str, ...]


class PolicyList(Shown):
    """Every version, the newest first."""

    policies: tuple[PolicyOut, ...]
