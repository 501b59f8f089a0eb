"""The working calendar: one row a day, holidays and make-up days (调休) named."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import chinese_calendar
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime
from models.errors import Invalid
from models.workdays import DayEntry

_HOLIDAY_NAMES = {
    "New Year's Day": "元旦放假",
    "Spring Festival": "春节放假",
    "Tomb-sweeping Day": "清明节放假",
    "Labour Day": "劳动节放假",
    "Dragon Boat Festival": "端午节放假",
    "National Day": "国庆节放假",
    "Mid-autumn Festival": "中秋节放假",
}


class CalendarDay(SQLModel, table=True):
    """Whether offices work on a day; `provisional` until the State Council has announced it."""

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True)
    is_working: bool
    name: str = Field(default="", max_length=50)
    provisional: bool = False

    def entry(self) -> DayEntry:
        """Return the row as a value."""
        return DayEntry(is_working=self.is_working, name=self.name, provisional=self.provisional)


class CalendarChange(SQLModel, table=True):
    """One day as it was and as it became; `was_working` is empty where the day was not there.

    Appended, never changed: the calendar that any deadline was counted with can be rebuilt.
    """

    __tablename__ = "calendar_change"

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    was_working: bool | None = None
    was_name: str = Field(default="", max_length=50)
    was_provisional: bool = False
    is_working: bool
    name: str = Field(default="", max_length=50)
    provisional: bool = False
    changed_by: str = Field(max_length=100)
    changed_at: datetime = Field(sa_type=UtcDateTime)

    def before(self) -> DayEntry | None:
        """Return the day as it was, or nothing."""
        if self.was_working is None:
            return None
        return DayEntry(
            is_working=self.was_working, name=self.was_name, provisional=self.was_provisional
        )


def changes_told(made: Sequence[CalendarChange]) -> str:
    """Return in one sentence what was changed of the days."""
    if len(made) == 1:
        (one,) = made
        return f"{one.day} 改为{'上班' if one.is_working else '放假'}：{one.name or '（空）'}"
    off = sum(not one.is_working and one.day.weekday() < 5 for one in made)
    extra = sum(one.is_working and one.day.weekday() > 4 for one in made)
    return f"改动 {len(made)} 天，其中平日放假 {off} 天，周末上班 {extra} 天"


def announced_year(year: int) -> list[CalendarDay]:
    """Return a year of the State Council's arrangement, from the library that keeps it.

    Raises:
        Invalid: the library does not know that year.
    """
    if year not in {day.year for day in chinese_calendar.holidays}:
        raise Invalid(
            f"程序里还没有 {year} 年的放假安排：公布后随程序更新，也可以现在逐日录入或导入 CSV。",
            code="not_announced",
        )
    return [_announced(day) for day in _days(year)]


def provisional_year(year: int) -> list[CalendarDay]:
    """Return a year with nothing but weekends off, every day marked provisional."""
    return [
        CalendarDay(day=day, is_working=day.weekday() < 5, provisional=True) for day in _days(year)
    ]


def _announced(day: date) -> CalendarDay:
    is_holiday, english = chinese_calendar.get_holiday_detail(day)
    name = _HOLIDAY_NAMES.get(english or "", "")
    if not is_holiday:
        name = "调休" if day.weekday() > 4 else ""
    return CalendarDay(day=day, is_working=not is_holiday, name=name)


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
