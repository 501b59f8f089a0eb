"""The periods a period is compared with (同比、环比); pure."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from models.clock import day_start, to_city
from service.queries.figures.scope import Scope


def days_of(scope: Scope) -> tuple[date, date]:
    """Return the first and the last day of a period, both inside it."""
    first, after = to_city(scope.since).date(), to_city(scope.until).date()
    return first, after - timedelta(days=1)


def over(scope: Scope, first: date, last: date) -> Scope:
    """Return the same question about the days from `first` to `last`, both included."""
    return replace(scope, since=day_start(first), until=day_start(last + timedelta(days=1)))


def before(first: date, last: date) -> tuple[date, date]:
    """Return the period before (环比).

    A month, whole or begun, is compared with as much of the month before; whatever else with as
    many days directly before it.
    """
    if first.day == 1 and (first.year, first.month) == (last.year, last.month):
        ends = first - timedelta(days=1)
        is_whole = last.day == monthrange(last.year, last.month)[1]
        return ends.replace(day=1), ends if is_whole else ends.replace(day=min(last.day, ends.day))
    length = last - first + timedelta(days=1)
    return first - length, last - length


def year_ago(first: date, last: date) -> tuple[date, date]:
    """Return the same days of the year before (同比); 29 February becomes 28."""
    return _year_ago(first), _year_ago(last)


def _year_ago(day: date) -> date:
    year = day.year - 1
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
