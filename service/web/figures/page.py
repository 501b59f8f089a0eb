"""The page of the figures (统计): a period, the city's numbers, units in bands, tickets behind."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import Invalid
from models.export import ExportKind
from service.deps import PageAllowed, ServicesDep, note_export
from service.operations import figuring
from service.operations.acting import Acting
from service.operations.exporting import Export
from service.operations.figuring import Opened
from service.queries.figures.counting import Part
from service.queries.figures.counts import Count, definition_of
from service.queries.figures.definitions import Figure
from service.web.figures.cells import FIRST, GROUPS, city_numbers, columns, standing
from service.web.figures.question import Given, form_of, given, narrowed
from service.web.names import names
from service.web.places import with_query
from service.web.rendering import page
from service.web.rows import rows

router = APIRouter(prefix="/figures")

_Reader = Annotated[Acting, Depends(PageAllowed(*figuring.READERS))]

_Question = Annotated[Given, Depends(given)]


@router.get("")
def show(request: Request, act: _Reader, question: _Question, group: str = FIRST) -> Response:
    """Show the figures of a period; a question that cannot be answered stays as it was typed."""
    known = names(act.session)
    try:
        found = figuring.figures(act, question.asked())
    except Invalid as error:
        form = form_of(act, known, question, path="/figures", days=None)
        context = {**form, "problem": error, "group": group}
        return page(request, "figures/page.html", context, status=422)
    chosen = _group(group, act)
    days = figuring.days_of(found.scope)
    context = {
        **form_of(act, known, question, path="/figures", days=days),
        "problem": None,
        "city_numbers": city_numbers(found.city, found, question) if found.city else [],
        "columns": columns(chosen),
        "standings": [standing(line, found, question, known, chosen) for line in found.units],
        "groups": [
            (question.address("/figures", group=name), GROUPS[name][0], name == chosen)
            for name in _groups_for(act)
        ],
        "group": chosen,
        "least": found.least,
        "csv": question.address("/figures.csv"),
    }
    return page(request, "figures/page.html", context)


@router.get(".csv")
def export(act: _Reader, parts: ServicesDep, question: _Question) -> Response:
    """Give the same figures as a CSV file."""
    asked = question.asked()
    first, last = figuring.days_of(figuring.question(act, asked))
    headers = {
        "Content-Disposition": f'attachment; filename="figures-{first}-{last}.csv"',
        "Cache-Control": "no-store",
    }
    text = figuring.table(act, asked)
    taken = Export(
        kind=ExportKind.FIGURES,
        form="csv",
        rows=text.count("\r\n") - 1,
        address=question.address("/figures", since=f"{first}", until=f"{last}"),
        conditions=figuring.conditions(act, asked),
    )
    note_export(parts, act, taken)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/counts/{count}")
def counted(
    *, request: Request, act: _Reader, question: _Question, count: Count, cursor: str = ""
) -> Response:
    """Show the tickets of a plain count, newest first."""
    found = figuring.opened(act, question.asked(), figure=count, cursor=cursor)
    here = question.address(f"/figures/counts/{count.value}")
    return _listing(request, act, question, Opening(name=count, part=None, here=here), found)


@router.get("/{figure}")
def listing(
    *,
    request: Request,
    act: _Reader,
    question: _Question,
    figure: Figure,
    part: Part = Part.BASE,
    cursor: str = "",
) -> Response:
    """Show the tickets that a number counts, newest first."""
    found = figuring.opened(act, question.asked(), figure=figure, part=part, cursor=cursor)
    here = question.address(f"/figures/{figure.value}", part=part.value)
    return _listing(request, act, question, Opening(name=figure, part=part, here=here), found)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Which number was opened, and at which address."""

    name: Figure | Count
    part: Part | None
    here: str


def _listing(
    request: Request, act: Acting, question: Given, opened: Opening, found: Opened
) -> Response:
    scope = figuring.question(act, question.asked())
    first, last = figuring.days_of(scope)
    known = names(act.session)
    lines = rows(act, [row.ticket for row in found.rows], known=known)
    context = {
        "name": opened.name.label,
        "formula": definition_of(opened.name).formula,
        "part": opened.part,
        "parts": [
            (with_query(opened.here, part=one.value), one.label, one is opened.part)
            for one in (Part.BASE, Part.HITS, Part.REST)
        ]
        if opened.part
        else [],
        "first": first,
        "last": last,
        "total": found.total,
        "narrowed": narrowed(question, known, unit=scope.unit),
        "facts": [
            (line, row.at, row.ticket.id in found.readable)
            for line, row in zip(lines, found.rows, strict=True)
        ],
        "back": question.address("/figures"),
        "newest": opened.here if request.query_params.get("cursor") else "",
        "next": with_query(opened.here, cursor=found.next_cursor) if found.next_cursor else "",
    }
    return page(request, "figures/tickets.html", context)


def _groups_for(act: Acting) -> list[str]:
    shown = figuring.shown_to(act.actor)
    return [name for name, (_, figures) in GROUPS.items() if set(figures) <= set(shown)]


def _group(given_group: str, act: Acting) -> str:
    return given_group if given_group in _groups_for(act) else FIRST
