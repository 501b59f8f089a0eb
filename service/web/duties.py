"""The pages of the duty list (权责清单): its rows, versions and editions, files in and out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.datastructures import UploadFile

from models.enums import Role
from models.errors import HotlineError, Invalid
from service.deps import PageAllowed
from service.operations import duties as verbs
from service.operations.acting import Acting
from service.operations.duties import Proposal
from service.operations.duty_effects import Impact, Trial, impact, trial
from service.operations.duty_files import read, worksheet, written
from service.problems import status_of
from service.queries import duties
from service.queries.duties import LABELS, Content, Difference
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import Names, names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/duties")

READERS = (Role.ADMINISTRATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR)
_Reader = Annotated[Acting, Depends(PageAllowed(*READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_Code = Annotated[str, Path(max_length=32)]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LARGEST_FILE = 1_900_000


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What a file would do, as the page tells it."""

    proposal: Proposal
    impact: Impact
    trial: Trial


@router.get("")
def listing(
    request: Request, act: _Reader, word: str = "", unit: str = "", done: str = ""
) -> Response:
    """Show what is in force and what is to come."""
    return _page(request, act, word=word.strip(), unit=unit, done=done)


@router.get("/csv")
def as_csv(act: _Reader) -> Response:
    """Give the list as a CSV file that can be changed and brought in again."""
    rows = duties.standing(act.session, on=act.today)
    return _file(written(rows).encode(), name="duties.csv", kind="text/csv; charset=utf-8")


@router.get("/xlsx")
def as_xlsx(act: _Reader) -> Response:
    """Give the list as a spreadsheet."""
    rows = duties.standing(act.session, on=act.today)
    return _file(worksheet(rows), name="duties.xlsx", kind=_XLSX)


@router.get("/editions")
def editions(request: Request, act: _Reader, before: str = "", after: str = "") -> Response:
    """Show the editions, and how two of them differ."""
    last = duties.edition(act.session)
    first = _number(before, default=max(last - 1, 0))
    second = _number(after, default=last)
    known = names(act.session)
    refused: HotlineError | None = None
    found: list[dict[str, object]] = []
    try:
        differences = duties.differences(act.session, before=first, after=second)
        found = [_told(one, known) for one in differences]
    except HotlineError as error:
        refused = error
    context = {
        "rows": duties.editions(act.session),
        "last": last,
        "before": first,
        "after": second,
        "differences": found,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "duties/editions.html", context, status=status)


@router.get("/{code}")
def versions(request: Request, act: _Reader, code: _Code) -> Response:
    """Show all versions of one duty."""
    rows = duties.history(act.session, code)
    context = {"rows": rows, "names": names(act.session), "today": act.today}
    return page(request, "duties/versions.html", context)


async def content_of(request: Request) -> bytes:
    """Return the uploaded file `file`.

    Raises:
        Invalid: there is none, or it is too large.
    """
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Invalid("请选择 CSV 或 XLSX 文件。", fields={"file": "请选择文件。"})
    content = await sent.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise Invalid("文件过大，请分开导入。", fields={"file": "文件过大。"})
    return content


@router.post("/import")
def bring_in(
    request: Request,
    act: _Administrator,
    form: FormDep,
    content: Annotated[bytes, Depends(content_of)],
) -> Response:
    """Make a file the next edition, or only tell what it would do."""
    try:
        complete = form.text("complete") == "true"
        proposal = verbs.propose(act, lines=read(content), complete=complete)
        if form.text("intent") == "preview":
            seen = Effects(
                proposal=proposal,
                impact=impact(act, revisions=proposal.revisions),
                trial=trial(act, revisions=proposal.revisions),
            )
            return _page(request, act, form=form, effects=seen)
        made = verbs.bring_in(
            act,
            proposal=proposal,
            note=form.text("note").strip()[:200],
            skip_bad=form.text("skip_bad") == "true",
            expected=form.number("expected"),
        )
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, form=form, refused=refused)
    return seen_other("/admin/duties", done=str(made.number))


def _page(
    request: Request,
    act: Acting,
    *,
    word: str = "",
    unit: str = "",
    done: str = "",
    form: Form = EMPTY,
    effects: Effects | None = None,
    refused: HotlineError | None = None,
) -> Response:
    known = names(act.session)
    listed = duties.listed(act.session, on=act.today)
    context = {
        "rows": duties.matching(listed, word=word, unit=unit),
        "word": word,
        "unit": unit,
        "units": known.unit_options(on=act.today),
        "names": known,
        "today": act.today,
        "edition": duties.edition(act.session),
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "typed": form.typed(),
        "done": done if done.isdecimal() and len(done) < 9 else "",
        "effects": effects,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "duties/list.html", context, status=status)


def _file(content: bytes, *, name: str, kind: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kind, headers=headers)


def _number(text: str, *, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default


def _told(one: Difference, known: Names) -> dict[str, object]:
    what = "变更" if one.before and one.after else "新增" if one.after else "终止"
    present = one.after or one.before
    assert present is not None
    return {
        "code": one.family,
        "what": what,
        "name": present.name,
        "lead": known.unit(present.lead),
        "changes": [
            (LABELS[name], _said(one.before, name, known), _said(one.after, name, known))
            for name in one.fields
        ],
    }


def _said(content: Content | None, name: str, known: Names) -> str:
    if content is None:
        return ""
    said = getattr(content, name)
    if name == "lead":
        return known.unit(said)
    if name == "area":
        return known.area(said)
    if name == "category":
        return known.category(said)
    return "、".join(map(known.unit, said)) if isinstance(said, tuple) else str(said)
