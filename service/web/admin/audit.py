"""The auditor's page (审计): events, identity looks and exports searched, tickets verified."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Action, Role
from models.errors import HotlineError, Invalid
from models.export import ExportKind
from models.register import RegisterChange
from service.deps import PageAllowed, ServicesDep, note_export
from service.installation import Services
from service.operations import auditing
from service.operations.acting import Acting
from service.operations.auditing import Search
from service.operations.exporting import Export
from service.problems import status_of
from service.queries import registers
from service.queries.anchors import newest
from service.queries.audit import Checked
from service.typed import day_in, whole_number
from service.web.admin.audit_files import MOST, events_file, looks_file
from service.web.admin.audit_question import Asked, Question, conditions, ways
from service.web.names import Option, names
from service.web.places import with_query
from service.web.rendering import page

router = APIRouter(prefix="/audit")

_Auditor = Annotated[Acting, Depends(PageAllowed(*auditing.READERS))]
_Changes = Annotated[Acting, Depends(PageAllowed(*auditing.CHANGES_READERS))]


@router.get("")
def show_events(request: Request, act: _Auditor, asked: Question) -> Response:
    """Show the events searched for, those of people unless others are asked for."""
    here = with_query("/audit", **asked.typed)
    try:
        search = asked.question()
        found = auditing.events(act, search, before=asked.before)
        found_ways = ways(act, asked, search)
    except Invalid as refused:
        return _page(request, act, asked, here, refused=refused)
    return _page(request, act, asked, here, events=found.rows, before=found.before, ways=found_ways)


@router.get("/looks")
def show_looks(request: Request, act: _Auditor, asked: Question) -> Response:
    """Show who looked at whose identity, and why."""
    here = with_query("/audit/looks", **asked.typed)
    try:
        found = auditing.looks(act, asked.search(), before=asked.before)
    except Invalid as refused:
        return _page(request, act, asked, here, refused=refused)
    return _page(request, act, asked, here, looks=found.rows, before=found.before)


@router.get("/csv")
def events_csv(request: Request, act: _Auditor, parts: ServicesDep, asked: Question) -> Response:
    """Give the events searched for as a CSV file, the newest ten thousand at most."""
    try:
        search = asked.question()
        found = auditing.events(act, search, size=MOST)
    except Invalid as refused:
        return _page(request, act, asked, "/audit", refused=refused)
    _note(parts, act, asked, search, kind=ExportKind.EVENTS, rows=len(found.rows))
    return _file(events_file(found.rows, unit=names(act.session).unit), name="events.csv")


@router.get("/looks/csv")
def looks_csv(request: Request, act: _Auditor, parts: ServicesDep, asked: Question) -> Response:
    """Give the looks at identities searched for as a CSV file."""
    try:
        search = asked.search()
        found = auditing.looks(act, search, size=MOST)
    except Invalid as refused:
        return _page(request, act, asked, "/audit/looks", refused=refused)
    _note(parts, act, asked, search, kind=ExportKind.LOOKS, rows=len(found.rows))
    return _file(looks_file(found.rows), name="looks.csv")


@router.get("/exports")
def show_exports(request: Request, act: _Auditor, asked: Question) -> Response:
    """Show who took which files away."""
    here = with_query("/audit/exports", **asked.typed)
    try:
        found = auditing.exports(act, asked.search(), before=asked.before)
    except Invalid as refused:
        return _page(request, act, asked, here, refused=refused)
    return _page(request, act, asked, here, exports=found.rows, before=found.before)


@router.get("/changes")
def show_changes(request: Request, act: _Changes, asked: Question) -> Response:
    """Show what administrators changed in the registers, from people to calendar."""
    here = with_query("/audit/changes", **asked.typed)
    rows: Sequence[RegisterChange] = ()
    going_on: int | None = None
    refused: HotlineError | None = None
    try:
        rows, going_on = auditing.changes(act, asked.search(), before=asked.before)
    except Invalid as error:
        refused = error
    context = {
        "typed": asked.typed,
        "rows": rows,
        "people": _people(act),
        "is_auditor": act.actor.role is Role.AUDITOR,
        "first": here if asked.before else "",
        "next": with_query(here, before=str(going_on)) if going_on else "",
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "audit/changes.html", context, status=status)


@router.get("/verify")
def verify(
    *,
    request: Request,
    act: _Auditor,
    parts: ServicesDep,
    ticket: str = "",
    since: str = "",
    after: str = "",
) -> Response:
    """Verify one ticket, or those with events since a day, a batch a page."""
    start = whole_number(after) or 0
    found: Checked | None = None
    going_on: int | None = None
    refused: HotlineError | None = None
    try:
        if ticket.strip():
            found = auditing.verify_ticket(act, ticket.strip())
        else:
            day = day_in(since, field="since") or act.today
            found, going_on = auditing.verify_since(
                act, since=day, after=start, cipher=parts.cipher
            )
    except HotlineError as error:
        refused = error
    here = with_query("/audit/verify", since=since)
    context = {
        "ticket": ticket.strip(),
        "since": since or act.today.isoformat(),
        "found": found,
        "refused": refused,
        "anchor": newest(act.session),
        "next": with_query(here, after=str(going_on)) if going_on else "",
    }
    status = status_of(refused) if refused else 200
    return page(request, "audit/verify.html", context, status=status)


def _page(
    request: Request,
    act: Acting,
    asked: Asked,
    here: str,
    *,
    refused: Invalid | None = None,
    before: int | None = None,
    **rows: object,
) -> Response:
    path = request.url.path.removesuffix("/csv")
    context = {
        "typed": asked.typed,
        "path": path,
        "actions": [
            Option(value="", label="全部动作"),
            *(Option(value=one.value, label=one.label) for one in Action),
        ],
        "events": rows.get("events", ()),
        "ways": rows.get("ways", ()),
        "looks": rows.get("looks", ()),
        "exports": rows.get("exports", ()),
        "known": names(act.session),
        "to": {
            name: with_query(place, **asked.typed)
            for name, place in (
                ("events", "/audit"),
                ("looks", "/audit/looks"),
                ("exports", "/audit/exports"),
            )
        },
        "first": here if asked.before else "",
        "next": with_query(here, before=str(before)) if before else "",
        "people": _people(act),
        "file": with_query(f"{path}/csv", **asked.typed),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "audit/page.html", context, status=status)


def _note(
    parts: Services, act: Acting, asked: Asked, search: Search, *, kind: ExportKind, rows: int
) -> None:
    place = "/audit/looks" if kind is ExportKind.LOOKS else "/audit"
    first, last = auditing.period(act, search)
    # The days are named: what was taken is opened again, whenever that is.
    asking = asked.typed | {"since": f"{first}", "until": f"{last}"}
    export = Export(
        kind=kind,
        form="csv",
        rows=rows,
        address=with_query(place, **asking),
        conditions=conditions(act, search),
    )
    note_export(parts, act, export)


def _people(act: Acting) -> Sequence[str]:
    """The names that a search for a person may be for."""
    return sorted({row.display_name for row in registers.people(act.session)})


def _file(text: str, *, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
