"""What a changed calendar means for open tickets: told beforehand, carried out only when asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, func, select

from models.arithmetic import Given, Part, read
from models.calendar import CalendarChange, CalendarDay
from models.clock import CITY_ZONE
from models.deadlines import Deadline, replayed
from models.enums import Action, Role
from models.errors import CalendarMissing, Conflict
from models.policy import Allowance
from models.ticket import Ticket
from models.unit_workday import UnitWorkday
from models.workdays import DayEntry, WorkCalendar
from models.workflow import OPEN
from service.operations.acting import Acting, require_role
from service.operations.calendars import DayPlan
from service.operations.limits import allowance
from service.operations.moving import note, plan_note

#: Tickets moved in one transaction; the rest by asking again.
BATCH = 500
_EXAMPLES = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One open ticket whose deadline would be another."""

    number: str
    due_at: datetime
    would_be: datetime


@dataclass(frozen=True, kw_only=True)
class Effect:
    """How many open tickets a change would touch, and which, the first few hundred of many."""

    tickets: int
    examples: tuple[Shift, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recalculated:
    """How many deadlines were moved, and how many still differ."""

    moved: int
    left: int


def effect_of(act: Acting, *, days: Sequence[DayPlan] = ()) -> Effect:
    """Return which open tickets would be due at another time under the calendar with these days.

    Raises:
        Forbidden: not an administrator.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    shifts = list(_shifts(act.session, _calendars(act.session, days), _window(act.session, days)))
    return Effect(tickets=len(shifts), examples=tuple(shift for _, shift in shifts[:_EXAMPLES]))


def recalculate(act: Acting, *, most: int = BATCH) -> Recalculated:
    """Move the deadlines of open tickets to what the present calendar gives, an event each.

    Raises:
        Forbidden: not an administrator.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    calendars = _calendars(act.session, ())
    ids = [key for key, _ in _shifts(act.session, calendars, _window(act.session, ()))]
    moved = 0
    for key in ids[:most]:
        ticket = act.session.exec(
            select(Ticket)
            .where(Ticket.id == key)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        moved += _moved(act, ticket, calendars)
    return Recalculated(moved=moved, left=max(0, len(ids) - most))


def recalculate_ticket(act: Acting, ticket: Ticket) -> Ticket:
    """Move one ticket's deadline to what the present calendar gives.

    Raises:
        Forbidden: not an administrator.
        Conflict: it is that already.
    """
    plan_note(act, ticket, Action.RECALCULATE)
    if not _moved(act, ticket, _calendars(act.session, ())):
        raise Conflict("这张工单的时限与现行日历一致，无须重算。", code="same_deadline")
    return ticket


def _moved(act: Acting, ticket: Ticket, calendars: "_Calendars") -> bool:
    parts = read(ticket.due_basis)
    yellow = allowance(act, ticket, Allowance.YELLOW_DAYS)
    due = _under(calendars, parts, yellow_days=yellow) if parts else None
    if due is None or due.due_at == ticket.due_at:
        return False
    plan_note(act, ticket, Action.RECALCULATE)
    note(act, ticket, Action.RECALCULATE, reason="按现行工作日历重算", due=due)
    return True


@dataclass(frozen=True, kw_only=True)
class _Calendars:
    """The city's calendar with proposed days, and what units add to it."""

    city: WorkCalendar
    workdays: Sequence[UnitWorkday]
    _made: dict[str, WorkCalendar]

    def of(self, unit: str | None) -> WorkCalendar:
        if unit is None:
            return self.city
        if unit not in self._made:
            rows = [row.extra() for row in self.workdays if row.department_code == unit]
            self._made[unit] = self.city.with_extra(rows)
        return self._made[unit]


def _calendars(session: Session, days: Sequence[DayPlan]) -> _Calendars:
    entries = {row.day: row.entry() for row in session.exec(select(CalendarDay))}
    for plan in days:
        entries[plan.day] = DayEntry(
            is_working=plan.is_working, name=plan.name, provisional=plan.provisional
        )
    return _Calendars(
        city=WorkCalendar(days=entries),
        workdays=session.exec(select(UnitWorkday)).all(),
        _made={},
    )


def _window(session: Session, days: Sequence[DayPlan]) -> tuple[date, date] | None:
    """The first and last day on which the calendar differs; nothing where it never did."""
    if days:
        known = {row.day: row.entry() for row in session.exec(select(CalendarDay))}
        changed = [
            plan.day
            for plan in days
            if plan.day in known and known[plan.day].is_working != plan.is_working
        ]
        return (min(changed), max(changed)) if changed else None
    first, last = session.exec(
        select(func.min(CalendarChange.day), func.max(CalendarChange.day)).where(
            col(CalendarChange.was_working).is_not(None)
        )
    ).one()
    if session.exec(select(UnitWorkday.id).limit(1)).first() is not None:
        return date.min, date.max
    return (first, last) if first is not None else None


def _shifts(
    session: Session, calendars: _Calendars, window: tuple[date, date] | None
) -> Iterator[tuple[int, Shift]]:
    """Yield the open tickets that the window touches and whose deadline would be another."""
    if window is None:
        return
    wanted = select(Ticket.id, Ticket.number, Ticket.due_at, Ticket.due_basis).where(
        col(Ticket.status).in_(OPEN), col(Ticket.due_at).is_not(None), Ticket.due_basis != ""
    )
    if window != (date.min, date.max):
        # A ticket that was due before the first changed day, or began after the last, is not hit.
        wanted = wanted.where(
            col(Ticket.due_at) >= _midnight(window[0]),
            Ticket.received_at < _midnight(window[1] + _DAY),
        )
    for key, number, due_at, basis in session.exec(wanted.order_by(col(Ticket.id))):
        due = _under(calendars, read(basis))
        assert key is not None
        assert due_at is not None
        if due is not None and due.due_at != due_at:
            yield key, Shift(number=number, due_at=due_at, would_be=due.due_at)


def _under(
    calendars: _Calendars, parts: Sequence[Part], *, yellow_days: int = 1
) -> Deadline | None:
    """The deadline under these calendars; nothing where they do not reach far enough."""
    first = parts[0]
    assert isinstance(first, Given)
    try:
        return replayed(parts, calendar=calendars.of(first.unit), yellow_days=yellow_days)
    except CalendarMissing:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_ZONE)
