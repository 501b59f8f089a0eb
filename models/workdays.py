"""Working time as pure arithmetic: a calendar and instants go in, instants come out.

Working days are those of the State Council's yearly arrangement, make-up days (调休) included.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.clock import CITY_ZONE, to_city
from models.errors import CalendarMissing

OFFICE_HOURS = ((time(9), time(12)), (time(13, 30), time(17, 30)))

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class DayEntry:
    """One day of the calendar: whether offices work, and why when that is unusual.

    `is_extra`: the city rests, but the unit whose calendar this is works (5+X).
    """

    is_working: bool
    name: str = ""
    provisional: bool = False
    is_extra: bool = False


@dataclass(frozen=True, kw_only=True)
class ExtraWorkday:
    """A weekday (0 is Monday) on which one unit works although the city does not (5+X)."""

    weekday: int
    valid_from: date
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the unit has promised to work on this day; holidays are not looked at."""
        if day.weekday() != self.weekday or day < self.valid_from:
            return False
        return self.valid_to is None or day <= self.valid_to


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
        while True:  # ends with the calendar at the latest: `entry` refuses the day after it
            for start, end in self.spans(day):
                if end > local:
                    yield max(start, local), end
            day += _DAY

    @property
    def day_minutes(self) -> int:
        """Minutes of office time in a working day."""
        return sum(
            (end.hour - start.hour) * 60 + end.minute - start.minute for start, end in self.hours
        )

    def with_extra(self, extra: Sequence[ExtraWorkday]) -> "WorkCalendar":
        """Return a unit's own calendar: its extra days are worked, named holidays are not."""
        if not extra:
            return self
        days = dict(self.days)
        for day, entry in self.days.items():
            rests = not entry.is_working and not entry.name
            if rests and any(one.covers(day) for one in extra):
                days[day] = DayEntry(is_working=True, is_extra=True, provisional=entry.provisional)
        return WorkCalendar(days=days, hours=self.hours)

    def working_days(self, at: datetime, count: int) -> list[date]:
        """Return the `count` working days that a limit starting at `at` counts, both ends in."""
        day = self.next_instant(at).date()
        days: list[date] = []
        while len(days) < count:
            if self.is_working(day):
                days.append(day)
            day += _DAY
        return days

    def working_between(self, first: date, last: date) -> list[date]:
        """Return the working days from one day to another, both in."""
        length = (last - first).days + 1
        days = (first + timedelta(days=offset) for offset in range(length))
        return [day for day in days if self.is_working(day)]

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """Return the instant after so many minutes of office time."""
        left = timedelta(minutes=minutes)
        spans = self.spans_from(at)
        start, end = next(spans)
        while left > end - start:
            left -= end - start
            start, end = next(spans)
        return start + left

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the office time between two instants; zero when `end` is not after `start`."""
        total = timedelta()
        if end <= start:
            return total
        last = to_city(end).date()
        day = to_city(start).date()
        while day <= last:
            for opened, closed in self.spans(day):
                total += max(min(closed, end) - max(opened, start), timedelta())
            day += _DAY
        return total

    def before(self, due: datetime, *, length: timedelta, floor: datetime) -> datetime:
        """Return the first instant with no more than `length` of office time left until `due`.

        Never before `floor`, so that no earlier part of the calendar is needed.
        """
        left = length
        first = to_city(floor).date()
        day = to_city(due).date()
        while day >= first:
            for opened, closed in reversed(self.spans(day)):
                end = min(closed, due)
                if end - opened > left:
                    return max(floor, end - left)
                left -= max(end - opened, timedelta())
            day -= _DAY
        return floor


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, CITY_ZONE)
