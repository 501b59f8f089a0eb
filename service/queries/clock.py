"""Deadlines counted again from what the events say, with the calendar as it was known then."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.arithmetic import Extended, Given, Part, Paused, read
from models.calendar import CalendarChange, CalendarDay
from models.deadlines import Deadline, applied, replayed
from models.enums import Action
from models.errors import CalendarMissing
from models.event import Event
from models.unit_workday import UnitWorkday
from models.workdays import DayEntry, WorkCalendar


@dataclass(frozen=True, kw_only=True)
class KnownCalendars:
    """The calendar of today and every change since, so that any earlier one can be had."""

    days: dict[date, DayEntry]
    changes: Sequence[CalendarChange]
    workdays: Sequence[UnitWorkday]
    _made: dict[tuple[int, str, datetime | None], WorkCalendar] = field(default_factory=dict)

    def at(self, instant: datetime, *, unit: str | None = None) -> WorkCalendar:
        """Return the calendar as it was known at an instant, with a unit's extra days (5+X)."""
        later = [change for change in self.changes if change.changed_at > instant]
        # Between two changes of a unit's days nothing differs, but few units have any.
        rows = [row for row in self.workdays if row.department_code == unit]
        key = (len(later), unit or "", instant if rows else None)
        if key not in self._made:
            extra = [known for row in rows if (known := row.known(instant)) is not None]
            self._made[key] = self._city(later).with_extra(extra)
        return self._made[key]

    def _city(self, later: Sequence[CalendarChange]) -> WorkCalendar:
        if not later:
            return WorkCalendar(days=self.days)
        days = dict(self.days)
        for change in reversed(later):
            was = change.before()
            if was is None:
                days.pop(change.day, None)
            else:
                days[change.day] = was
        return WorkCalendar(days=days)


@dataclass(frozen=True, kw_only=True)
class Miscount:
    """An event whose deadline is not what its arithmetic gives; `counted` is empty where none."""

    sequence: int
    stored: datetime | None
    counted: datetime | None


@dataclass(frozen=True, kw_only=True)
class Recount:
    """A ticket's deadline counted from its events, and where the events disagree with it.

    `unexplained` are events that changed the deadline before arithmetic was kept with them.
    """

    due_at: datetime | None
    wrong: tuple[Miscount, ...] = ()
    unexplained: tuple[int, ...] = ()


def known_calendars(session: Session) -> KnownCalendars:
    """Return every calendar the city has had; read once for any number of tickets."""
    changes = session.exec(select(CalendarChange).order_by(col(CalendarChange.id))).all()
    return KnownCalendars(
        days={row.day: row.entry() for row in session.exec(select(CalendarDay))},
        changes=changes,
        workdays=session.exec(select(UnitWorkday).order_by(col(UnitWorkday.id))).all(),
    )


def calendar_changed_at(session: Session) -> datetime | None:
    """Return when the calendar, or a unit's own working days, last became another."""
    latest = session.exec(
        select(
            select(func.max(CalendarChange.changed_at)).scalar_subquery(),
            select(func.max(UnitWorkday.created_at)).scalar_subquery(),
            select(func.max(UnitWorkday.ended_at)).scalar_subquery(),
        )
    ).one()
    return max((one for one in latest if one is not None), default=None)


def recompute(events: Sequence[Event], *, known: KnownCalendars) -> Recount:
    """Return the deadline that a ticket's events, in their order, give."""
    due: Deadline | None = None
    due_at: datetime | None = None
    wrong: list[Miscount] = []
    unexplained: list[int] = []
    for event in events:
        if "due" in event.facts:
            due = _counted(event, due, earlier=events, known=known)
            due_at = due.due_at if due else None
            if due_at != event.due_after:
                wrong.append(
                    Miscount(sequence=event.sequence, stored=event.due_after, counted=due_at)
                )
        elif event.due_after != due_at:
            unexplained.append(event.sequence)
            due_at = event.due_after
    return Recount(due_at=due_at, wrong=tuple(wrong), unexplained=tuple(unexplained))


def _counted(
    event: Event, before: Deadline | None, *, earlier: Sequence[Event], known: KnownCalendars
) -> Deadline | None:
    """The deadline after this event; nothing where its arithmetic is not the event's own."""
    try:
        parts = read(event.facts["due"])
        return _replayed(parts, event, before, earlier=earlier, known=known)
    except (ValueError, CalendarMissing):
        return None


def _replayed(
    parts: tuple[Part, ...],
    event: Event,
    before: Deadline | None,
    *,
    earlier: Sequence[Event],
    known: KnownCalendars,
) -> Deadline | None:
    if not parts or not isinstance(parts[0], Given):
        return None
    calendar = known.at(event.at, unit=parts[0].unit)
    if event.action is Action.RECALCULATE:
        return replayed(parts, calendar=calendar)
    if not _belongs(parts[-1], event, earlier):
        return None
    if before is not None and len(parts) > 1 and parts[:-1] == before.parts:
        return applied(before, parts[-1], calendar=calendar)
    return replayed(parts, calendar=calendar)


def _belongs(part: Part, event: Event, earlier: Sequence[Event]) -> bool:
    """Tell whether an event is one that may add this part: its instants are the events' own."""
    if isinstance(part, Given):
        return part.start == event.at
    if isinstance(part, Extended):
        return part.at == event.at
    assert isinstance(part, Paused)
    began = {one.at for one in earlier if one.to_status is part.status}
    return part.since in began and part.until <= event.at
