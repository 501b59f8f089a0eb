"""Early warnings (集中诉求预警): many alike near one place in a day, or far more than is usual.

The rules are pure; what they judge is read with two queries.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, column, func, select, text, values
from sqlmodel import Session, col

from models.clock import day_start
from models.enums import Labelled, Status
from models.ticket import Ticket
from service.queries.figures.counting import conditions
from service.queries.figures.periods import days_of, over
from service.queries.figures.populations import ARRIVED
from service.queries.figures.scope import Scope
from service.queries.trends import city_day
from service.queries.volumes import FIELD, districts, streets

#: So many alike near one place within a day warn (domain.md §8).
ALIKE, WITHIN = 5, timedelta(hours=24)
#: A day warns from so many standard deviations above the mean of so many weeks before it.
SIGMAS, WEEKS = 3, 8
#: Below this a day's count is chance, however still the weeks before were.
LEAST = 5


class Alarm(Labelled):
    """Why something is warned of."""

    CLUSTER = "cluster", "同地集中"
    SURGE = "surge", "异常增多"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One matter: when it came in, of what, and where."""

    at: datetime
    category: str
    place: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Warned:
    """One warning: so many of one matter near one place, between two instants.

    `usual` is the mean of the days before a surge; `numbers` are the tickets of a cluster.
    """

    alarm: Alarm
    category: str
    place: str
    count: int
    since: datetime
    until: datetime
    usual: float | None = None
    numbers: tuple[str, ...] = ()


def clusters(marks: Iterable[Mark]) -> Iterator[Warned]:
    """Yield stretches in which `ALIKE` or more of one matter came from one place within 24 hours.

    Windows that overlap are one warning, which counts everything inside it.
    """
    alike: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        alike[mark.category, mark.place].append(mark)
    for (category, place), found in alike.items():
        found.sort(key=lambda one: (one.at, one.number))
        for first, last in _runs([mark.at for mark in found]):
            yield Warned(
                alarm=Alarm.CLUSTER,
                category=category,
                place=place,
                count=last - first + 1,
                since=found[first].at,
                until=found[last].at,
                numbers=tuple(mark.number for mark in found[first : last + 1]),
            )


def surges(
    counts: Mapping[tuple[str, str], Mapping[date, int]], *, days: Sequence[date]
) -> Iterator[Warned]:
    """Yield the days on which a matter came from a place more than 3σ above its usual number.

    The baseline of a day are the 8 weeks before it, days without a ticket as zeros; σ is the
    population's. A day that warned stays in the baseline of later ones.
    """
    for (category, place), by_day in counts.items():
        for day in days:
            count = by_day.get(day, 0)
            if count < LEAST:
                continue
            past = [by_day.get(day - timedelta(days=back), 0) for back in range(1, 7 * WEEKS + 1)]
            mean = sum(past) / len(past)
            spread = math.sqrt(sum((one - mean) ** 2 for one in past) / len(past))
            if count > mean + SIGMAS * spread:
                yield Warned(
                    alarm=Alarm.SURGE,
                    category=category,
                    place=place,
                    count=count,
                    since=day_start(day),
                    until=day_start(day + timedelta(days=1)),
                    usual=mean,
                )


def warned(session: Session, *, scope: Scope) -> tuple[Warned, ...]:
    """Return the warnings of a period, newest first: by street and matter, and district and field.

    What came in the 8 weeks before is counted too, with the same filters.
    """
    first, last = days_of(scope)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    near = replace(scope, since=scope.since - WITHIN)
    found = [one for one in clusters(_marks(session, near)) if one.until >= scope.since]
    found += surges(_usual(session, over(scope, first - timedelta(weeks=WEEKS), last)), days=days)
    return tuple(sorted(found, key=lambda one: (one.until, one.count, one.place), reverse=True))


def is_quiet(session: Session, *, scope: Scope) -> bool:
    """Tell whether too little came in for any warning: what a job asks first, every minute."""
    near = replace(scope, since=scope.since - WITHIN)
    few = select(col(Ticket.id)).where(*_located(near)).limit(min(ALIKE, LEAST))
    return len(session.connection().execute(few).all()) < min(ALIKE, LEAST)


def holders(session: Session, *, warning: Warned) -> Mapping[str, int]:
    """Return which units lead how many of a warning's tickets."""
    lies_in = streets(session) if warning.alarm is Alarm.CLUSTER else districts(session)
    inside = [code for code, place in lies_in.items() if place == warning.place]
    lead = col(Ticket.lead_code)
    rows = session.connection().execute(
        select(lead, func.count())
        .where(
            col(Ticket.received_at) >= warning.since,
            # A cluster ends with its last ticket, a surge with its day.
            col(Ticket.received_at) <= warning.until,
            col(Ticket.category_code).startswith(warning.category, autoescape=True),
            col(Ticket.area_code).in_(inside),
            col(Ticket.status) != Status.VOIDED,
            lead.is_not(None),
        )
        .group_by(lead)
    )
    return {unit: count for unit, count in rows if unit is not None}


def _usual(session: Session, scope: Scope) -> Mapping[tuple[str, str], Mapping[date, int]]:
    """How many of each field came from each district on each day, counted by the database."""
    lies_in = districts(session)
    if not lies_in:
        return {}
    # A case of so many areas would be asked of every ticket one after the other.
    lies = (
        values(column("area", String), column("district", String), name="lies")
        .data([*lies_in.items()])
        .cte()
    )
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    by = (
        func.substr(col(Ticket.category_code), 1, FIELD),
        lies.c.district,
        city_day(col(Ticket.received_at), is_sqlite=is_sqlite),
    )
    found: Select[*tuple[Any, ...]] = (
        select(*by, func.count())
        .select_from(ARRIVED.source)
        .join(lies, lies.c.area == col(Ticket.area_code))
        .where(*_located(scope))
        .group_by(text("1"), text("2"), text("3"))
    )
    usual: dict[tuple[str, str], Counter[date]] = defaultdict(Counter)
    for category, district, day, count in session.connection().execute(found):
        usual[category, district][date.fromisoformat(str(day)[:10])] += count
    return usual


def _marks(session: Session, scope: Scope) -> Iterator[Mark]:
    inside = streets(session)
    found: Select[*tuple[Any, ...]] = (
        select(
            col(Ticket.received_at),
            col(Ticket.area_code),
            col(Ticket.category_code),
            col(Ticket.number),
        )
        .where(*_located(scope))
        .order_by(col(Ticket.received_at))
    )
    for at, area, category, number in session.connection().execute(found):
        yield Mark(at=at, category=category, place=inside[area], number=number)


def _located(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    whose = () if scope.unit is None else (col(Ticket.lead_code) == scope.unit,)
    return (
        *conditions(ARRIVED, scope),
        *whose,
        col(Ticket.area_code).is_not(None),
        col(Ticket.category_code).is_not(None),
    )


def _runs(times: Sequence[datetime]) -> Iterator[tuple[int, int]]:
    """The first and last places of each run of windows that hold enough."""
    begins = ends = -1
    for last in range(ALIKE - 1, len(times)):
        first = last - ALIKE + 1
        if times[last] - times[first] > WITHIN:
            continue
        if ends >= first:
            ends = last
            continue
        if begins >= 0:
            yield begins, ends
        begins, ends = first, last
    if begins >= 0:
        yield begins, ends
