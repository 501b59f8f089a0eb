"""The auditor's page (审计): events and identity looks searched, tickets verified."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Action, Role
from models.errors import HotlineError, Invalid
from models.register import RegisterChange
from service.deps import PageAllowed, ServicesDep
from service.operations import auditing
from service.operations.acting import Acting
from service.operations.auditing import Search
from service.problems import status_of
from service.queries import registers
from service.queries.anchors import newest
from service.queries.audit import Checked
from service.web.admin.audit_files import MOST, events_file, looks_file
from service.web.names import Option, names
from service.web.places import with_query
from service.web.rendering import page

router = APIRouter(prefix="/audit")

_Auditor = Annotated[Acting, Depends(PageAllowed(*auditing.READERS))]
_Changes = Annotated[Acting, Depends(PageAllowed(*auditing.CHANGES_READERS))]


class _Asked:
    """The fields of the search form as they were typed; a dependency."""

    def __init__(
        self,
        *,
        person: str = "",
        action: str = "",
        ticket: str = "",
        since: str = "",
        until: str = "",
        before: str = "",
    ) -> None:
        self.typed = {
            "person": person.strip()[:80],
            "action": action,
            "ticket": ticket.strip()[:32],
            "since": since,
            "until": until,
        }
        is_number = before.isascii() and before.isdigit() and len(before) < 10
        self.before = int(before) if is_number else None

    def search(self) -> Search:
        """Return what is searched for.

        Raises:
            Invalid: a day is none.
        """
        action = self.typed["action"]
        return Search(
            person=self.typed["person"],
            action=Action(action) if action in set(Action) else None,
            ticket=self.typed["ticket"],
            first=_day(self.typed["since"], "since"),
            last=_day(self.typed["until"], "until"),
        )


_Question = Annotated[_Asked, Depends(_Asked)]


@router.get("")
def show_events(request: Request, act: _Auditor, asked: _Question) -> Response:
    """Show the events searched for."""
    here = with_query("/audit", **asked.typed)
    try:
        found = auditing.events(act, asked.search(), before=asked.before)
    except Invalid as refused:
        return _page(request, act, asked, here, refused=refused)
    return _page(request, act, asked, here, events=found.rows, before=found.before)


@router.get("/looks")
def show_looks(request: Request, act: _Auditor, asked: _Question) -> Response:
    """Show who looked at whose identity, and why."""
    here = with_query("/audit/looks", **asked.typed)
    try:
        found = auditing.looks(act, asked.search(), before=asked.before)
    except Invalid as refused:
        return _page(request, act, asked, here, refused=refused)
    return _page(request, act, asked, here, looks=found.rows, before=found.before)


@router.get("/csv")
def events_csv(request: Request, act: _Auditor, asked: _Question) -> Response:
    """Give the events searched for as a CSV file, the newest ten thousand at most."""
    try:
        found = auditing.events(act, asked.search(), size=MOST)
    except Invalid as refused:
        return _page(request, act, asked, "/audit", refused=refused)
    return _file(events_file(found.rows, unit=names(act.session).unit), name="events.csv")


@router.get("/looks/csv")
def looks_csv(request: Request, act: _Auditor, asked: _Question) -> Response:
    """Give the looks at identities searched for as a CSV file."""
    try:
        found = auditing.looks(act, asked.search(), size=MOST)
    except Invalid as refused:
        return _page(request, act, asked, "/audit/looks", refused=refused)
    return _file(looks_file(found.rows), name="looks.csv")


@router.get("/changes")
def show_changes(request: Request, act: _Changes, asked: _Question) -> Response:
    """Show what administrators changed about people, tokens and units."""
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
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    found: Checked | None = None
    going_on: int | None = None
    refused: HotlineError | None = None
    try:
        if ticket.strip():
            found = auditing.verify_ticket(act, ticket.strip())
        else:
            day = _day(since, "since") or act.today
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
    asked: _Asked,
    here: str,
    *,
    refused: Invalid | None = None,
    before: int | None = None,
    **rows: object,
) -> Response:
    context = {
        "typed": asked.typed,
        "path": request.url.path,
        "shows_looks": request.url.path.endswith("/looks"),
        "actions": [
            Option(value="", label="全部动作"),
            *(Option(value=one.value, label=one.label) for one in Action),
        ],
        "events": rows.get("events", ()),
        "looks": rows.get("looks", ()),
        "known": names(act.session),
        "to_events": with_query("/audit", **asked.typed),
        "to_looks": with_query("/audit/looks", **asked.typed),
        "first": here if asked.before else "",
        "next": with_query(here, before=str(before)) if before else "",
        "people": _people(act),
        "file": with_query(
            "/audit/looks/csv" if request.url.path.startswith("/audit/looks") else "/audit/csv",
            **asked.typed,
        ),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "audit/page.html", context, status=status)


def _people(act: Acting) -> Sequence[str]:
    """The names that a search for a person may be for."""
    return sorted({row.display_name for row in registers.people(act.session)})


def _file(text: str, *, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _day(given: str, field: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Invalid(
            f"“{given}”不是日期。", fields={field: "请写成 2026-10-01 的样子。"}
        ) from error
