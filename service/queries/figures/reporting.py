"""The table of figures: the city's numbers, each unit's beside them, and the weighted composite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

from sqlmodel import Session

from models.clock import to_city
from models.policy import DEFAULT_NUMBERS, Allowance
from service.queries import reference
from service.queries.figures.counting import ByUnit, counted
from service.queries.figures.definitions import COMPOSED, DEFINITIONS, Figure
from service.queries.figures.intervals import NONE, Band, Interval, Share, band
from service.queries.figures.scope import Scope

WEIGHTS: Mapping[Figure, Allowance] = {
    Figure.RESPONDED: Allowance.WEIGHT_RESPONSE,
    Figure.SOLVED: Allowance.WEIGHT_SOLVED,
    Figure.SATISFIED: Allowance.WEIGHT_SATISFIED,
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure of the city or of one unit."""

    share: Share
    band: Band


@dataclass(frozen=True, kw_only=True)
class Composite:
    """三率综合: the weighted mean, and an interval that holds wherever all parts' intervals do."""

    value: float | None
    interval: Interval | None
    band: Band


@dataclass(frozen=True, kw_only=True)
class Line:
    """All figures of one unit; of the whole city where `unit` is empty."""

    unit: str | None
    cells: Mapping[Figure, Cell]
    composite: Composite


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was asked, how the composite was weighed, the city's line and the units'.

    `city` is nothing for whoever may see one unit alone; its bands stand beside the city all the
    same.
    """

    scope: Scope
    weights: Mapping[Figure, int]
    least: int
    city: Line | None
    units: tuple[Line, ...]


def report(
    session: Session,
    *,
    scope: Scope,
    figures: Sequence[Figure] = tuple(Figure),
    shows_city: bool = True,
) -> Report:
    """Return the figures of the period, by unit; with a unit in the scope, its line alone.

    Those of the composite must be among them.
    """
    found = counted(session, scope=scope, figures=figures)
    return report_of(session, found, scope=scope, shows_city=shows_city)


def report_of(
    session: Session, found: Mapping[Figure, ByUnit], *, scope: Scope, shows_city: bool
) -> Report:
    """Return the same of figures that have been counted."""
    given = _numbers(session, on=to_city(scope.at).date())
    weights = {figure: given[name] for figure, name in WEIGHTS.items()}
    whole = {figure: reduce(add, by.values(), NONE) for figure, by in found.items()}
    beside = {figure: share.value for figure, share in whole.items()}
    make = _Maker(
        beside=beside,
        composite=_composite(whole, weights)[0],
        weights=weights,
        least=given[Allowance.SCORED_TICKETS],
    )
    units = _units(found) if scope.unit is None else (scope.unit,)
    return Report(
        scope=scope,
        weights=weights,
        least=make.least,
        city=make.line(None, whole) if shows_city else None,
        units=tuple(
            make.line(unit, {figure: by.get(unit, NONE) for figure, by in found.items()})
            for unit in units
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _Maker:
    """Puts lines together beside the city's values."""

    beside: Mapping[Figure, float | None]
    composite: float | None
    weights: Mapping[Figure, int]
    least: int

    def line(self, unit: str | None, shares: Mapping[Figure, Share]) -> Line:
        value, interval = _composite(shares, self.weights)
        return Line(
            unit=unit,
            cells={figure: self._cell(unit, figure, share) for figure, share in shares.items()},
            composite=Composite(
                value=value,
                interval=interval,
                band=Band.UNSCORED
                if unit is None
                else band(
                    interval=interval,
                    base=min(shares[figure].base for figure in COMPOSED),
                    beside=self.composite,
                    more_is_better=True,
                    least=self.least,
                ),
            ),
        )

    def _cell(self, unit: str | None, figure: Figure, share: Share) -> Cell:
        if unit is None:
            return Cell(share=share, band=Band.UNSCORED)
        return Cell(
            share=share,
            band=band(
                interval=share.interval,
                base=share.base,
                beside=self.beside[figure],
                more_is_better=DEFINITIONS[figure].more_is_better,
                least=self.least,
            ),
        )


def _composite(
    shares: Mapping[Figure, Share], weights: Mapping[Figure, int]
) -> tuple[float | None, Interval | None]:
    """The weighted mean; nothing while one of its parts that weighs something has no number."""
    parts = [(weights[figure], shares[figure]) for figure in COMPOSED if weights[figure]]
    total = sum(weight for weight, _ in parts)
    value = low = high = 0.0
    for weight, share in parts:
        if share.value is None or share.interval is None:
            return None, None
        value += weight * share.value / total
        low += weight * share.interval.low / total
        high += weight * share.interval.high / total
    return (value, Interval(low=low, high=high)) if parts else (None, None)


def _numbers(session: Session, *, on: date) -> Mapping[Allowance, int]:
    version = reference.policy_version(session, on=on)
    return {**DEFAULT_NUMBERS, **reference.policy_numbers(session, version=version)}


def _units(figures: Mapping[Figure, ByUnit]) -> tuple[str, ...]:
    """Every unit that any figure knows."""
    return tuple(sorted({unit for by in figures.values() for unit in by if unit is not None}))
