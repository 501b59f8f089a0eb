"""From a limit and an instant to a deadline that explains itself; pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.arithmetic import Extended, Given, Limit, Part, Paused
from models.clock import to_city
from models.enums import Measure, Status
from models.wording import explain_extension, explain_limit, explain_pause, explain_wall
from models.workdays import WorkCalendar

__all__ = ["Deadline", "Limit", "applied", "deadline", "extended", "postponed", "replayed"]

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When something is due, when its lamp turns yellow, and the arithmetic behind it.

    `explanation` is the arithmetic in words, `parts` the same for the machine: the limit that was
    given first, then pauses and extensions in their order.
    """

    due_at: datetime
    explanation: str
    yellow_at: datetime | None = None
    parts: tuple[Part, ...] = ()


def deadline(
    *,
    start: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    yellow_days: int = 1,
    unit: str | None = None,
) -> Deadline:
    """Return the deadline of a limit that begins at `start`.

    `unit` only remembers whose extra working days the calendar holds.

    Raises:
        CalendarMissing: the calendar has no entry for a day that must be counted.
    """
    given = Given(limit=limit, start=start, unit=unit)
    if limit.measure is Measure.WALL_MINUTES:
        due = start + timedelta(minutes=limit.amount)
        words = explain_wall(limit=limit, start=start, due=due)
        return _finished(due, words, (given,), since=start, calendar=calendar, days=yellow_days)
    begins = calendar.next_instant(start)
    if limit.measure is Measure.WORKING_MINUTES:
        due = calendar.add_minutes(start, limit.amount)
        counted = calendar.working_between(to_city(begins).date(), to_city(due).date())
    else:
        counted = calendar.working_days(start, limit.amount)
        due = calendar.closing(counted[-1])
    words = explain_limit(limit=limit, begins=begins, due=due, counted=counted, calendar=calendar)
    return _finished(due, words, (given,), since=begins, calendar=calendar, days=yellow_days)


def postponed(
    due: Deadline,
    *,
    since: datetime,
    until: datetime,
    calendar: WorkCalendar,
    status: Status = Status.WAITING,
    yellow_days: int = 1,
) -> Deadline:
    """Return a deadline moved on by a pause, counted in the time its limit is counted in.

    Raises:
        CalendarMissing: the calendar has no entry for a day that must be counted.
    """
    on_wall = _given(due.parts).limit.measure is Measure.WALL_MINUTES
    paused = until - since if on_wall else calendar.elapsed(since, until)
    minutes = math.ceil(paused / _MINUTE)
    if minutes <= 0:
        return due
    measure = Measure.WALL_MINUTES if on_wall else Measure.WORKING_MINUTES
    moved = (
        due.due_at + timedelta(minutes=minutes)
        if on_wall
        else calendar.add_minutes(due.due_at, minutes)
    )
    words = explain_pause(
        label=status.label, paused=Limit(amount=minutes, measure=measure), due=moved
    )
    parts = (*due.parts, Paused(status=status, since=since, until=until))
    return _finished(
        moved, due.explanation + words, parts, since=since, calendar=calendar, days=yellow_days
    )


def extended(
    due: Deadline, *, limit: Limit, at: datetime, calendar: WorkCalendar, yellow_days: int = 1
) -> Deadline:
    """Return a deadline to which so many working days, or natural ones, were added at `at` (延期).

    Working days keep the time of day: due at 17:30, due again at 17:30.

    Raises:
        CalendarMissing: the calendar has no entry for a day that must be counted.
    """
    counted: list[date] = []
    if limit.measure is Measure.WORKING_DAYS:
        moved = calendar.add_minutes(due.due_at, limit.amount * calendar.day_minutes)
        counted = _added(due.due_at, moved, calendar)
    else:
        moved = due.due_at + timedelta(minutes=limit.amount)
    words = explain_extension(
        limit=limit, before=due.due_at, due=moved, counted=counted, calendar=calendar
    )
    parts = (*due.parts, Extended(limit=limit, at=at))
    return _finished(
        moved, due.explanation + words, parts, since=at, calendar=calendar, days=yellow_days
    )


def applied(
    due: Deadline | None, part: Part, *, calendar: WorkCalendar, yellow_days: int = 1
) -> Deadline:
    """Return the deadline after one more part; a given limit replaces what was there."""
    if isinstance(part, Given):
        return deadline(
            start=part.start,
            limit=part.limit,
            calendar=calendar,
            yellow_days=yellow_days,
            unit=part.unit,
        )
    if due is None:
        raise ValueError("a deadline begins with a limit")
    if isinstance(part, Paused):
        return postponed(
            due,
            since=part.since,
            until=part.until,
            status=part.status,
            calendar=calendar,
            yellow_days=yellow_days,
        )
    return extended(due, limit=part.limit, at=part.at, calendar=calendar, yellow_days=yellow_days)


def replayed(parts: Sequence[Part], *, calendar: WorkCalendar, yellow_days: int = 1) -> Deadline:
    """Return the deadline that the same parts give under this calendar."""
    due: Deadline | None = None
    for part in parts:
        due = applied(due, part, calendar=calendar, yellow_days=yellow_days)
    if due is None:
        raise ValueError("a deadline begins with a limit")
    return due


def _finished(
    due_at: datetime,
    words: str,
    parts: tuple[Part, ...],
    *,
    since: datetime,
    calendar: WorkCalendar,
    days: int,
) -> Deadline:
    """The deadline with its yellow instant, which never lies before `since`."""
    limit = _given(parts).limit
    if limit.measure is Measure.WALL_MINUTES:
        # A limit of hours has no working day before its end: the last quarter is yellow.
        yellow = max(since, due_at - timedelta(minutes=limit.amount) / 4)
    else:
        length = timedelta(minutes=days * calendar.day_minutes)
        yellow = calendar.before(due_at, length=length, floor=since)
    return Deadline(due_at=due_at, explanation=words, yellow_at=yellow, parts=parts)


def _given(parts: Sequence[Part]) -> Given:
    first = parts[0] if parts else None
    if not isinstance(first, Given):
        raise ValueError("a deadline begins with a limit")
    return first


def _added(before: datetime, due: datetime, calendar: WorkCalendar) -> list[date]:
    """The working days that an extension adds: today too where it had not opened yet."""
    local = to_city(before)
    has_begun = local.time() > calendar.hours[0][0]
    first = local.date() + timedelta(days=1) if has_begun else local.date()
    return calendar.working_between(first, to_city(due).date())
