from datetime import date, datetime, timedelta

import pytest

from models.calendar import announced_year
from models.clock import CITY_ZONE
from models.workdays import WorkCalendar
from service.web.times import Lamp, age, remaining, span

DAY = timedelta(hours=7)


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar(days={row.day: row.entry() for row in announced_year(2026)})


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CITY_ZONE)


def test_what_is_left_counts_office_time(calendar):
    # Thursday 14:30 to Friday 17:30: three hours and a day of seven.
    told = remaining(_at(13, 17, 30), at=_at(12, 14, 30), calendar=calendar)
    assert (told.words, told.lamp) == ("还剩 1 天 3 小时（工作时间）", Lamp.CALM)
    assert told.exact == "2026-11-13 17:30"


def test_a_weekend_does_not_count(calendar):
    told = remaining(_at(16, 10), at=_at(13, 16, 30), calendar=calendar)
    assert (told.words, told.lamp) == ("还剩 2 小时（工作时间）", Lamp.SOON)


def test_urgent_matters_run_on_the_wall_clock(calendar):
    told = remaining(_at(14, 12), at=_at(13, 12), calendar=calendar, is_wall=True)
    assert told.words == "还剩 1 天（自然时间）"


def test_yellow_begins_where_it_is_told_to(calendar):
    told = remaining(_at(12, 12), at=_at(12, 10), calendar=calendar, soon=timedelta(hours=1))
    assert told.lamp is Lamp.CALM


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=2)])
def test_past_due_is_red(calendar, late):
    told = remaining(_at(12, 10), at=_at(12, 10) + late, calendar=calendar)
    assert told.lamp is Lamp.LATE
    assert told.words == ("超期 2 小时" if late else "超期 不到 1 分钟")


def test_beyond_the_calendar_the_wall_clock_is_told():
    told = remaining(
        _at(13, 10), at=_at(12, 10), calendar=WorkCalendar(days={date(2026, 11, 12): _DAY_OFF})
    )
    assert told.words == "还剩 1 天（自然时间）"


_DAY_OFF = announced_year(2026)[0].entry()


def test_no_deadline():
    told = remaining(None, at=_at(12, 10), calendar=WorkCalendar(days={}))
    assert (told.words, told.lamp) == ("无时限", Lamp.NONE)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=30), "不到 1 分钟"),
        (timedelta(minutes=25), "25 分钟"),
        (timedelta(hours=1, minutes=5), "1 小时 5 分钟"),
        (timedelta(hours=5, minutes=5), "5 小时"),
        (timedelta(hours=7), "1 天"),
        (timedelta(hours=16), "2 天 2 小时"),
        (timedelta(hours=7 * 12 + 3), "12 天"),
    ],
)
def test_spans(length, words):
    assert span(length, day=DAY) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "刚刚"),
        (timedelta(minutes=12), "12 分钟前"),
        (timedelta(hours=23), "23 小时前"),
        (timedelta(days=3), "3 天前"),
    ],
)
def test_ages(length, words):
    assert age(_at(12, 10) - length, at=_at(12, 10)) == words
