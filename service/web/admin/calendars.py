"""The page of the working calendar (工作日历): a year, single days, 5+X days, and a test box."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.datastructures import UploadFile

from models.arithmetic import Limit
from models.clock import CITY_ZONE
from models.deadlines import Deadline
from models.enums import Kind, Measure, Role, Step, Urgency
from models.errors import HotlineError, Invalid
from models.policy import Case
from service.deps import PageAllowed, ServicesDep
from service.inputs_clock import CaseInput, DayInput, TrialInput, WorkdaysInput
from service.operations import calendar_files, calendars, kept_files
from service.operations.acting import Acting
from service.operations.calendars import FIRST_YEAR, LAST_YEAR, DayPlan
from service.operations.policy_trials import Answer, try_case
from service.operations.recalculating import Effect, effect_of, recalculate
from service.problems import status_of
from service.typed import whole_number
from service.web.admin.clock_forms import day_of, instant_of, weekdays_of
from service.web.admin.year import WEEKDAYS, Stretch, differing, months, picked, stretches
from service.web.forms import EMPTY, Form, FormDep
from service.web.language import say
from service.web.names import names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/calendar")

_READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
_Reader = Annotated[Acting, Depends(PageAllowed(*_READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_Year = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)]
_LARGEST_FILE = 200_000

#: What was done, as the address says it; the number behind it is how much.
_DONE = {
    "days": "已改动 %(n)s 天；已给出的时限不变。",
    "moved": "已重算 %(n)s 件工单的时限。",
    "workdays": "已保存单位的 5+X 上班日；已给出的时限不变。",
}


@dataclass(frozen=True, kw_only=True)
class _Foreseen:
    """What a change would do: to which days, and to which open tickets."""

    days: list[Stretch]
    effect: Effect


@router.get("")
def this_year(act: _Reader) -> Response:
    """Go to the present year."""
    return seen_other(f"/admin/calendar/{act.today.year}")


@router.get("/{year}")
def show(request: Request, year: _Year, act: _Reader, done: str = "") -> Response:
    """Show a year; the query may hold a day to change, or a case or limit to try out."""
    query = Form(values={name: (value,) for name, value in request.query_params.items()})
    tried, refused = _tried(act, query)
    return _page(request, act, year, form=query, done=done, tried=tried, refused=refused)


@router.get("/{year}/csv")
def export(year: _Year, act: _Reader) -> Response:
    """Give the year as a CSV file."""
    text = calendar_files.written(calendars.year_view(act.session, year=year).days)
    headers = {
        "Content-Disposition": f'attachment; filename="calendar-{year}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/{year}/day")
def change_day(request: Request, year: _Year, act: _Administrator, form: FormDep) -> Response:
    """Change one day, or only tell what that would mean for open tickets."""
    effects: list[_Foreseen] = []

    def run() -> str:
        day = day_of(form, "day")
        given = form.read(DayInput)
        plan = DayPlan(day=day, is_working=given.is_working, name=given.name.strip())
        if form.text("intent") == "preview":
            effects.append(_foresee(act, year, [plan]))
            return ""
        changed = calendars.put_days(act, days=[plan])
        return f"days-{changed}"

    return _changed(request, act, year, form, run, effects=effects)


@router.post("/{year}/announced")
def announced(request: Request, year: _Year, act: _Administrator, form: FormDep) -> Response:
    """Load the year as the State Council announced it."""

    def run() -> str:
        changed = calendars.put_year(act, year=year, days=calendars.announced(year))
        return f"days-{changed}"

    return _changed(request, act, year, form, run)


async def file_of(request: Request) -> str:
    """Return the text of the uploaded file `file`: UTF-8, or GB 18030 as spreadsheets save it.

    Where none was chosen there is no text.

    Raises:
        Invalid: it is too large, or it is neither.
    """
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return ""
    content = await sent.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise Invalid("文件过大，请按年导入。", fields={"file": "文件过大。"})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("文件不是 UTF-8 或 GB 18030 编码的文字。", fields={"file": "编码不对。"})


@router.post("/{year}/import")
def bring_in(
    *,
    request: Request,
    year: _Year,
    act: _Administrator,
    parts: ServicesDep,
    form: FormDep,
    text: Annotated[str, Depends(file_of)],
) -> Response:
    """Read a year from a CSV file, or only tell what that would mean for open tickets."""
    effects: list[_Foreseen] = []
    folder, owner = parts.settings.uploads, act.actor.key
    if text:
        key = kept_files.keep(folder, content=text.encode(), owner=owner, at=act.at)
        form = Form(values={**form.values, "kept": (key,)})

    def run() -> str:
        if not form.text("kept"):
            raise Invalid("请选择 CSV 文件。", fields={"file": "请选择文件。"})
        told = kept_files.kept(folder, key=form.text("kept"), owner=owner, at=act.at).decode()
        plans = calendars.whole_year(year, unusual=calendar_files.read(told))
        if form.text("intent") == "preview":
            effects.append(_foresee(act, year, plans))
            return ""
        changed = calendars.put_year(act, year=year, days=plans, expected=form.number("expected"))
        return f"days-{changed}"

    return _changed(request, act, year, form, run, effects=effects)


@router.post("/{year}/recalculate")
def recalculated(request: Request, year: _Year, act: _Administrator, form: FormDep) -> Response:
    """Move the deadlines of open tickets to the present calendar."""

    def run() -> str:
        return f"moved-{recalculate(act).moved}"

    return _changed(request, act, year, form, run)


@router.post("/{year}/workdays")
def workdays(request: Request, year: _Year, act: _Administrator, form: FormDep) -> Response:
    """Say on which weekend days a unit works (5+X)."""

    def run() -> str:
        since = day_of(form, "since") if form.text("since") else act.today
        given = WorkdaysInput(weekdays=weekdays_of(form), since=since)
        calendars.set_extra(act, unit=form.text("department"), weekdays=given.weekdays, since=since)
        return "workdays-1"

    return _changed(request, act, year, form, run)


def _changed(
    request: Request,
    act: Acting,
    year: int,
    form: Form,
    run: Callable[[], str],
    *,
    effects: list[_Foreseen] | None = None,
) -> Response:
    """Run a change and go back to the page, or show the page with what is wrong or foreseen."""
    try:
        done = run()
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, year, form=form, refused=refused)
    if effects:
        return _page(request, act, year, form=form, foreseen=effects[0])
    return seen_other(f"/admin/calendar/{year}", done=done)


def _foresee(act: Acting, year: int, plans: list[DayPlan]) -> _Foreseen:
    view = calendars.year_view(act.session, year=year)
    return _Foreseen(days=differing(view, plans), effect=effect_of(act, days=plans))


def _told(done: str) -> str:
    """The sentence for what the address says was done; nothing for what it cannot say."""
    what, _, count = done.partition("-")
    number = whole_number(count)
    return say(_DONE[what], n=number) if what in _DONE and number is not None else ""


def _tried(act: Acting, query: Form) -> tuple[Answer | Deadline | None, HotlineError | None]:
    if not query.text("amount") and not query.text("step"):
        return None, None
    try:
        if query.text("step"):
            return _case_tried(act, query), None
        given = query.read(TrialInput)
        start = instant_of(given.start) if given.start else act.at
        limit = Limit(amount=given.amount, measure=given.measure)
        return calendars.trial(act, start=start, limit=limit, unit=given.unit), None
    except HotlineError as refused:
        return None, refused


def _case_tried(act: Acting, query: Form) -> Answer:
    given = query.read(CaseInput)
    case = Case(kind=given.kind, urgency=given.urgency, category=given.category or "")
    start = instant_of(given.start) if given.start else act.at
    return try_case(act, step=given.step, case=case, start=start, unit=given.unit)


def _page(
    request: Request,
    act: Acting,
    year: int,
    *,
    form: Form = EMPTY,
    done: str = "",
    tried: Answer | Deadline | None = None,
    foreseen: _Foreseen | None = None,
    refused: HotlineError | None = None,
) -> Response:
    view = calendars.year_view(act.session, year=year)
    known = names(act.session)
    may_change = act.actor.role is Role.ADMINISTRATOR
    gap = calendars.missing_year(act.session, today=act.today)
    context = {
        "view": view,
        "weekdays": WEEKDAYS,
        "months": months(view, today=act.today),
        "unusual": stretches(view),
        "warning": say(gap.words, year=gap.year) if gap else "",
        "extra": [
            row
            for row in calendars.extra_rows(act.session)
            if row.valid_to is None or row.valid_to >= act.today
        ],
        "names": known,
        "units": known.unit_options(on=act.today),
        "measures": list(Measure),
        "steps": [step for step in Step if step is not Step.ARCHIVE],
        "kinds": list(Kind),
        "urgencies": list(Urgency),
        "categories": known.category_options(),
        "picked": picked(view, form.text("day")),
        "now": f"{act.at.astimezone(CITY_ZONE):%Y-%m-%dT%H:%M}",
        "may_change": may_change,
        "pending": effect_of(act) if may_change else None,
        "typed": form.typed(),
        "done": _told(done),
        "answer": tried if isinstance(tried, Answer) else None,
        "tried": tried.due if isinstance(tried, Answer) else tried,
        "foreseen": foreseen,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "admin/calendar.html", context, status=status)
