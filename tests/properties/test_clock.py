"""What holds for every deadline, whatever its start, limit, pauses, extensions and calendar."""

from datetime import date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from models.arithmetic import Extended, Given, Paused
from models.calendar import announced_year
from models.clock import CITY_ZONE
from models.deadlines import Deadline, Limit, deadline, extended, postponed, replayed
from models.enums import Measure, Status
from models.workdays import DayEntry, ExtraWorkday, WorkCalendar

CALENDAR = WorkCalendar(
    days={row.day: row.entry() for year in (2024, 2025, 2026) for row in announced_year(year)}
)
DAYS, OFFICE, WALL = Measure.WORKING_DAYS, Measure.WORKING_MINUTES, Measure.WALL_MINUTES

MOMENTS = st.datetimes(min_value=datetime(2024, 1, 2), max_value=datetime(2026, 9, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=CITY_ZONE)
)
LIMITS = st.one_of(
    st.builds(Limit, amount=st.integers(1, 15), measure=st.just(DAYS)),
    st.builds(Limit, amount=st.integers(1, 3000), measure=st.just(OFFICE)),
)
EXTRA = st.lists(
    st.builds(ExtraWorkday, weekday=st.integers(5, 6), valid_from=st.just(date(2024, 1, 1))),
    max_size=2,
)


@st.composite
def lives(draw: st.DrawFn) -> tuple[Given | Paused | Extended, ...]:
    """A limit, then pauses that begin before the deadline and extensions, as tickets have them."""
    start = draw(MOMENTS)
    parts: list[Given | Paused | Extended] = [Given(limit=draw(LIMITS), start=start)]
    now = start
    for _ in range(draw(st.integers(0, 3))):
        now += timedelta(minutes=draw(st.integers(1, 3000)))
        if draw(st.booleans()):
            limit = Limit(amount=draw(st.integers(1, 3)), measure=DAYS)
            parts.append(Extended(limit=limit, at=now))
            continue
        since, now = now, now + timedelta(minutes=draw(st.integers(1, 9000)))
        if since < replayed(parts, calendar=CALENDAR).due_at:
            parts.append(Paused(status=Status.WAITING, since=since, until=now))
    return tuple(parts)


def without(day: date, calendar: WorkCalendar = CALENDAR) -> WorkCalendar:
    entry = DayEntry(is_working=False, name="临时放假")
    return WorkCalendar(days={**calendar.days, day: entry})


@given(start=MOMENTS, minutes=st.integers(min_value=1, max_value=5000))
def test_the_office_time_up_to_a_deadline_is_the_limit(start: datetime, minutes: int) -> None:
    due = CALENDAR.add_minutes(start, minutes)
    assert CALENDAR.elapsed(start, due) == timedelta(minutes=minutes)


@given(start=MOMENTS, limit=LIMITS, after=st.integers(0, 6000), length=st.integers(0, 9000))
def test_elapsed_and_paused_are_the_working_time_between(
    start: datetime, limit: Limit, after: int, length: int
) -> None:
    first = deadline(start=start, limit=limit, calendar=CALENDAR)
    since = start + timedelta(minutes=after)
    assume(since < first.due_at)
    until = since + timedelta(minutes=length)
    moved = postponed(first, since=since, until=until, calendar=CALENDAR)
    between = CALENDAR.elapsed(start, moved.due_at)
    paused = CALENDAR.elapsed(since, until)
    assert between == CALENDAR.elapsed(start, first.due_at) + paused
    # What ran before the pause and what is left after it make up the limit.
    ran = CALENDAR.elapsed(start, since) + CALENDAR.elapsed(until, moved.due_at)
    assert ran + paused == between


@given(start=MOMENTS, amount=st.integers(1, 3000), after=st.integers(0, 2999), length=st.integers())
def test_on_the_wall_a_pause_is_added_whole(
    start: datetime, amount: int, after: int, length: int
) -> None:
    length = abs(length) % 10_000
    first = deadline(start=start, limit=Limit(amount=amount, measure=WALL), calendar=CALENDAR)
    since = start + timedelta(minutes=after)
    moved = postponed(
        first, since=since, until=since + timedelta(minutes=length), calendar=CALENDAR
    )
    assert moved.due_at - start == timedelta(minutes=amount + length)


@given(life=lives(), off=st.integers(0, 60))
def test_a_further_holiday_never_makes_a_deadline_earlier(
    life: tuple[Given | Paused | Extended, ...], off: int
) -> None:
    first = life[0]
    assert isinstance(first, Given)
    holiday = first.start.date() + timedelta(days=off)
    before = replayed(life, calendar=CALENDAR).due_at
    assert replayed(life, calendar=without(holiday)).due_at >= before


@given(life=lives(), pick=st.integers(0, 10_000))
def test_a_working_day_taken_away_never_makes_a_deadline_earlier(
    life: tuple[Given | Paused | Extended, ...], pick: int
) -> None:
    made_up = [day for day in CALENDAR.days if day.weekday() > 4 and CALENDAR.is_working(day)]
    taken = made_up[pick % len(made_up)]
    before = replayed(life, calendar=CALENDAR).due_at
    assert replayed(life, calendar=without(taken)).due_at >= before


@given(start=MOMENTS, limit=LIMITS, extra=EXTRA)
def test_a_units_extra_days_never_make_a_deadline_later(
    start: datetime, limit: Limit, extra: list[ExtraWorkday]
) -> None:
    city = deadline(start=start, limit=limit, calendar=CALENDAR).due_at
    own = deadline(start=start, limit=limit, calendar=CALENDAR.with_extra(extra))
    assert own.due_at <= city


@given(extra=EXTRA)
def test_a_units_extra_days_are_never_named_holidays(extra: list[ExtraWorkday]) -> None:
    own = CALENDAR.with_extra(extra)
    added = [day for day in own.days if own.is_working(day) != CALENDAR.is_working(day)]
    assert all(CALENDAR.entry(day).name == "" for day in added)
    assert {day.weekday() for day in added} == {one.weekday for one in extra}


@given(start=MOMENTS, limit=LIMITS, later=st.integers(min_value=0, max_value=10_000))
def test_a_later_start_is_never_due_earlier(start: datetime, limit: Limit, later: int) -> None:
    first = deadline(start=start, limit=limit, calendar=CALENDAR).due_at
    second = deadline(start=start + timedelta(minutes=later), limit=limit, calendar=CALENDAR).due_at
    assert second >= first


@given(start=MOMENTS, limit=LIMITS, more=st.integers(min_value=0, max_value=500))
def test_a_larger_limit_is_never_due_earlier(start: datetime, limit: Limit, more: int) -> None:
    more = more % 20 if limit.measure is DAYS else more
    larger = Limit(amount=limit.amount + more, measure=limit.measure)
    first = deadline(start=start, limit=limit, calendar=CALENDAR).due_at
    assert deadline(start=start, limit=larger, calendar=CALENDAR).due_at >= first


@given(start=MOMENTS, limit=LIMITS, days=st.integers(1, 9))
def test_an_extension_adds_exactly_its_working_days(
    start: datetime, limit: Limit, days: int
) -> None:
    first = deadline(start=start, limit=limit, calendar=CALENDAR)
    longer = extended(first, limit=Limit(amount=days, measure=DAYS), at=start, calendar=CALENDAR)
    added = CALENDAR.elapsed(first.due_at, longer.due_at)
    assert added == timedelta(minutes=days * CALENDAR.day_minutes)
    clause = longer.explanation.removeprefix(first.explanation)
    assert len(counted(clause)) == days


@given(start=MOMENTS, limit=LIMITS, extra=EXTRA)
def test_the_days_that_are_listed_are_the_days_that_are_counted(
    start: datetime, limit: Limit, extra: list[ExtraWorkday]
) -> None:
    calendar = CALENDAR.with_extra(extra)
    due = deadline(start=start, limit=limit, calendar=calendar)
    first = calendar.next_instant(start).date()
    worked = calendar.working_between(first, due.due_at.astimezone(CITY_ZONE).date())
    assert counted(due.explanation) == [day.day for day in worked]
    if limit.measure is DAYS:
        assert len(worked) == limit.amount


@given(life=lives())
def test_yellow_lies_between_the_start_and_the_deadline(
    life: tuple[Given | Paused | Extended, ...],
) -> None:
    due = replayed(life, calendar=CALENDAR)
    first = life[0]
    assert isinstance(first, Given)
    assert due.yellow_at is not None
    assert due.yellow_at >= first.start
    left = CALENDAR.elapsed(due.yellow_at, due.due_at)
    assert left <= timedelta(minutes=CALENDAR.day_minutes)


def counted(explanation: str) -> list[int]:
    """The days of the month that an explanation lists."""
    listed = explanation.split("：")[1].split("；", maxsplit=1)[0]
    return [int(part.split("（")[0].split()[-2]) for part in listed.split("、")]


def test_a_deadline_keeps_what_it_was_made_of() -> None:
    start = datetime(2026, 2, 13, 9, tzinfo=CITY_ZONE)
    due = deadline(start=start, limit=Limit(amount=5, measure=DAYS), calendar=CALENDAR)
    assert isinstance(due, Deadline)
    assert due.parts == (Given(limit=Limit(amount=5, measure=DAYS), start=start),)
