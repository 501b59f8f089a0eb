"""The dashboard (看板): key numbers at once, its further parts as they arrive."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role
from models.errors import Invalid
from service.deps import PageAllowed
from service.operations import figuring, overviews, themes, topics
from service.operations.acting import Acting
from service.queries.suggested import by_numbers
from service.queries.trends import Step
from service.web.dashboard import charts, parts
from service.web.dashboard.numbers import keys
from service.web.dashboard.themes import theme_lines
from service.web.figures.question import Given, form_of, given, narrowed
from service.web.language import say
from service.web.names import names
from service.web.rendering import page
from service.web.rows import rows

router = APIRouter(prefix="/dashboard")

_Reader = Annotated[Acting, Depends(PageAllowed(*figuring.READERS))]
_Desk = Annotated[
    Acting, Depends(PageAllowed(*(role for role in figuring.READERS if role is not Role.OFFICER)))
]
_Question = Annotated[Given, Depends(given)]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part that is fetched by itself: its place on the page, its heading and address."""

    name: str
    label: str
    path: str


@router.get("")
def show(request: Request, act: _Reader, question: _Question) -> Response:
    """Show the dashboard; a question that cannot be answered stays as it was typed."""
    known = names(act.session)
    try:
        found = overviews.overview(act, question.asked())
    except Invalid as error:
        form = form_of(act, known, question, path="/dashboard", days=None)
        return page(request, "dashboard/page.html", {**form, "problem": error}, status=422)
    days = (found.now.first, found.now.last)
    context = {
        **form_of(act, known, question, path="/dashboard", days=days),
        "problem": None,
        "narrowed": narrowed(question, known, unit=found.report.scope.unit),
        "keys": keys(found, question),
        "bands": parts.bands(found.report, question, known) if act.actor.sees_all else [],
        "least": found.report.least,
        "parts": {one.name: one for one in _parts(act, question)},
    }
    return page(request, "dashboard/page.html", context)


@router.get("/numbers")
def numbers(request: Request, act: _Reader, question: _Question) -> Response:
    """Give the key numbers beside those of the period before and of a year ago."""
    found = overviews.compared(act, question.asked())
    return page(request, "dashboard/numbers.html", {"keys": keys(found, question)})


@router.get("/trend")
def trend(request: Request, act: _Reader, question: _Question, step: str = "") -> Response:
    """Give volumes and rates over time."""
    chosen = Step(step) if step in set(Step) else None
    used, counts, rates = overviews.trends(act, question.asked(), step=chosen)
    context = {
        "volumes": charts.volume_chart(counts, question, used),
        "rates": charts.rate_chart(rates, question, used),
        "steps": [
            (question.address("/dashboard/trend", step=one.value), one.label, one is used)
            for one in Step
        ],
    }
    return page(request, "dashboard/trend.html", context)


@router.get("/warnings")
def warnings(request: Request, act: _Reader, question: _Question) -> Response:
    """Give the early warnings of the period."""
    known = names(act.session)
    found = overviews.warned(act, question.asked())
    context = parts.warned(found, question, known)
    return page(request, "dashboard/warnings.html", {"warned": context})


@router.get("/theme")
def theme(request: Request, act: _Reader, question: _Question) -> Response:
    """Give the theme of the month in which the period ends, whatever else is asked for."""
    _, last = figuring.days_of(figuring.question(act, question.asked()))
    found = themes.tracked(act, month=last)
    context = {
        "found": theme_lines([found], names(act.session))[0] if found else None,
        "month": f"{last:%Y-%m}",
        "may_name": act.actor.role in themes.KEEPERS,
    }
    return page(request, "dashboard/theme.html", context)


@router.post("/topics")
def ask_for_topics(request: Request, act: _Reader, question: _Question) -> Response:
    """Give the hot topics, and ask for them where they are missing or old."""
    asked, known = question.asked(), names(act.session)
    found = topics.wanted(act, asked)
    context = {
        "digest": found,
        "again": question.address("/dashboard/topics"),
        "topics": parts.topic_lines(found, question, known) if found else [],
        "spots": parts.spot_lines(
            topics.spots(act, asked), question, known, before=topics.before(act, asked)
        ),
        "is_narrowed": question.is_narrowed,
        "is_own": not act.actor.sees_all,
    }
    return page(request, "dashboard/topics.html", context)


@router.get("/topics/{place}")
def topic(request: Request, act: _Reader, question: _Question, place: int) -> Response:
    """Show the tickets of one hot topic."""
    found, known = topics.topic(act, question.asked(), place=place), names(act.session)
    held = by_numbers(act.session, numbers=found.numbers)
    tickets = sorted(held.values(), key=lambda one: one.received_at, reverse=True)
    first, last = figuring.days_of(figuring.question(act, question.asked()))
    lines = rows(act, tickets, known=known)
    context = {
        "name": "、".join(found.words) or known.category(found.matter),
        "formula": say("文字、事项和地点相近的工单由算法归为一组，仅供参考。"),
        "part": None,
        "parts": [],
        "first": first,
        "last": last,
        "total": len(tickets),
        "narrowed": [known.category(found.matter)] if found.matter and found.words else [],
        "facts": [(row, one.received_at, True) for row, one in zip(lines, tickets, strict=True)],
        "back": question.address("/dashboard"),
        "newest": "",
        "next": "",
    }
    return page(request, "figures/tickets.html", context)


@router.get("/heat")
def heat(request: Request, act: _Reader, question: _Question, by: str = "") -> Response:
    """Give districts against fields, or against days."""
    by_day = by == "day"
    found = overviews.heat(act, question.asked(), by_day=by_day)
    table = charts.heat_table(found, question, names(act.session), by_day=by_day)
    context = {
        "table": table,
        "ways": [
            (question.address("/dashboard/heat"), "按领域", not by_day),
            (question.address("/dashboard/heat", by="day"), "按日", by_day),
        ],
    }
    return page(request, "dashboard/heat.html", context)


@router.get("/concerns")
def concerns(request: Request, act: _Reader, question: _Question) -> Response:
    """Give hard tickets and the matters that citizens repeat."""
    asked, known = question.asked(), names(act.session)
    context = {
        "hard": parts.hard_rows(act, overviews.hard(act, asked), known),
        "repeated": parts.repeated_rows(act, overviews.repeated(act, asked), known),
        "all_hard": question.address("/figures/counts/hard"),
        "all_repeated": question.address("/figures/counts/merged_into"),
    }
    return page(request, "dashboard/concerns.html", context)


@router.get("/assistant")
def assistant(request: Request, act: _Desk, question: _Question) -> Response:
    """Give what became of the suggestions."""
    found = overviews.assistance(act, question.asked())
    context = parts.assistance(found, question, names(act.session))
    return page(request, "dashboard/assistant.html", {"found": context})


def _parts(act: Acting, question: Given) -> list[Part]:
    listed = [
        ("trend", "趋势"),
        ("warnings", "预警"),
        ("theme", "每月一题"),
        ("topics", "热点"),
        ("heat", "区县热度"),
        ("concerns", "疑难"),
    ]
    if act.actor.sees_all:
        listed.append(("assistant", "派单建议"))
    return [
        Part(name=name, label=label, path=question.address(f"/dashboard/{name}"))
        for name, label in listed
    ]
