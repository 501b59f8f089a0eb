"""Deadlines by hand: Spring Festival, make-up days, lunch, year end, the minute before closing."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models.arithmetic import Extended, Given, Paused, read, written
from models.calendar import announced_year, provisional_year
from models.clock import CITY_ZONE
from models.deadlines import Deadline, Limit, deadline, extended, postponed, replayed
from models.enums import Measure, Status
from models.errors import CalendarMissing
from models.workdays import ExtraWorkday, WorkCalendar

CALENDAR = WorkCalendar(
    days={row.day: row.entry() for year in (2024, 2025, 2026) for row in announced_year(year)}
)
DAYS, OFFICE, WALL = Measure.WORKING_DAYS, Measure.WORKING_MINUTES, Measure.WALL_MINUTES
_MEASURES = {"wd": DAYS, "om": OFFICE, "wm": WALL}

# Counted by hand from the State Council's arrangements (国办发明电〔2023〕7号、〔2024〕12号、
# 〔2025〕7号), never by this code. Limits: wd working days, om office minutes, wm wall minutes;
# `extra` are the unit's weekdays (5 is Saturday).
with (Path(__file__).parent / "deadline_cases.csv").open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


def limit(text: str) -> Limit:
    amount, measure = text.split()
    return Limit(amount=int(amount), measure=_MEASURES[measure])


def calendar(extra: str = "") -> WorkCalendar:
    return CALENDAR.with_extra(
        [ExtraWorkday(weekday=int(day), valid_from=date(2024, 1, 1)) for day in extra.split()]
    )


def found(start: str, text: str, extra: str = "") -> Deadline:
    return deadline(start=at(start), limit=limit(text), calendar=calendar(extra))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['group']} {case['start']}")
def test_by_hand(case: dict[str, str]) -> None:
    due = found(case["start"], case["limit"], case["extra"])
    if case["paused"]:
        since, until = case["paused"].split("/")
        due = postponed(due, since=at(since), until=at(until), calendar=calendar(case["extra"]))
    if case["extended"]:
        due = extended(
            due,
            limit=limit(f"{case['extended']} wd"),
            at=at(case["start"]),
            calendar=calendar(case["extra"]),
        )
    assert due.due_at == at(case["due"]), due.explanation
    if case["counted"]:
        assert listed(due, year=int(case["start"][:4])) == case["counted"].split()


def listed(due: Deadline, *, year: int) -> list[str]:
    """The days that an explanation counts, as 2-13; a month is named only where it changes."""
    head, counted = due.explanation.split("起：")
    month = int(head.split("自 ")[1].split(" 月")[0])
    days = []
    for part in counted.split("；")[0].split("、"):
        words = part.split("（")[0].split()
        if "月" in words:
            month = int(words[0])
        days.append(f"{month}-{words[-2]}")
    return days


def test_there_are_at_least_sixty_cases_of_every_sort() -> None:
    assert len(CASES) >= 60
    groups = {case["group"] for case in CASES}
    assert groups >= {"春节", "国庆", "岁末", "午休", "下班前", "自然时间", "5+X", "暂停", "延期"}


@pytest.mark.parametrize(
    ("start", "text", "extra", "words"),
    [
        (
            "2026-02-13 09:00", "5 wd", "",
            "5 个工作日，自 2 月 13 日 9:00 起：13 日、14 日（周六调休上班）、24 日、25 日、26 日；"
            "15 至 23 日春节放假不计；2 月 26 日 17:30 到期",
        ),
        (
            "2026-09-30 16:00", "2 wd", "",
            "2 个工作日，自 9 月 30 日 16:00 起：30 日、10 月 8 日；1 至 7 日国庆节放假不计；"
            "10 月 8 日 17:30 到期",
        ),
        (
            "2025-12-31 15:00", "2 wd", "",
            "2 个工作日，自 12 月 31 日 15:00 起：31 日、1 月 4 日（周日调休上班）；"
            "1 至 3 日元旦放假不计；1 月 4 日 17:30 到期",
        ),
        (
            "2026-11-27 10:00", "3 wd", "",
            "3 个工作日，自 11 月 27 日 10:00 起：27 日、30 日、12 月 1 日；"
            "11 月 28 至 29 日周末不计；12 月 1 日 17:30 到期",
        ),
        (
            "2026-10-30 10:00", "2 wd", "",
            "2 个工作日，自 10 月 30 日 10:00 起：30 日、11 月 2 日；"
            "10 月 31 日至 11 月 1 日周末不计；11 月 2 日 17:30 到期",
        ),
        (
            "2026-11-13 09:00", "3 wd", "5",
            "3 个工作日，自 11 月 13 日 9:00 起：13 日、14 日（周六，本单位 5+X 上班）、16 日；"
            "15 日周末不计；11 月 16 日 17:30 到期",
        ),
        (
            "2026-11-14 10:00", "1 wd", "",
            "1 个工作日，自 11 月 16 日 9:00 起：16 日；11 月 16 日 17:30 到期",
        ),
        (
            "2026-11-09 11:30", "120 om", "",
            "2 小时（工作时间），自 11 月 9 日 11:30 起：9 日；11 月 9 日 15:00 到期",
        ),
        (
            "2026-02-15 23:50", "30 wm", "",
            "30 分钟（自然时间），自 2 月 15 日 23:50 起，2 月 16 日 0:20 到期",
        ),
    ],
)  # fmt: skip
def test_a_deadline_shows_its_arithmetic(start: str, text: str, extra: str, words: str) -> None:
    assert found(start, text, extra).explanation == words


def test_pause_and_extension_are_added_to_the_words() -> None:
    due = found("2026-02-09 09:00", "5 wd")
    due = postponed(
        due, since=at("2026-02-10 10:00"), until=at("2026-02-10 12:00"), calendar=CALENDAR
    )
    due = extended(due, limit=limit("3 wd"), at=at("2026-02-11 09:00"), calendar=CALENDAR)
    assert due.explanation == (
        "5 个工作日，自 2 月 9 日 9:00 起：9 日、10 日、11 日、12 日、13 日；"
        "2 月 13 日 17:30 到期；待补充暂停 2 小时（工作时间），顺延至 2 月 14 日 11:00；"
        "延期 3 个工作日：24 日、25 日、26 日；顺延至 2 月 26 日 11:00"
    )


def test_a_suspension_says_so_and_natural_days_are_counted_by_the_wall() -> None:
    due = found("2026-02-09 09:00", "5 wd")
    due = postponed(
        due,
        since=at("2026-02-10 09:00"),
        until=at("2026-02-11 09:00"),
        status=Status.SUSPENDED,
        calendar=CALENDAR,
    )
    assert due.explanation.endswith("挂账暂停 7 小时（工作时间），顺延至 2 月 14 日 17:30")
    longer = extended(
        due, limit=limit(f"{180 * 1440} wm"), at=at("2026-02-12 09:00"), calendar=CALENDAR
    )
    assert longer.due_at == due.due_at + timedelta(days=180)
    assert longer.explanation.endswith("延期 180 个自然日，顺延至 8 月 13 日 17:30")


def test_a_provisional_year_says_so() -> None:
    days = dict(CALENDAR.days) | {row.day: row.entry() for row in provisional_year(2027)}
    due = deadline(
        start=at("2027-03-01 09:00"), limit=limit("1 wd"), calendar=WorkCalendar(days=days)
    )
    assert due.explanation.endswith("（2027 年放假安排为暂定）")


@pytest.mark.parametrize("text", ["300 wd", "99999 om"])
def test_a_missing_year_is_a_loud_error(text: str) -> None:
    with pytest.raises(CalendarMissing) as missing:
        found("2026-12-31 17:00", text)
    assert missing.value.year == 2027


@pytest.mark.parametrize(
    ("start", "text", "yellow"),
    [
        ("2026-11-09 09:00", "5 wd", "2026-11-12 17:30"),  # one working day before closing
        ("2026-02-13 09:00", "3 wd", "2026-02-14 17:30"),  # the working day before, not the holiday
        ("2026-11-09 15:00", "1 wd", "2026-11-09 15:00"),  # never before it began
        ("2026-11-14 10:00", "1 wd", "2026-11-16 09:00"),
        ("2026-11-09 09:00", "1440 wm", "2026-11-10 03:00"),  # the last quarter of 24 hours
    ],
)
def test_yellow_is_one_working_day_before_or_the_last_quarter(
    start: str, text: str, yellow: str
) -> None:
    assert found(start, text).yellow_at == at(yellow)


def test_yellow_moves_with_pause_and_extension() -> None:
    due = found("2026-11-09 09:00", "5 wd")
    paused = postponed(
        due, since=at("2026-11-10 10:00"), until=at("2026-11-10 15:00"), calendar=CALENDAR
    )
    assert paused.yellow_at == at("2026-11-13 14:00")
    longer = extended(paused, limit=limit("3 wd"), at=at("2026-11-12 09:00"), calendar=CALENDAR)
    assert longer.yellow_at == at("2026-11-18 14:00")
    two = deadline(start=at("2026-11-09 09:00"), limit=limit("5 wd"), calendar=CALENDAR,
                   yellow_days=2)  # fmt: skip
    assert two.yellow_at == at("2026-11-11 17:30")


def test_the_arithmetic_is_written_down_and_counted_again() -> None:
    due = found("2026-02-09 09:00", "5 wd")
    due = postponed(
        due, since=at("2026-02-10 10:00"), until=at("2026-02-10 12:00"), calendar=CALENDAR
    )
    due = extended(due, limit=limit("3 wd"), at=at("2026-02-11 09:00"), calendar=CALENDAR)
    parts = read(written(due.parts))
    assert [type(part) for part in parts] == [Given, Paused, Extended]
    assert parts == due.parts
    assert replayed(parts, calendar=CALENDAR) == due
    assert read("") == ()


@pytest.mark.parametrize("text", ["guessed 5", "given five working_days now", "given 5"])
def test_arithmetic_that_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not the arithmetic"):
        read(text)


def test_a_deadline_begins_with_a_limit() -> None:
    bare = Deadline(due_at=at("2026-11-13 17:30"), explanation="")
    with pytest.raises(ValueError, match="begins with a limit"):
        extended(bare, limit=limit("1 wd"), at=at("2026-11-09 09:00"), calendar=CALENDAR)
    with pytest.raises(ValueError, match="begins with a limit"):
        replayed((), calendar=CALENDAR)
