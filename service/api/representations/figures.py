"""Figures as the API shows them: numbers with their formula, interval and band."""

from datetime import date

from models.enums import Channel, Status
from service.api.representations.base import Moment, Shown
from service.queries.figures.counts import Count
from service.queries.figures.definitions import Figure
from service.queries.figures.intervals import Band


class IntervalOut(Shown):
    """Wilson's interval at 95 %."""

    low: float
    high: float


class ShareOut(Shown):
    """One figure of the city or of one unit; `value` is nothing where nothing was counted."""

    figure: Figure
    label: str
    numerator: int
    denominator: int
    value: float | None
    interval: IntervalOut | None
    band: Band
    band_label: str
    tickets: str


class CompositeOut(Shown):
    """三率综合: the weighted mean of three figures; its interval holds whenever theirs do."""

    label: str
    value: float | None
    interval: IntervalOut | None
    band: Band
    band_label: str


class LineOut(Shown):
    """All figures of one unit; without a unit those of the whole city."""

    unit: str | None
    unit_name: str | None
    figures: tuple[ShareOut, ...]
    composite: CompositeOut


class FormulaOut(Shown):
    """What a figure says."""

    figure: Figure
    label: str
    formula: str
    more_is_better: bool


class FiguresOut(Shown):
    """The figures of a period, both days included; `city` is nothing for a single unit's people."""

    since: date
    until: date
    unit: str | None
    category: str
    channel: Channel | None
    formulas: tuple[FormulaOut, ...]
    composite_formula: str
    weights: dict[Figure, int]
    scored_from: int
    city: LineOut | None
    units: tuple[LineOut, ...]


class FactOut(Shown):
    """One count of a number; `address` is nothing where the ticket is another unit's by now."""

    number: str
    at: Moment
    status: Status
    status_label: str
    round: int
    lead: str | None
    lead_name: str | None
    title: str
    received_at: Moment
    due_at: Moment | None
    address: str | None


class CountOut(Shown):
    """One plain count, and the address of the tickets that it counts."""

    count: Count
    label: str
    formula: str
    value: int
    tickets: str


class CountsOut(Shown):
    """The plain counts of a period."""

    counts: tuple[CountOut, ...]


class FactPage(Shown):
    """A page of the tickets behind a number; `next` is the address of the following one."""

    figure: Figure | Count
    label: str
    total: int
    tickets: tuple[FactOut, ...]
    next: str | None
