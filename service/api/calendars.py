"""The working calendar: read by everybody, kept by administrators."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from models.arithmetic import Limit
from models.clock import CITY_ZONE
from models.enums import Measure, Role
from service.api.conditional import VERSIONED
from service.api.edges import MOVING, WRITING, Move, asked_by, json_of, only, problems
from service.api.idempotency import NO_BODY, REPEATABLE, once, response_of
from service.api.representations import TicketOut
from service.api.representations.clock import (
    CalendarChangeOut,
    CalendarOut,
    DayOut,
    DeadlineOut,
    EffectOut,
    RecalculatedOut,
    ShiftOut,
    WorkdayList,
    WorkdayOut,
)
from service.deps import EVERYONE
from service.inputs import Moment
from service.inputs_clock import DayInput, FileInput, WorkdaysInput, YearInput
from service.operations import calendar_files, calendars
from service.operations.acting import Acting
from service.operations.calendars import FIRST_YEAR, LAST_YEAR, DayPlan
from service.operations.recalculating import Effect, effect_of, recalculate, recalculate_ticket
from service.operations.repeating import Answer
from service.queries import reference

router = APIRouter(tags=["clock"])

Administrator = Annotated[Acting, only(Role.ADMINISTRATOR)]
Reader = Annotated[Acting, only(*EVERYONE)]
Year = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR, description="公历年份")]
Code = Annotated[str, Path(max_length=32, description="单位代码")]
_CHANGING = WRITING | problems(412)


@router.get("/calendar/trial", response_model=DeadlineOut)
def trial(
    act: Reader,
    start: Moment | None = None,
    amount: Annotated[int, Query(ge=1, le=259_200)] = 5,
    measure: Measure = Measure.WORKING_DAYS,
    unit: Annotated[str | None, Query(max_length=32)] = None,
) -> Response:
    """试算：从 start（缺省为现在）起 amount 个计量单位何时到期，附算式；unit 计入其 5+X。"""
    begins = start or act.at
    if begins.tzinfo is None:
        begins = begins.replace(tzinfo=CITY_ZONE)  # people mean the city's time
    limit = Limit(amount=amount, measure=measure)
    due = calendars.trial(act, start=begins, limit=limit, unit=unit)
    shown = DeadlineOut(due_at=due.due_at, yellow_at=due.yellow_at, explanation=due.explanation)
    return response_of(json_of(shown))


@router.get("/calendar/{year}", response_model=CalendarOut)
def read(year: Year, act: Reader) -> Response:
    """一年的工作日历；days 为空表示尚未录入。"""
    return response_of(json_of(_shown(act, year)))


@router.put(
    "/calendar/{year}",
    response_model=CalendarChangeOut,
    dependencies=[REPEATABLE],
    responses=_CHANGING,
)
def write(request: Request, year: Year, act: Administrator, given: YearInput) -> Response:
    """录入一年：只列与“周一至周五上班”不同的日子。已给出的时限不变，effect 说明重算会影响多少。"""
    plans = calendars.whole_year(
        year, unusual=(day.plan() for day in given.days), provisional=given.provisional
    )
    return once(
        request, act, given=given, effect=lambda: _written(act, year, plans, given.expected)
    )


@router.post("/calendar/{year}/preview", response_model=EffectOut, responses=WRITING)
def preview(year: Year, act: Administrator, given: YearInput) -> Response:
    """预览：按此日历重算会改变多少在办工单的时限；不写入任何内容。"""
    plans = calendars.whole_year(
        year, unusual=(day.plan() for day in given.days), provisional=given.provisional
    )
    return response_of(json_of(effect_out(effect_of(act, days=plans))))


@router.post(
    "/calendar/{year}/announced",
    response_model=CalendarChangeOut,
    dependencies=[REPEATABLE],
    responses=_CHANGING,
)
def announced(request: Request, year: Year, act: Administrator) -> Response:
    """载入国务院公布的放假调休安排（程序内置的年份）。"""
    return once(
        request,
        act,
        given=NO_BODY,
        effect=lambda: _written(act, year, calendars.announced(year), None),
    )


@router.get(
    "/calendar/{year}/csv",
    responses={200: {"content": {"text/csv": {}}, "description": "CSV 文件"}},
)
def export(year: Year, act: Reader) -> Response:
    """导出一年的日历为 CSV：日期、上班、说明、暂定。"""
    text = calendar_files.written(calendars.year_view(act.session, year=year).days)
    headers = {"Content-Disposition": f'attachment; filename="calendar-{year}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/calendar/{year}/csv",
    response_model=CalendarChangeOut,
    dependencies=[REPEATABLE],
    responses=_CHANGING,
)
def bring_in(request: Request, year: Year, act: Administrator, given: FileInput) -> Response:
    """导入 CSV：未列出的日子按周一至周五上班；有错时逐行说明，一行也不写入。"""
    plans = calendars.whole_year(year, unusual=calendar_files.read(given.csv))
    return once(
        request, act, given=given, effect=lambda: _written(act, year, plans, given.expected)
    )


@router.put(
    "/calendar/days/{day}",
    response_model=CalendarChangeOut,
    dependencies=[REPEATABLE],
    responses=WRITING,
)
def write_day(request: Request, day: date, act: Administrator, given: DayInput) -> Response:
    """改一天；已给出的时限不变。"""
    calendars.check_year(day.year)
    plan = DayPlan(
        day=day, is_working=given.is_working, name=given.name, provisional=given.provisional
    )

    def effect() -> Answer:
        changed = calendars.put_days(act, days=[plan])
        return _changed(act, day.year, changed)

    return once(request, act, given=given, effect=effect)


@router.post(
    "/calendar/recalculate",
    response_model=RecalculatedOut,
    dependencies=[REPEATABLE],
    responses=WRITING,
)
def recalculated(request: Request, act: Administrator) -> Response:
    """按现行日历重算在办工单的时限，每件留一条记录；left 不为 0 时再次请求。"""

    def effect() -> Answer:
        done = recalculate(act)
        return json_of(RecalculatedOut(moved=done.moved, left=done.left))

    return once(request, act, given=NO_BODY, effect=effect)


@router.post(
    "/tickets/{number}/recalculate",
    response_model=TicketOut,
    tags=["moves"],
    dependencies=[REPEATABLE, VERSIONED],
    responses=MOVING,
)
def recalculated_ticket(
    move: Annotated[Move, asked_by(Role.ADMINISTRATOR)],
) -> Response:
    """按现行日历重算一张工单的时限；本来一致的 409。"""
    return move.carry(recalculate_ticket)


@router.get("/departments/{code}/workdays", response_model=WorkdayList)
def workdays(code: Code, act: Reader) -> Response:
    """单位的 5+X 上班日；5 为周六，6 为周日。"""
    reference.department(act.session, code, on=act.today)
    return response_of(json_of(_workdays(act, code)))


@router.put(
    "/departments/{code}/workdays",
    response_model=WorkdayList,
    dependencies=[REPEATABLE],
    responses=WRITING,
)
def write_workdays(
    request: Request, code: Code, act: Administrator, given: WorkdaysInput
) -> Response:
    """设定单位自某日（缺省为今天）起的 5+X 上班日；空列表表示取消。"""

    def effect() -> Answer:
        since = given.since or act.today
        calendars.set_extra(act, unit=code, weekdays=given.weekdays, since=since)
        return json_of(_workdays(act, code))

    return once(request, act, given=given, effect=effect)


def effect_out(effect: Effect) -> EffectOut:
    """Return what a changed calendar would do to open tickets."""
    return EffectOut(
        tickets=effect.tickets,
        examples=tuple(
            ShiftOut(number=one.number, due_at=one.due_at, would_be=one.would_be)
            for one in effect.examples
        ),
    )


def _written(act: Acting, year: int, plans: list[DayPlan], expected: int | None) -> Answer:
    changed = calendars.put_year(act, year=year, days=plans, expected=expected)
    return _changed(act, year, changed)


def _changed(act: Acting, year: int, changed: int) -> Answer:
    return json_of(
        CalendarChangeOut(
            changed=changed, effect=effect_out(effect_of(act)), calendar=_shown(act, year)
        )
    )


def _shown(act: Acting, year: int) -> CalendarOut:
    found = calendars.year_view(act.session, year=year)
    return CalendarOut(
        year=year,
        revision=found.revision,
        provisional=found.is_provisional,
        days=tuple(
            DayOut(
                day=row.day,
                is_working=row.is_working,
                name=row.name,
                provisional=row.provisional,
            )
            for row in found.days
        ),
    )


def _workdays(act: Acting, code: str) -> WorkdayList:
    rows = calendars.extra_rows(act.session, unit=code)
    return WorkdayList(
        department=code,
        workdays=tuple(
            WorkdayOut(weekday=row.weekday, valid_from=row.valid_from, valid_to=row.valid_to)
            for row in rows
            if row.valid_to is None or row.valid_to >= act.today
        ),
    )
