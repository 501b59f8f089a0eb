"""The pages of the duty list (权责清单): its rows, versions and editions, and files of it."""

from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from models.enums import Role
from models.errors import HotlineError, Invalid
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.operations.duty_files import worksheet, written
from service.problems import status_of
from service.queries import duties
from service.queries.duties import LABELS, Content, Difference
from service.typed import whole_number
from service.web.category_names import category_code, category_paths
from service.web.language import say
from service.web.names import Names, names
from service.web.places import with_query
from service.web.rendering import page

router = APIRouter(prefix="/admin/duties")

READERS = (Role.ADMINISTRATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR)
_Reader = Annotated[Acting, Depends(PageAllowed(*READERS))]
_Code = Annotated[str, Path(max_length=32)]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = 200


@router.get("")
def listing(
    *,
    request: Request,
    act: _Reader,
    word: str = "",
    unit: str = "",
    category: str = "",
    area: str = "",
    start: str = "",
    done: str = "",
) -> Response:
    """Show what is in force and what is to come, by word, unit, category and area."""
    known = names(act.session)
    asked = {"word": word.strip()[:100], "unit": unit, "category": category.strip(), "area": area}
    refused: Invalid | None = None
    prefix = ""
    try:
        prefix = category_code(known, category, field="category")
    except Invalid as unknown:
        refused = unknown
    listed = duties.listed(act.session, on=act.today)
    found = duties.matching(listed, word=asked["word"], unit=unit, category=prefix, area=area)
    first = whole_number(start) or 0
    here = with_query("/admin/duties", **asked)
    context = {
        "rows": [] if refused else found[first : first + _ROWS],
        "found": 0 if refused else len(found),
        "asked": asked,
        "is_filtered": any(asked.values()),
        "units": known.unit_options(on=act.today),
        "areas": known.area_options(),
        "categories": category_paths(known),
        "names": known,
        "today": act.today,
        "edition": duties.edition(act.session),
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "done": done if done.isdecimal() and len(done) < 9 else "",
        "first": here if first else "",
        "next": with_query(here, start=str(first + _ROWS)) if found[first + _ROWS :] else "",
        "refused": refused,
    }
    return page(request, "duties/list.html", context, status=status_of(refused) if refused else 200)


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
    first, second = whole_number(before), whole_number(after)
    first = max(last - 1, 0) if first is None else first
    second = last if second is None else second
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
        "counts": {
            what: sum(one["what"] == what for one in found) for what in ("新增", "变更", "终止")
        },
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "duties/editions.html", context, status=status)


@router.get("/{code}")
def versions(request: Request, act: _Reader, code: _Code, done: str = "") -> Response:
    """Show all versions of one duty."""
    rows = duties.history(act.session, code)
    known = names(act.session)
    # From one version to the one before it, what changed.
    changes = [
        _changes(duties.content_of(older), duties.content_of(newer), known)
        for newer, older in pairwise(rows)
    ]
    context = {
        "rows": rows,
        "changes": [*changes, []],
        "names": known,
        "today": act.today,
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "done": say("已保存，现为权责清单第 %(n)s 版。", n=done) if done.isdecimal() else "",
    }
    return page(request, "duties/versions.html", context)


def _file(content: bytes, *, name: str, kind: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kind, headers=headers)


def _told(one: Difference, known: Names) -> dict[str, object]:
    present = one.after or one.before
    assert present is not None
    return {
        "code": one.family,
        "what": "变更" if one.before and one.after else "新增" if one.after else "终止",
        "name": present.name,
        "lead": known.unit(present.lead),
        "category": known.category(present.category),
        "basis": present.basis,
        "changes": _changes(one.before, one.after, known) if one.before and one.after else [],
    }


def _changes(before: Content, after: Content, known: Names) -> list[tuple[str, str, str]]:
    """What differs, as people say it: label, old, new."""
    return [
        (LABELS[name], _said(before, name, known), _said(after, name, known))
        for name in before.unlike(after)
    ]


def _said(content: Content, name: str, known: Names) -> str:
    said = getattr(content, name)
    if name == "lead":
        return known.unit(said)
    if name == "area":
        return known.area(said)
    if name == "category":
        return known.category(said)
    return "、".join(map(known.unit, said)) if isinstance(said, tuple) else str(said)
