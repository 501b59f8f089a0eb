"""All tickets a person may see: searched, filtered by the address, page after page, taken away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role
from models.errors import HotlineError, NotFound
from models.export import ExportKind
from service.deps import EVERYONE, PageAllowed, ServicesDep, note_export
from service.installation import Services
from service.operations import listing_files
from service.operations.acting import Acting
from service.operations.exporting import Export
from service.operations.listing_files import EXPORTERS, ListFile
from service.operations.visibility import scope
from service.queries import tickets
from service.queries.callers import PHONE, number_digits
from service.queries.views import default_of
from service.typed import whole_number
from service.web.names import names
from service.web.places import seen_other
from service.web.search.conditions import conditions
from service.web.search.filters import Asked, asked_of
from service.web.search.found import CALLERS, Refused, found_page
from triage.text import mask

router = APIRouter()

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE))]
_Exporter = Annotated[Acting, Depends(PageAllowed(*EXPORTERS))]
_AskedDep = Annotated[Asked, Depends(asked_of)]


@router.get("/search")
def find(act: _Anyone, parts: ServicesDep, asked: _AskedDep) -> Response:
    """Go where the words lead: a ticket by its number, a caller by phone, else what holds them."""
    number = asked.q.upper()
    if _is_seen(act, number):
        return seen_other(f"/tickets/{number}")
    if PHONE.fullmatch(asked.q) and act.actor.role in CALLERS:
        # The number itself stands in no address that is kept or handed on.
        return seen_other("/tickets", caller=parts.cipher.index(number_digits(asked.q)))
    return seen_other(f"/tickets?{asked.query or 'all=1'}")


@router.get("/tickets")
def listing(
    request: Request, act: _Anyone, asked: _AskedDep, cursor: str = "", total: str = ""
) -> Response:
    """Show one page of tickets, newest first; with nothing asked, a person's default view."""
    if act.actor.role is Role.EVALUATOR:
        return seen_other("/samples")  # an evaluator reads samples; an empty list would tell less
    if not request.query_params:
        opening = default_of(act.session, owner_key=act.actor.key)
        if opening is not None:
            return seen_other(f"/tickets?{opening.query}")
    return found_page(request, act, asked, cursor=cursor, counted=whole_number(total) or 0)


@router.get("/tickets.csv")
def as_csv(request: Request, act: _Exporter, parts: ServicesDep, asked: _AskedDep) -> Response:
    """Give what is found as a CSV file."""
    return _taken(request, act, parts, asked, _Writing(write=listing_files.as_csv, form="csv"))


@router.get("/tickets.xlsx")
def as_xlsx(request: Request, act: _Exporter, parts: ServicesDep, asked: _AskedDep) -> Response:
    """Give what is found as an XLSX file."""
    return _taken(request, act, parts, asked, _Writing(write=listing_files.as_xlsx, form="xlsx"))


_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, kw_only=True)
class _Writing:
    """How the list is written, and as which form of file."""

    write: Callable[..., ListFile]
    form: str


def _taken(
    request: Request, act: Acting, parts: Services, asked: Asked, writing: _Writing
) -> Response:
    try:
        made = writing.write(act, wanted=asked.wanted(act), words=asked.words)
    except HotlineError as refused:
        return found_page(request, act, asked, refused=Refused(error=refused))
    kept = replace(asked, q=mask(asked.q))
    export = Export(
        kind=ExportKind.TICKETS,
        form=writing.form,
        rows=made.rows,
        address=f"/tickets?{kept.query or 'all=1'}",
        conditions=conditions(kept, names(act.session), own=act.actor.department),
    )
    note_export(parts, act, export)
    headers = {
        "Content-Disposition": f'attachment; filename="tickets.{writing.form}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(made.content, media_type=_KINDS[writing.form], headers=headers)


def _is_seen(act: Acting, number: str) -> bool:
    if not (number.isascii() and number.replace("-", "").isalnum()):
        return False
    try:
        tickets.find(act.session, number=number, unit=scope(act.actor))
    except NotFound:
        return False
    return True
