"""Figures over time (趋势): a point a day, week or month, one grouped query a population."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Generic

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from models.clock import day_start, to_city
from models.enums import Labelled
from service.queries.figures.counting import Named, by_population, conditions, sums
from service.queries.figures.counts import definition_of
from service.queries.figures.intervals import NONE, Share
from service.queries.figures.populations import Population
from service.queries.figures.scope import Scope


class Step(Labelled):
    """How much time a point of a trend covers."""

    DAY = "day", "按日"
    WEEK = "week", "按周"
    MONTH = "month", "按月"


#: A trend shows at least so many steps, however short the period that is asked about.
LEAST = {Step.DAY: 30, Step.WEEK: 12, Step.MONTH: 13}
_LONG_DAYS, _LONG_WEEKS = 62, 200


@dataclass(frozen=True, kw_only=True)
class Point(Generic[Named]):
    """The figures from one day to another, both included."""

    first: date
    last: date
    shares: Mapping[Named, Share]


def usual_step(scope: Scope) -> Step:
    """Return the step that suits the length of a period."""
    days = (scope.until - scope.since).days
    if days <= _LONG_DAYS:
        return Step.DAY
    return Step.WEEK if days <= _LONG_WEEKS else Step.MONTH


def trend(
    session: Session, *, scope: Scope, step: Step, figures: Sequence[Named]
) -> tuple[Point[Named], ...]:
    """Return the points up to the period's end, whole steps but for the last.

    A figure about a state (在办, 超期) has no trend: its population knows one instant alone.
    """
    shown = stretched(scope, step=step)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    days = {name: dict[date, Share]() for name in figures}
    for among, names in by_population(figures).items():
        for row in session.connection().execute(_by_day(among, names, shown, is_sqlite=is_sqlite)):
            day = date.fromisoformat(str(row[0])[:10])
            for place, name in enumerate(names):
                days[name][day] = Share(hits=row[1 + 2 * place], base=row[2 + 2 * place])
    return tuple(
        Point(
            first=first,
            last=last,
            shares={name: _sum(found, first, last) for name, found in days.items()},
        )
        for first, last in _stretches(shown, step)
    )


def stretched(scope: Scope, *, step: Step) -> Scope:
    """Return the scope widened to the past: whole steps, and enough of them for a trend."""
    first, last = _days(scope)
    begins = min(_start(first, step), _back(_start(last, step), step, LEAST[step] - 1))
    return replace(scope, since=day_start(begins))


def city_day(at: Mapped[Any], *, is_sqlite: bool) -> ColumnElement[Any]:
    """Return the day of the city on which an instant falls, as the database works it out.

    It comes as a date or as its words, whichever the database has: a cast would cost more.
    """
    if is_sqlite:
        return func.date(at, "+8 hours")
    return func.date(func.timezone("Asia/Shanghai", at))


def _by_day(
    among: Population, names: Sequence[Named], scope: Scope, *, is_sqlite: bool
) -> Select[*tuple[Any, ...]]:
    day = city_day(among.at, is_sqlite=is_sqlite)
    whose = () if scope.unit is None else (among.unit == scope.unit,)
    return (
        select(day, *sums([definition_of(name) for name in names], scope))
        .select_from(among.source)
        .where(*conditions(among, scope), *whose)
        .group_by(day)
    )


def _stretches(scope: Scope, step: Step) -> Iterator[tuple[date, date]]:
    here, last = _days(scope)
    while here <= last:
        after = _next(here, step)
        yield here, min(after - timedelta(days=1), last)
        here = after


def _sum(found: Mapping[date, Share], first: date, last: date) -> Share:
    whole = NONE
    for number in range((last - first).days + 1):
        whole += found.get(first + timedelta(days=number), NONE)
    return whole


def _days(scope: Scope) -> tuple[date, date]:
    first, after = to_city(scope.since).date(), to_city(scope.until).date()
    return first, after - timedelta(days=1)


def _start(day: date, step: Step) -> date:
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step is Step.MONTH else day


def _next(day: date, step: Step) -> date:
    if step is Step.MONTH:
        return (day + timedelta(days=31)).replace(day=1)
    return day + timedelta(days=7 if step is Step.WEEK else 1)


def _back(day: date, step: Step, steps: int) -> date:
    if step is Step.MONTH:
        months = day.year * 12 + day.month - 1 - steps
        return date(months // 12, months % 12 + 1, 1)
    return day - timedelta(days=steps * (7 if step is Step.WEEK else 1))
