"""The working calendar kept by the administrator: years, single days, units' extra days (5+X)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from models.arithmetic import Limit
from models.calendar import CalendarChange, CalendarDay, announced_year, changes_told
from models.clock import to_city
from models.deadlines import Deadline, deadline
from models.enums import Role
from models.errors import Invalid, NotFound, Stale
from models.register import Register
from models.revision import touch_city
from models.unit_workday import UnitWorkday
from service.operations.acting import Acting, require_role
from service.operations.registering import remember
from service.queries import reference

#: Years a calendar may be kept for.
FIRST_YEAR, LAST_YEAR = 2000, 2100
_LONGEST_NAME = 50
_WEEKEND = 5
_OCTOBER = 10
_NOT_ENTERED = "%(year)s 年的工作日历还没有录入，跨年的时限将无法计算。请尽快载入或导入。"
_PROVISIONAL = "%(year)s 年的放假安排仍为暂定（只按周末推算），公布后请载入官方安排。"


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """What a day shall be; a weekday off is a holiday and has a name."""

    day: date
    is_working: bool
    name: str = ""
    provisional: bool = False

    @property
    def called(self) -> str:
        """The name it gets: a weekend day worked is a make-up day unless it is called otherwise."""
        return self.name or ("调休" if self.is_working and self.day.weekday() >= _WEEKEND else "")


@dataclass(frozen=True, kw_only=True)
class YearView:
    """One year as it stands; `revision` rises with every change of one of its days."""

    year: int
    days: Sequence[CalendarDay]
    revision: int

    @property
    def is_provisional(self) -> bool:
        """Whether any day has not been announced yet."""
        return any(row.provisional for row in self.days)


def year_view(session: Session, *, year: int) -> YearView:
    """Return a year of the calendar; no days where it has not been entered."""
    first, last = _bounds(year)
    days = session.exec(
        select(CalendarDay).where(CalendarDay.day >= first, CalendarDay.day <= last)
    ).all()
    revision = session.exec(
        select(func.max(CalendarChange.id)).where(
            CalendarChange.day >= first, CalendarChange.day <= last
        )
    ).one()
    ordered = sorted(days, key=lambda row: row.day)
    return YearView(year=year, days=ordered, revision=revision or 0)


def whole_year(
    year: int, *, unusual: Iterable[DayPlan], provisional: bool = False
) -> list[DayPlan]:
    """Return every day of a year: the weekend off, the weekdays worked, but for the unusual ones.

    Raises:
        Invalid: a day lies in another year or is named twice; one sentence a day.
    """
    plans: dict[date, DayPlan] = {}
    wrong: dict[str, str] = {}
    for plan in unusual:
        if plan.day.year != year:
            wrong[plan.day.isoformat()] = f"不是 {year} 年的日期。"
        elif plan.day in plans:
            wrong[plan.day.isoformat()] = "同一天出现了两次。"
        plans[plan.day] = plan
    if wrong:
        raise Invalid("日历中有日期不正确。", code="bad_days", fields=wrong)
    first, last = _bounds(year)
    return [
        plans.get(
            day, DayPlan(day=day, is_working=day.weekday() < _WEEKEND, provisional=provisional)
        )
        for day in _between(first, last)
    ]


def announced(year: int) -> list[DayPlan]:
    """Return a year as the State Council announced it.

    Raises:
        Invalid: the maintained library does not know that year.
    """
    return [
        DayPlan(day=row.day, is_working=row.is_working, name=row.name)
        for row in announced_year(year)
    ]


def put_year(
    act: Acting, *, year: int, days: Sequence[DayPlan], expected: int | None = None
) -> int:
    """Write a whole year, and return how many days changed; deadlines already given stay.

    Raises:
        Forbidden: not an administrator.
        Invalid: days are missing, or one is not usable.
        Stale: somebody changed the year since revision `expected`.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    first, last = _bounds(year)
    if {plan.day for plan in days} != set(_between(first, last)):
        raise Invalid(f"{year} 年的日历须从 1 月 1 日到 12 月 31 日，不缺不多。", code="bad_days")
    return put_days(act, days=days, expected=(year, expected) if expected is not None else None)


def put_days(
    act: Acting, *, days: Sequence[DayPlan], expected: tuple[int, int] | None = None
) -> int:
    """Write some days, and return how many changed; each change is remembered with who made it.

    Raises:
        Forbidden: not an administrator.
        Invalid: a day is not usable; one sentence a day.
        Stale: the year of `expected` is no longer at that revision.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    _check(days)
    touch_city(act.session)  # of two administrators the second waits and sees the first's work
    if expected is not None:
        year, revision = expected
        present = year_view(act.session, year=year).revision
        if present != revision:
            raise Stale(f"{year} 年的日历刚被别人改动过，请核对后再提交。", version=present)
    wanted = [plan.day for plan in days]
    rows = act.session.exec(
        select(CalendarDay)
        .where(CalendarDay.day >= min(wanted), CalendarDay.day <= max(wanted))
        .execution_options(populate_existing=True)
    )
    there = {row.day: row for row in rows}
    made = [change for plan in days if (change := _put(act, plan, there.get(plan.day)))]
    if made:
        of = str(made[0].day.year)
        remember(act, kind=Register.CALENDAR, key=of, name=of, said=changes_told(made))
    return len(made)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What is wanting of a year; `%(year)s` in the words stands for it."""

    words: str
    year: int


def missing_year(session: Session, *, today: date) -> Gap | None:
    """Return a warning from October on while next year has not been announced and entered."""
    if today.month < _OCTOBER:
        return None
    year = today.year + 1
    found = year_view(session, year=year)
    if not found.days:
        return Gap(words=_NOT_ENTERED, year=year)
    return Gap(words=_PROVISIONAL, year=year) if found.is_provisional else None


def trial(act: Acting, *, start: datetime, limit: Limit, unit: str | None = None) -> Deadline:
    """Return what a limit that begins at `start` would be due at: the page's test box.

    Raises:
        CalendarMissing: the calendar does not reach far enough.
        NotFound: the unit does not exist (any more).
    """
    if unit is not None:
        reference.department(act.session, unit, on=act.today)
    day = to_city(start).date()
    until = day + timedelta(days=2 * limit.amount if limit.amount < LAST_YEAR else 0)
    calendar = reference.calendar_from(act.session, day=day, until=until)
    extra = reference.extra_workdays(act.session, unit=unit)
    return deadline(start=start, limit=limit, calendar=calendar.with_extra(extra), unit=unit)


def extra_rows(session: Session, *, unit: str | None = None) -> Sequence[UnitWorkday]:
    """Return the extra working days (5+X) of one unit or of all, the oldest first."""
    selected = select(UnitWorkday).order_by(UnitWorkday.department_code, col(UnitWorkday.id))
    if unit is not None:
        selected = selected.where(UnitWorkday.department_code == unit)
    return session.exec(selected).all()


def set_extra(act: Acting, *, unit: str, weekdays: Sequence[int], since: date) -> None:
    """Say on which weekend days a unit works from a day on (5+X); what it promised before ends.

    Deadlines already given stay.

    Raises:
        Forbidden: not an administrator.
        Invalid: the day is past, or a weekday is none of the weekend's.
        NotFound: the unit does not exist (any more).
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    reference.department(act.session, unit, on=act.today)
    if since < act.today:
        raise Invalid("不能从过去的日期起改变。", fields={"since": "最早为今天。"})
    if not set(weekdays) <= {5, 6}:
        raise Invalid("5+X 只能选周六、周日。", fields={"weekdays": "5 为周六，6 为周日。"})
    touch_city(act.session)
    kept: set[int] = set()
    for row in extra_rows(act.session, unit=unit):
        if row.valid_to is not None and row.valid_to < since:
            continue
        if row.weekday in weekdays and row.valid_to is None and row.valid_from <= since:
            kept.add(row.weekday)
            continue
        row.valid_to = since - timedelta(days=1)
        row.ended_by, row.ended_at = act.actor.name, act.at
        act.session.add(row)
    for weekday in sorted(set(weekdays) - kept):
        act.session.add(
            UnitWorkday(
                department_code=unit,
                weekday=weekday,
                valid_from=since,
                created_by=act.actor.name,
                created_at=act.at,
            )
        )
    act.session.flush()


def check_year(year: int) -> int:
    """Return a year for which a calendar may be kept.

    Raises:
        NotFound: it is none.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(f"没有 {year} 年的日历。", code="unknown_year")
    return year


def _put(act: Acting, plan: DayPlan, there: CalendarDay | None) -> CalendarChange | None:
    name, row = plan.called, there or CalendarDay(day=plan.day, is_working=plan.is_working)
    before = (row.is_working, row.name, row.provisional)
    if there is not None and before == (plan.is_working, name, plan.provisional):
        return None
    change = CalendarChange(
        day=plan.day,
        was_working=there.is_working if there else None,
        was_name=there.name if there else "",
        was_provisional=there.provisional if there else False,
        is_working=plan.is_working,
        name=name,
        provisional=plan.provisional,
        changed_by=act.actor.name,
        changed_at=act.at,
    )
    row.is_working, row.name, row.provisional = plan.is_working, name, plan.provisional
    act.session.add_all([change, row])
    act.session.flush()
    return change


def _check(days: Sequence[DayPlan]) -> None:
    wrong: dict[str, str] = {}
    for plan in days:
        key = plan.day.isoformat()
        if not FIRST_YEAR <= plan.day.year <= LAST_YEAR:
            wrong[key] = "年份超出范围。"
        elif len(plan.name) > _LONGEST_NAME:
            wrong[key] = f"说明最多 {_LONGEST_NAME} 字。"
        elif plan.name.startswith(tuple("=+-@\t\r")):
            wrong[key] = "说明不能以 = + - @ 开头。"  # a spreadsheet would take it for a formula
        elif not plan.is_working and plan.day.weekday() < _WEEKEND and not plan.name.strip():
            wrong[key] = "工作日放假请写明缘由，例如“春节放假”。"
    if not days or wrong:
        raise Invalid("日历中有日期不正确。", code="bad_days", fields=wrong)


def _bounds(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
