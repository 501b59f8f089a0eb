"""Time as people say it: what is left, what is overdue, how old, in the reader's words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from babel.dates import format_datetime

from models.clock import to_city
from models.errors import CalendarMissing
from models.workdays import WorkCalendar
from service.web.language import Language, current, say

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Lamp(StrEnum):
    """The colour beside a deadline; words always stand with it."""

    NONE = "none"
    CALM = "calm"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """A deadline as it is shown: lamp, words, and the exact instant for those who ask."""

    lamp: Lamp
    words: str
    exact: str


NO_LIMIT = Remaining(lamp=Lamp.NONE, words="无时限", exact="")


def office_day(calendar: WorkCalendar) -> timedelta:
    """Return how much office time a working day holds."""
    minutes = sum(
        (end.hour - start.hour) * 60 + end.minute - start.minute for start, end in calendar.hours
    )
    return timedelta(minutes=minutes)


def remaining(
    due: datetime | None,
    *,
    at: datetime,
    calendar: WorkCalendar,
    is_wall: bool = False,
    soon: timedelta | None = None,
) -> Remaining:
    """Return a deadline in words; `soon` (one office day unless given) is when yellow begins.

    Office time is counted unless `is_wall`; where the calendar does not reach, the wall clock is.
    """
    if due is None:
        return NO_LIMIT
    exact = moment(due)
    if due <= at:
        return Remaining(
            lamp=Lamp.LATE, words=say("超期 %(span)s", span=span(at - due, day=_DAY)), exact=exact
        )
    day = _DAY if is_wall else office_day(calendar)
    left = due - at
    if not is_wall:
        try:
            left = calendar.elapsed(at, due)
        except CalendarMissing:
            is_wall, day = True, _DAY
    lamp = Lamp.SOON if left <= (soon or day) else Lamp.CALM
    words = "还剩 %(span)s（自然时间）" if is_wall else "还剩 %(span)s（工作时间）"
    return Remaining(lamp=lamp, words=say(words, span=span(left, day=day)), exact=exact)


def span(length: timedelta, *, day: timedelta) -> str:
    """Return a stretch of time in at most two units: 1 天 3 小时, 25 分钟."""
    days, rest = divmod(length, day)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    if days:
        if hours and days < 10:
            return say("%(days)s 天 %(hours)s 小时", days=days, hours=hours)
        return say("%(days)s 天", days=days)
    if hours:
        if minutes and hours < 3:
            return say("%(hours)s 小时 %(minutes)s 分钟", hours=hours, minutes=minutes)
        return say("%(hours)s 小时", hours=hours)
    return say("%(minutes)s 分钟", minutes=minutes) if minutes else say("不到 1 分钟")


def age(since: datetime, *, at: datetime) -> str:
    """Return how long ago something was, on the wall clock: 刚刚, 12 分钟前, 3 天前."""
    length = max(at - since, timedelta())
    if length < _MINUTE:
        return say("刚刚")
    if length < _HOUR:
        return say("%(minutes)s 分钟前", minutes=length // _MINUTE)
    if length < _DAY:
        return say("%(hours)s 小时前", hours=length // _HOUR)
    return say("%(days)s 天前", days=length // _DAY)


def moment(at: datetime | None) -> str:
    """Return an instant as the city's clocks show it: 2026-11-12 09:30; nothing for none."""
    return f"{to_city(at):%Y-%m-%d %H:%M}" if at else ""


def clock_face(at: datetime) -> str:
    """Return the time of day: 15:04:22."""
    return f"{to_city(at):%H:%M:%S}"


def day_face(at: datetime | None) -> str:
    """Return an instant without its year: 11 月 28 日 17:30; nothing for none."""
    if at is None:
        return ""
    local = to_city(at)
    if current() is Language.ENGLISH:
        return format_datetime(local.replace(tzinfo=None), "d MMM HH:mm", locale="en")
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"
