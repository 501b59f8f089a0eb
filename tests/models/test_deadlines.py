"""Deadlines by hand: Spring Festival, make-up days, lunch, year end, the minute before closing."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import announced_year, provisional_year
from models.clock import CITY_ZONE
from models.deadlines import Limit, deadline
from models.enums import Measure
from models.errors import CalendarMissing
from models.workdays import DayEntry, WorkCalendar

CALENDAR = WorkCalendar(
    days={row.day: row.entry() for year in (2024, 2025, 2026) for row in announced_year(year)}
)
DAYS, OFFICE, WALL = Measure.WORKING_DAYS, Measure.WORKING_MINUTES, Measure.WALL_MINUTES


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


@pytest.mark.parametrize(
    ("start", "amount", "measure", "due"),
    [
        # an ordinary week
        ("2026-11-09 09:00", 1, DAYS, "2026-11-09 17:30"),
        ("2026-11-09 09:00", 5, DAYS, "2026-11-13 17:30"),
        ("2026-11-09 17:29", 1, DAYS, "2026-11-09 17:30"),
        ("2026-11-09 17:30", 1, DAYS, "2026-11-10 17:30"),
        ("2026-11-09 08:59", 1, DAYS, "2026-11-09 17:30"),
        ("2026-11-13 17:31", 1, DAYS, "2026-11-16 17:30"),
        ("2026-11-14 10:00", 3, DAYS, "2026-11-18 17:30"),
        # Spring Festival 2026: 15 to 23 February off, Saturday 14 and Saturday 28 worked
        ("2026-02-13 09:00", 5, DAYS, "2026-02-26 17:30"),
        ("2026-02-14 16:00", 1, DAYS, "2026-02-14 17:30"),
        ("2026-02-14 17:30", 1, DAYS, "2026-02-24 17:30"),
        ("2026-02-20 12:00", 2, DAYS, "2026-02-25 17:30"),
        ("2026-02-27 09:00", 2, DAYS, "2026-02-28 17:30"),
        # National Day 2026: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked
        ("2026-09-30 16:00", 2, DAYS, "2026-10-08 17:30"),
        ("2026-10-08 09:00", 3, DAYS, "2026-10-10 17:30"),
        ("2026-09-19 09:00", 1, DAYS, "2026-09-20 17:30"),
        # year end 2025/26: 1 to 3 January off, Sunday 4 January worked
        ("2025-12-31 15:00", 2, DAYS, "2026-01-04 17:30"),
        ("2025-12-31 17:30", 1, DAYS, "2026-01-04 17:30"),
        # office minutes: lunch, closing, weekend
        ("2026-11-09 11:30", 120, OFFICE, "2026-11-09 15:00"),
        ("2026-11-09 12:15", 60, OFFICE, "2026-11-09 14:30"),
        ("2026-11-09 11:59", 1, OFFICE, "2026-11-09 12:00"),
        ("2026-11-09 12:00", 1, OFFICE, "2026-11-09 13:31"),
        ("2026-11-09 16:30", 120, OFFICE, "2026-11-10 10:00"),
        ("2026-11-13 17:00", 60, OFFICE, "2026-11-16 09:30"),
        ("2026-11-09 09:00", 420, OFFICE, "2026-11-09 17:30"),
        ("2026-11-09 09:00", 210, OFFICE, "2026-11-09 14:00"),
        # the wall clock does not stop
        ("2026-02-15 23:50", 30, WALL, "2026-02-16 00:20"),
        ("2026-02-15 08:00", 1440, WALL, "2026-02-16 08:00"),
    ],
)
def test_by_hand(start: str, amount: int, measure: Measure, due: str) -> None:
    found = deadline(
        start=at(start), limit=Limit(amount=amount, measure=measure), calendar=CALENDAR
    )
    assert found.due_at == at(due)


def test_a_deadline_shows_its_arithmetic() -> None:
    found = deadline(
        start=at("2026-02-13 09:00"), limit=Limit(amount=5, measure=DAYS), calendar=CALENDAR
    )
    assert found.explanation == (
        "5 个工作日，自 2 月 13 日 09:00 起：2 月 13 日、2 月 14 日（周六调休上班）、2 月 24 日、"
        "2 月 25 日、2 月 26 日；2 月 15 日至 2 月 23 日春节放假不计；2 月 26 日 17:30 到期"
    )


def test_a_provisional_year_says_so() -> None:
    days = dict(CALENDAR.days) | {row.day: row.entry() for row in provisional_year(2027)}
    found = deadline(
        start=at("2027-03-01 09:00"),
        limit=Limit(amount=1, measure=DAYS),
        calendar=WorkCalendar(days=days),
    )
    assert found.explanation.endswith("（2027 年放假安排为暂定）")


@pytest.mark.parametrize("measure", [DAYS, OFFICE])
def test_a_missing_year_is_a_loud_error(measure: Measure) -> None:
    with pytest.raises(CalendarMissing) as missing:
        deadline(
            start=at("2026-12-31 17:00"),
            limit=Limit(amount=300, measure=measure),
            calendar=CALENDAR,
        )
    assert missing.value.year == 2027


MOMENTS = st.datetimes(min_value=datetime(2024, 1, 2), max_value=datetime(2026, 11, 1)).map(
    lambda moment: moment.replace(tzinfo=CITY_ZONE)
)


@given(start=MOMENTS, minutes=st.integers(min_value=1, max_value=5000))
def test_the_office_time_up_to_a_deadline_is_the_limit(start: datetime, minutes: int) -> None:
    due = CALENDAR.add_minutes(start, minutes)
    assert CALENDAR.elapsed(start, due) == timedelta(minutes=minutes)


@given(start=MOMENTS, days=st.integers(min_value=1, max_value=15), off=st.integers(0, 20))
def test_a_further_holiday_never_makes_a_deadline_earlier(
    start: datetime, days: int, off: int
) -> None:
    limit = Limit(amount=days, measure=DAYS)
    holiday = start.date() + timedelta(days=off)
    entry = DayEntry(is_working=False, name="临时放假")
    fewer = WorkCalendar(days={**CALENDAR.days, holiday: entry})
    before = deadline(start=start, limit=limit, calendar=CALENDAR).due_at
    assert deadline(start=start, limit=limit, calendar=fewer).due_at >= before


@given(start=MOMENTS, later=st.integers(min_value=0, max_value=10_000))
def test_a_later_start_is_never_due_earlier(start: datetime, later: int) -> None:
    limit = Limit(amount=3, measure=DAYS)
    first = deadline(start=start, limit=limit, calendar=CALENDAR).due_at
    second = deadline(start=start + timedelta(minutes=later), limit=limit, calendar=CALENDAR).due_at
    assert second >= first
