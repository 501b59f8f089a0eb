"""A deadline's arithmetic in words: the days counted, the days off, the instant it ends; pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from models.arithmetic import Limit
from models.clock import to_city
from models.workdays import WorkCalendar

_WEEKDAYS = "一二三四五六日"
_DAY = timedelta(days=1)


class _Days:
    """Says days one after another, naming the month only when it changes."""

    def __init__(self, *, month: int) -> None:
        self.month = month

    def day(self, day: date) -> str:
        return f"{self._month_of(day)}{day.day} 日"

    def stretch(self, first: date, last: date) -> str:
        if first == last:
            return self.day(first)
        if first.month == last.month:
            return f"{self._month_of(first)}{first.day} 至 {last.day} 日"
        return f"{self.day(first)}至 {self.day(last)}"

    def _month_of(self, day: date) -> str:
        if day.month == self.month:
            return ""
        self.month = day.month
        return f"{day.month} 月 "


def explain_limit(
    *,
    limit: Limit,
    begins: datetime,
    due: datetime,
    counted: Sequence[date],
    calendar: WorkCalendar,
) -> str:
    """Return the sentence of a limit that counts office time: days counted, days off, the end."""
    days = _counted(counted, calendar, month=to_city(begins).month)
    warning = ""
    if any(calendar.entry(day).provisional for day in counted):
        warning = f"（{counted[-1].year} 年放假安排为暂定）"
    return f"{limit.text}，自 {moment(begins)} 起：{days}；{moment(due)} 到期{warning}"


def explain_wall(*, limit: Limit, start: datetime, due: datetime) -> str:
    """Return the sentence of a limit that runs day and night."""
    return f"{limit.text}，自 {moment(start)} 起，{moment(due)} 到期"


def explain_pause(*, label: str, paused: Limit, due: datetime) -> str:
    """Return the clause that a pause adds to a deadline's sentence."""
    return f"；{label}暂停 {paused.text}，顺延至 {moment(due)}"


def explain_extension(
    *,
    limit: Limit,
    before: datetime,
    due: datetime,
    counted: Sequence[date],
    calendar: WorkCalendar,
) -> str:
    """Return the clause that an extension (延期) adds; `counted` is empty for natural days."""
    if not counted:
        return f"；延期 {limit.amount // (24 * 60)} 个自然日，顺延至 {moment(due)}"
    days = _counted(counted, calendar, month=to_city(before).month)
    return f"；延期 {limit.text}：{days}；顺延至 {moment(due)}"


def moment(at: datetime) -> str:
    """Return an instant as the city's clocks show it: 2 月 13 日 9:00."""
    local = to_city(at)
    return f"{local.month} 月 {local.day} 日 {local.hour}:{local:%M}"


def _counted(counted: Sequence[date], calendar: WorkCalendar, *, month: int) -> str:
    say = _Days(month=month)
    days = "、".join(say.day(day) + _unusual(day, calendar) for day in counted)
    off = "，".join(
        say.stretch(first, last) + why
        for before, after in pairwise(counted)
        for first, last, why in _days_off(before + _DAY, after, calendar)
    )
    return f"{days}；{off}不计" if off else days


def _unusual(day: date, calendar: WorkCalendar) -> str:
    entry = calendar.entry(day)
    weekday = _WEEKDAYS[day.weekday()]
    if entry.is_extra:
        return f"（周{weekday}，本单位 5+X 上班）"
    return f"（周{weekday}{entry.name or '调休'}上班）" if day.weekday() > 4 else ""


def _days_off(first: date, end: date, calendar: WorkCalendar) -> Iterator[tuple[date, date, str]]:
    """Yield the stretches off from `first` to before `end`, each with why it is off."""
    days = [first + timedelta(days=offset) for offset in range((end - first).days)]
    for name, stretch in groupby(days, key=lambda day: calendar.entry(day).name):
        off = list(stretch)
        yield off[0], off[-1], name or "周末"
