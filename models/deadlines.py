"""From a limit and an instant to a deadline that explains itself; pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from models.clock import to_city
from models.enums import Measure
from models.workdays import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So much of a measure, e.g. 5 working days."""

    amount: int
    measure: Measure

    @property
    def text(self) -> str:
        """The limit in words."""
        if self.measure is Measure.WORKING_DAYS:
            return f"{self.amount} 个工作日"
        kind = "工作" if self.measure is Measure.WORKING_MINUTES else "自然"
        if self.amount % 60 == 0:
            return f"{self.amount // 60} 小时（{kind}时间）"
        return f"{self.amount} 分钟（{kind}时间）"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When something is due and the arithmetic behind it, in words."""

    due_at: datetime
    explanation: str


def deadline(*, start: datetime, limit: Limit, calendar: WorkCalendar) -> Deadline:
    """Return the deadline of a limit that begins at `start`.

    Raises:
        CalendarMissing: the calendar has no entry for a day that must be counted.
    """
    if limit.measure is Measure.WALL_MINUTES:
        due = start + timedelta(minutes=limit.amount)
        return Deadline(
            due_at=due, explanation=f"{limit.text}，自 {_moment(start)} 起，{_moment(due)} 到期"
        )
    begins = calendar.next_instant(start)
    if limit.measure is Measure.WORKING_MINUTES:
        due = calendar.add_minutes(start, limit.amount)
        counted = calendar.working_days(start, 1)
        while counted[-1] < to_city(due).date():
            counted = calendar.working_days(start, len(counted) + 1)
    else:
        counted = calendar.working_days(start, limit.amount)
        due = calendar.closing(counted[-1])
    return Deadline(due_at=due, explanation=_explain(begins, due, limit, counted, calendar))


def postponed(
    due: Deadline,
    *,
    since: datetime,
    until: datetime,
    measure: Measure,
    calendar: WorkCalendar,
) -> Deadline:
    """Return a deadline moved on by a pause, counted in the time its limit is counted in.

    Raises:
        CalendarMissing: the calendar has no entry for a day that must be counted.
    """
    on_wall = measure is Measure.WALL_MINUTES
    paused = until - since if on_wall else calendar.elapsed(since, until)
    minutes = math.ceil(paused / timedelta(minutes=1))
    if minutes == 0:
        return due
    moved = (
        due.due_at + timedelta(minutes=minutes)
        if on_wall
        else calendar.add_minutes(due.due_at, minutes)
    )
    length = Limit(amount=minutes, measure=measure if on_wall else Measure.WORKING_MINUTES).text
    return Deadline(
        due_at=moved,
        explanation=f"{due.explanation}；待补充暂停 {length}，顺延至 {_moment(moved)}",
    )


def _explain(
    begins: datetime,
    due: datetime,
    limit: Limit,
    counted: Sequence[date],
    calendar: WorkCalendar,
) -> str:
    days = "、".join(_day(day, calendar) for day in counted)
    off = _days_off(counted, calendar)
    skipped = f"；{off}不计" if off else ""
    warning = ""
    if any(calendar.entry(day).provisional for day in counted):
        warning = f"（{counted[-1].year} 年放假安排为暂定）"
    return f"{limit.text}，自 {_moment(begins)} 起：{days}{skipped}；{_moment(due)} 到期{warning}"


def _day(day: date, calendar: WorkCalendar) -> str:
    name = calendar.entry(day).name
    makeup = (
        f"（周{'一二三四五六日'[day.weekday()]}{name or '调休'}上班）" if day.weekday() > 4 else ""
    )
    return f"{day.month} 月 {day.day} 日{makeup}"


def _days_off(counted: Sequence[date], calendar: WorkCalendar) -> str:
    gaps: list[str] = []
    for before, after in pairwise(counted):
        if (after - before).days == 1:
            continue
        first, last = before + timedelta(days=1), after - timedelta(days=1)
        names = dict.fromkeys(
            calendar.entry(first + timedelta(days=offset)).name
            for offset in range((last - first).days + 1)
        )
        why = "、".join(name for name in names if name) or "周末"
        through = "" if first == last else f"至 {last.month} 月 {last.day} 日"
        gaps.append(f"{first.month} 月 {first.day} 日{through}{why}")
    return "，".join(gaps)


def _moment(at: datetime) -> str:
    local = to_city(at)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"
