"""What a desk's page asks every 20 seconds: who is at the open ticket and at those in the list."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from models.enums import Role
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.operations.claiming import let_go, open_beside, stay, take_over
from service.operations.visibility import scope
from service.queries import tickets
from service.queries.suggested import by_numbers
from service.web.forms import FormDep
from service.web.places import own_path, seen_other
from service.web.rendering import page
from service.web.ticket.page import visible
from service.web.watching import NO_WATCH, RowWatch, claim_view, row_watches

router = APIRouter(prefix="/presence")

_WORKERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.OFFICER, Role.REVISIT_CLERK)
_Worker = Annotated[Acting, Depends(PageAllowed(*_WORKERS))]
#: A page of a list is shorter; a longer one is not ours.
_MOST_ROWS = 100


@router.get("")
def listing(
    request: Request,
    act: _Worker,
    rows: Annotated[list[str], Query()] = [],  # noqa: B006 -- FastAPI copies it
) -> Response:
    """Return the names beside the rows of a list in which nothing is open."""
    return page(request, "work/watches.html", {"watched": _rows(act, rows)})


@router.post("/{number}")
def beside(request: Request, act: _Worker, number: str, form: FormDep) -> Response:
    """Say that one has a ticket before one, and return who else has, here and in the list."""
    ticket = visible(act, number)
    if form.text("takes"):
        take_over(act, ticket)
    if form.text("opens"):
        open_beside(act, ticket)
    else:
        stay(act, ticket)
    here = own_path(form.text("here"), default="/")
    claim = claim_view(act, ticket, here=here, held=bool(form.text("held")))
    context = {"claim": claim, "watched": _rows(act, form.values.get("rows", ()))}
    return page(request, "work/claim_answer.html", context)


@router.post("/{number}/release")
def release(act: _Worker, number: str, form: FormDep) -> Response:
    """Put a ticket down at once and go back to the list."""
    let_go(act, visible(act, number))
    return seen_other(own_path(form.text("back"), default="/"))


def _rows(act: Acting, numbers: Sequence[str]) -> Mapping[str, RowWatch]:
    """What stands beside each of these rows now, nothing included: it has to be swapped too."""
    found = by_numbers(act.session, numbers=numbers[:_MOST_ROWS])
    unit, ids = scope(act.actor), [row.id or 0 for row in found.values()]
    own = tickets.readable(act.session, ids=ids, unit=unit)
    shown = [row for row in found.values() if row.id in own]
    watched = row_watches(act, shown)
    return {row.number: watched.get(row.number, NO_WATCH) for row in shown}
