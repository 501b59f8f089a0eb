"""The page of the figures (统计): a period, the city's numbers, units in bands, tickets behind."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import AreaLevel, Channel
from service.deps import PageAllowed
from service.operations import figuring
from service.operations.acting import Acting
from service.queries.figures.counting import Part
from service.queries.figures.definitions import DEFINITIONS, Figure
from service.web.figure_cells import FIRST, GROUPS, city_numbers, columns, standing
from service.web.figure_question import Given, given
from service.web.names import Names, Option, names
from service.web.places import with_query
from service.web.rendering import page
from service.web.rows import rows

router = APIRouter(prefix="/figures")

_Reader = Annotated[Acting, Depends(PageAllowed(*figuring.READERS))]

_Question = Annotated[Given, Depends(given)]


@router.get("")
def show(request: Request, act: _Reader, question: _Question, group: str = FIRST) -> Response:
    """Show the figures of a period."""
    found, known = figuring.figures(act, question.asked()), names(act.session)
    first, last = figuring.days_of(found.scope)
    chosen = _group(group, act)
    context = {
        "question": question,
        "first": first,
        "last": last,
        "periods": _periods(question, act.today),
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
        **_choices(act, known),
    }
    return page(request, "figures/page.html", context)


@router.get(".csv")
def export(act: _Reader, question: _Question) -> Response:
    """Give the same figures as a CSV file."""
    asked = question.asked()
    first, last = figuring.days_of(figuring.question(act, asked))
    headers = {
        "Content-Disposition": f'attachment; filename="figures-{first}-{last}.csv"',
        "Cache-Control": "no-store",
    }
    text = figuring.table(act, asked)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


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
    asked = question.asked()
    found = figuring.opened(act, asked, figure=figure, part=part, cursor=cursor)
    first, last = figuring.days_of(figuring.question(act, asked))
    known = names(act.session)
    here = question.address(f"/figures/{figure.value}", part=part.value)
    lines = rows(act, [row.ticket for row in found.rows], known=known)
    context = {
        "figure": figure,
        "formula": DEFINITIONS[figure].formula,
        "part": part,
        "first": first,
        "last": last,
        "unit": known.unit(asked.unit),
        "facts": [
            (line, row.at, row.ticket.id in found.readable)
            for line, row in zip(lines, found.rows, strict=True)
        ],
        "back": question.address("/figures"),
        "newest": here if cursor else "",
        "next": with_query(here, cursor=found.next_cursor) if found.next_cursor else "",
    }
    return page(request, "figures/tickets.html", context)


def _choices(act: Acting, known: Names) -> dict[str, object]:
    return {
        "units": known.unit_options(on=act.today) if act.actor.sees_all else [],
        "areas": [
            Option(value=code, label=known.area(code), search=row.aliases)
            for code, row in sorted(known.areas.items())
            if row.level is not AreaLevel.PLACE
        ],
        "categories": [
            Option(value=code, label=known.category(code), search=code)
            for code in sorted(known.categories)
            if len(code) <= 4
        ],
        "channels": [Option(value="", label="全部渠道"), *Channel],
    }


def _periods(question: Given, today: date) -> list[tuple[str, str]]:
    """The periods most often asked for, as addresses."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    known = (
        ("本月", month, today),
        ("上月", before.replace(day=1), before),
        ("近 7 天", today - timedelta(days=6), today),
        ("今年", today.replace(month=1, day=1), today),
    )
    return [
        (label, question.address("/figures", since=str(first), until=str(last)))
        for label, first, last in known
    ]


def _groups_for(act: Acting) -> list[str]:
    shown = figuring.shown_to(act.actor)
    return [name for name, (_, figures) in GROUPS.items() if set(figures) <= set(shown)]


def _group(given_group: str, act: Acting) -> str:
    return given_group if given_group in _groups_for(act) else FIRST
