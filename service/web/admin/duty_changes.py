"""The forms by which the duty list (权责清单) changes: one duty, or a file of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as Folder
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.datastructures import UploadFile

from models.duty import Duty
from models.enums import Role
from models.errors import HotlineError, Invalid
from service.deps import PageAllowed, ServicesDep
from service.operations import duties as verbs
from service.operations import duty_files as column
from service.operations import kept_files
from service.operations.acting import Acting
from service.operations.duties import Proposal
from service.operations.duty_checks import Fault
from service.operations.duty_effects import Impact, Trial, impact, trial
from service.operations.duty_files import Line, corrected, read, rewritten
from service.problems import status_of
from service.queries import duties
from service.web.category_names import category_code, category_paths
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import LOCAL, Names, Option, names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/duties")

_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_Code = Annotated[str, Path(max_length=32)]
_LARGEST_FILE = 1_900_000
#: Assisting units that the form has room for at least.
_HELPERS = 3
#: Fields of the form of one duty, and the columns that they fill.
_COLUMNS = {
    "name": column.NAME,
    "category": column.CATEGORY,
    "lead": column.LEAD,
    "basis": column.BASIS,
    "area": column.AREA,
    "level": column.LEVEL,
    "valid_from": column.VALID_FROM,
    "valid_to": column.VALID_TO,
}


@dataclass(kw_only=True)
class _Sent:
    """A file as far as it could be read, and the folder where it waits for the next try."""

    folder: Folder
    raw: bytes = b""
    lines: Sequence[Line] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every line could be read, so that cells can be mended on the page."""
        return bool(self.lines) and not any(line.damage for line in self.lines)

    def keep(self, act: Acting) -> str:
        """Keep the file, with what was mended in it, and return its key; nothing if unreadable."""
        if not self.lines:
            return ""
        content = rewritten(self.lines).encode() if self.is_whole else self.raw
        return kept_files.keep(self.folder, content=content, owner=act.actor.key, at=act.at)


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What a change of the list would do, as the page tells it."""

    proposal: Proposal
    impact: Impact
    trial: Trial


async def content_of(request: Request) -> bytes:
    """Return the uploaded file `file`, one byte more than is allowed at most; nothing for none."""
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return b""
    return await sent.read(_LARGEST_FILE + 1)


@router.get("/import")
def show_import(request: Request, act: _Administrator) -> Response:
    """Show where a file is chosen."""
    return _import_page(request, act)


@router.post("/import")
def bring_in(
    request: Request,
    act: _Administrator,
    parts: ServicesDep,
    form: FormDep,
    content: Annotated[bytes, Depends(content_of)],
) -> Response:
    """Make a file the next edition, or only tell what it would do; wrong cells can be mended."""
    sent = _Sent(folder=parts.settings.uploads)
    proposal: Proposal | None = None
    try:
        sent.raw = _content(act, form, content, folder=sent.folder)
        sent.lines = lines = corrected(read(sent.raw), _mended(form))
        complete = form.text("complete") == "true"
        proposal = verbs.propose(act, lines=lines, complete=complete)
        if form.text("intent") == "preview":
            seen = _effects(act, proposal)
            return _import_page(request, act, form=form, sent=sent, effects=seen)
        made = verbs.bring_in(
            act,
            proposal=proposal,
            note=form.text("note").strip()[:200],
            skip_bad=form.text("skip_bad") == "true",
            expected=form.number("expected"),
        )
    except HotlineError as refused:
        act.session.rollback()
        faults = proposal.faults if proposal else ()
        return _import_page(request, act, form=form, sent=sent, faults=faults, refused=refused)
    return seen_other("/admin/duties", done=str(made.number))


@router.get("/new")
def blank(request: Request, act: _Administrator) -> Response:
    """Show the form of a new duty."""
    return _duty_page(request, act)


@router.post("/new")
def create(request: Request, act: _Administrator, form: FormDep) -> Response:
    """Add a duty, or only tell what that would do."""
    return _saved(request, act, form, None)


@router.get("/{code}/edit")
def show_edit(request: Request, act: _Administrator, code: _Code) -> Response:
    """Show the form of one duty as it stands."""
    return _duty_page(request, act, present=duties.history(act.session, code)[0])


@router.post("/{code}/edit")
def edit(request: Request, act: _Administrator, code: _Code, form: FormDep) -> Response:
    """Give a duty a new version or an end, or only tell what that would do."""
    return _saved(request, act, form, duties.history(act.session, code)[0])


def _saved(request: Request, act: Acting, form: Form, present: Duty | None) -> Response:
    try:
        line = _line(form, names(act.session), present)
        proposal = verbs.propose(act, lines=[line])
        if proposal.faults:
            raise _wrong(proposal.faults)
        if present is None and not any(one.before is None for one in proposal.revisions):
            told = f"代码“{line.cell(column.CODE)}”已有，请到那一条修改，或另取代码。"
            raise Invalid(told, code="known_duty", fields={"code": told})
        if form.text("intent") == "preview":
            return _duty_page(
                request, act, form=form, present=present, effects=_effects(act, proposal)
            )
        note = form.text("note").strip()[:200]
        made = verbs.bring_in(
            act, proposal=proposal, note=note or "修改一条", expected=form.number("expected")
        )
    except HotlineError as refused:
        act.session.rollback()
        return _duty_page(request, act, form=form, present=present, refused=refused)
    return seen_other(f"/admin/duties/{line.cell(column.CODE)}", done=str(made.number))


def _effects(act: Acting, proposal: Proposal) -> Effects:
    return Effects(
        proposal=proposal,
        impact=impact(act, revisions=proposal.revisions),
        trial=trial(act, revisions=proposal.revisions),
    )


def _content(act: Acting, form: Form, content: bytes, *, folder: Folder) -> bytes:
    """The file that was chosen, else the one that was kept when it was last shown."""
    if len(content) > _LARGEST_FILE:
        raise Invalid("文件过大，请分开导入。", fields={"file": "文件过大。"})
    if content:
        return content
    if not form.text("kept"):
        raise Invalid("请选择 CSV 或 XLSX 文件。", fields={"file": "请选择文件。"})
    return kept_files.kept(folder, key=form.text("kept"), owner=act.actor.key, at=act.at)


def _mended(form: Form) -> dict[tuple[int, str], str]:
    """Cells typed on the page, by line and heading: fields like `cell-12-主办`."""
    found: dict[tuple[int, str], str] = {}
    for field in form.values:
        mark, _, rest = field.partition("-")
        number, _, heading = rest.partition("-")
        if mark == "cell" and number.isdecimal() and heading in column.HEADER:
            found[int(number), heading] = form.text(field)
    return found


def _line(form: Form, known: Names, present: Duty | None) -> Line:
    cells = {heading: form.text(field).strip() for field, heading in _COLUMNS.items()}
    cells[column.CATEGORY] = category_code(known, form.text("category"), field="category")
    cells[column.CODE] = present.family if present else form.text("code").strip()
    helping = [form.text(field) for field in form.values if field.startswith("assisting-")]
    cells[column.ASSISTING] = ";".join(one for one in helping if one)
    return Line(number=1, cells=cells)


def _wrong(faults: Sequence[Fault]) -> Invalid:
    fields = {heading: field for field, heading in _COLUMNS.items()}
    fields |= {column.CODE: "code", column.ASSISTING: "assisting"}
    told = {fields.get(one.column, one.column): one.advice for one in faults}
    sentence = "；".join(f"{one.column}：{one.advice}" for one in faults)
    return Invalid(sentence, code="bad_duty", fields=told)


def _import_page(
    request: Request,
    act: Acting,
    *,
    form: Form = EMPTY,
    sent: _Sent | None = None,
    faults: Sequence[Fault] = (),
    effects: Effects | None = None,
    refused: HotlineError | None = None,
) -> Response:
    lines = sent.lines if sent else ()
    context = {
        "edition": duties.edition(act.session),
        "headings": column.HEADER,
        "lines": len(lines),
        "by_line": {line.number: line for line in lines},
        "faults": effects.proposal.faults if effects else faults,
        "kept": sent.keep(act) if sent else "",
        "may_mend": bool(sent and sent.is_whole),
        "names": names(act.session),
        "typed": form.typed(),
        "effects": effects,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "duties/import.html", context, status=status)


def _duty_page(
    request: Request,
    act: Acting,
    *,
    form: Form = EMPTY,
    present: Duty | None = None,
    effects: Effects | None = None,
    refused: HotlineError | None = None,
) -> Response:
    known = names(act.session)
    typed = form.typed() or _stored(present, known)
    helpers = sum(field.startswith("assisting-") and bool(code) for field, code in typed.items())
    local = [Option(value=code, label=label) for code, label in LOCAL.items()]
    units = known.unit_options(on=act.today)
    context = {
        "present": present,
        "typed": typed,
        "edition": duties.edition(act.session),
        "units": units,
        "leads": [*local, *units],
        "areas": known.area_options(),
        "categories": category_paths(known),
        "helpers": range(max(_HELPERS, helpers + 1)),
        "names": known,
        "today": act.today,
        "effects": effects,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "duties/form.html", context, status=status)


def _stored(present: Duty | None, known: Names) -> dict[str, str]:
    if present is None:
        return {}
    helping = [part for part in present.assisting.split(";") if part]
    return {
        "name": present.name,
        "category": known.category(present.category_code),
        "lead": present.lead,
        "basis": present.basis,
        "area": present.area_code or "",
        "level": present.level,
        "valid_to": present.valid_to.isoformat() if present.valid_to else "",
        **{f"assisting-{place}": code for place, code in enumerate(helping)},
    }
