"""A year of the calendar at a glance: twelve months of weeks, each day with its look; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.calendar import CalendarDay
from service.operations.calendars import DayPlan, YearView
from service.web.language import say

#: Days of the week from Monday, as heads of a calendar.
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One day: its number, its look (work, rest, holiday, makeup, missing) and why, in words."""

    number: int
    look: str
    why: str
    is_today: bool
    day: date


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month as weeks from Monday; an empty place before the first and after the last day."""

    number: int
    working: int
    weeks: Sequence[Sequence[Cell | None]]

    @property
    def name(self) -> str:
        """What the month is called: 2 月."""
        return f"{self.number} 月"


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Days in a row that are off, or worked, for the same reason."""

    first: date
    last: date
    is_working: bool
    name: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def goes_on_with(self, other: "Stretch") -> bool:
        """Tell whether the other follows at once and for the same reason."""
        return other.first == self.last + timedelta(days=1) and (other.is_working, other.name) == (
            self.is_working,
            self.name,
        )


def months(view: YearView, *, today: date) -> list[Month]:
    """Return a year's twelve months."""
    days = {row.day: row for row in view.days}
    return [_month(view.year, number, days, today) for number in range(1, 13)]


def picked(view: YearView, day: str) -> CalendarDay | None:
    """Return the day of the year that an address names, if it has been entered."""
    return next((row for row in view.days if row.day.isoformat() == day), None)


def stretches(view: YearView) -> list[Stretch]:
    """Return the days that are not those of a plain week, neighbours alike as one stretch."""
    return _joined(
        row for row in view.days if row.name or row.is_working != (row.day.weekday() < 5)
    )


def differing(view: YearView, plans: Sequence[DayPlan]) -> list[Stretch]:
    """Return the days that plans would turn into something else, neighbours alike as one."""
    there = {row.day: (row.is_working, row.name) for row in view.days}
    return _joined(one for one in plans if there.get(one.day) != (one.is_working, one.called))


def _joined(days: Iterable[CalendarDay | DayPlan]) -> list[Stretch]:
    found: list[Stretch] = []
    for row in days:
        one = Stretch(first=row.day, last=row.day, is_working=row.is_working, name=row.name)
        if found and found[-1].goes_on_with(one):
            one = replace(found.pop(), last=row.day)
        found.append(one)
    return found


def _month(year: int, number: int, days: Mapping[date, CalendarDay], today: date) -> Month:
    first = date(year, number, 1)
    end = date(year + number // 12, number % 12 + 1, 1)
    inside = [first + timedelta(days=offset) for offset in range((end - first).days)]
    cells: list[Cell | None] = [None] * first.weekday()
    cells += [_cell(day, days.get(day), is_today=day == today) for day in inside]
    cells += [None] * (-len(cells) % 7)
    return Month(
        number=number,
        working=sum(day in days and days[day].is_working for day in inside),
        weeks=[cells[start : start + 7] for start in range(0, len(cells), 7)],
    )


def _cell(day: date, row: CalendarDay | None, *, is_today: bool) -> Cell:
    if row is None:
        return Cell(number=day.day, look="missing", why="未录入", is_today=is_today, day=day)
    is_weekend = day.weekday() > 4
    if row.is_working:
        look, why = ("makeup", "调休上班") if is_weekend else ("work", "上班")
    else:
        look, why = ("holiday", row.name) if row.name else ("rest", "周末")
    if row.provisional:
        why = say("%(day)s（暂定）", day=say(why))
    return Cell(number=day.day, look=look, why=why, is_today=is_today, day=day)
