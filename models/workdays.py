"""Working time as pure arithmetic: a calendar and instants go in, instants come out.

Working days are those of the State Council's yearly arrangement, make-up days (调休) included.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.clock import CITY_ZONE, to_city
from models.errors import CalendarMissing

OFFICE_HOURS = ((time(9), time(12)), (time(13, 30), time(17, 30)))

_SEARCH_LIMIT = 400  # days; the longest closure in any arrangement is far shorter


@dataclass(frozen=True, kw_only=True)
class DayEntry:
    """One day of the calendar: whether offices work, and why when that is unusual."""

    is_working: bool
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Every day of the years it covers, and the office hours of a working day (city time)."""

    days: Mapping[date, DayEntry]
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS

    def entry(self, day: date) -> DayEntry:
        """Return a day's entry.

        Raises:
            CalendarMissing: the day's year has not been entered.
        """
        try:
            return self.days[day]
        except KeyError:
            raise CalendarMissing(day.year) from None

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on this day."""
        return self.entry(day).is_working

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the office hours of one day as instants; none on a day off."""
        if not self.is_working(day):
            return ()
        return tuple((_at(day, start), _at(day, end)) for start, end in self.hours)

    def closing(self, day: date) -> datetime:
        """Return the instant at which a working day ends."""
        return _at(day, self.hours[-1][1])

    def next_instant(self, at: datetime) -> datetime:
        """Return `at` if offices work then, else the next opening."""
        start, _ = next(self.spans_from(at))
        return start

    def spans_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches of office time from `at` on, the first one cut at `at`."""
        local = to_city(at)
        day = local.date()
        for _ in range(_SEARCH_LIMIT):
            for start, end in self.spans(day):
                if end > local:
                    yield max(start, local), end
            day += timedelta(days=1)

    def working_days(self, at: datetime, count: int) -> list[date]:
        """Return the `count` working days that a limit starting at `at` counts, both ends in."""
        day = self.next_instant(at).date()
        days: list[date] = []
        while len(days) < count:
            if self.is_working(day):
                days.append(day)
            day += timedelta(days=1)
        return days

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """Return the instant after so many minutes of office time."""
        left = timedelta(minutes=minutes)
        for start, end in self.spans_from(at):
            if left <= end - start:
                return start + left
            left -= end - start
        raise CalendarMissing(to_city(at).year + 1)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the office time between two instants; zero when `end` is not after `start`."""
        total = timedelta()
        for opened, closed in self.spans_from(start):
            if opened >= end:
                break
            total += min(closed, end) - opened
        return total


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, CITY_ZONE)
