"""The briefs (简报) to read, print and hand on: a page that prints on A4, and the same as XLSX."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import Invalid
from models.export import ExportKind
from service.deps import PageAllowed, ServicesDep, note_export
from service.operations import briefing, topics
from service.operations.acting import Acting
from service.operations.briefing import Brief, BriefKind
from service.operations.exporting import Export
from service.operations.worksheets import book_of
from service.typed import day_in
from service.web.briefs import words as brief_words
from service.web.briefs.sheets import sheets
from service.web.dashboard import parts as dashboard_parts
from service.web.dashboard.numbers import keys
from service.web.dashboard.themes import theme_lines
from service.web.figures.question import Given
from service.web.names import Names, names
from service.web.rendering import page

router = APIRouter(prefix="/dashboard")

_Desk = Annotated[Acting, Depends(PageAllowed(*topics.DESK))]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/brief")
def show(request: Request, act: _Desk, kind: str = "", day: str = "") -> Response:
    """Show the brief of the period in which a day lies; without one the newest that is over."""
    chosen = BriefKind(kind) if kind in set(BriefKind) else BriefKind.DAILY
    context: Mapping[str, object] = {
        "action": "/dashboard/brief",
        "question": Given(),
        "kind": chosen,
        "ways": [
            (f"/dashboard/brief?kind={one.value}", one.label, one is chosen) for one in BriefKind
        ],
    }
    try:
        asked = _day(day, chosen, act.today)
        found = briefing.brief(act, kind=chosen, day=asked)
    except Invalid as error:
        refused = {**context, "day": day, "problem": error}
        return page(request, "briefs/page.html", refused, status=422)
    shown = _shown(act, found, names(act.session))
    return page(
        request, "briefs/page.html", {**context, "day": str(asked), "problem": None, **shown}
    )


@router.get("/brief.xlsx")
def download(
    act: _Desk, parts: ServicesDep, kind: BriefKind = BriefKind.DAILY, day: str = ""
) -> Response:
    """Give the same brief as an XLSX file."""
    found = briefing.brief(act, kind=kind, day=_day(day, kind, act.today))
    written = sheets(found, act=act, known=names(act.session))
    taken = Export(
        kind=ExportKind.BRIEF,
        form="xlsx",
        rows=sum(len(sheet.rows) for sheet in written),
        address=f"/dashboard/brief?kind={kind.value}&day={found.first}",
        conditions={"简报": kind.label, "统计期": f"{found.first} 至 {found.last}"},
    )
    note_export(parts, act, taken)
    name = f"brief-{kind.value}-{found.first}-{found.last}.xlsx"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(book_of(written), media_type=_XLSX, headers=headers)


def _shown(act: Acting, found: Brief, known: Names) -> Mapping[str, object]:
    question = Given(since=str(found.first), until=str(found.last))
    past = found.overview.past[0]
    numbers = keys(found.overview, question)
    before = briefing.period(found.kind, found.first - timedelta(days=1))[0]
    after = found.last + timedelta(days=1)
    address = f"/dashboard/brief?kind={found.kind.value}&day="
    return {
        "brief": found,
        "period": brief_words.period(found),
        "made_at": act.at,
        "keys": numbers,
        "general": brief_words.general(found),
        "kinds": brief_words.shares(found.kinds),
        "channels": brief_words.shares(found.channels),
        "fields": brief_words.fields(found, question),
        "quality": brief_words.quality(found),
        "bands": dashboard_parts.bands(found.overview.report, question, known),
        "least": found.overview.report.least,
        "topics": dashboard_parts.topic_lines(found.topics, question, known)
        if found.topics and found.topics.made_at
        else [],
        "wants_topics": question.address("/dashboard/topics")
        if not (found.topics and found.topics.made_at)
        else "",
        "spots": dashboard_parts.spot_lines(
            found.spots, question, known, before=(past.first, past.last)
        ),
        "warned": dashboard_parts.warned(found.warned, question, known),
        "hard": dashboard_parts.hard_rows(act, found.hard, known),
        "repeated": dashboard_parts.repeated_rows(act, found.repeated, known),
        "cases": [
            (known.category(one.ticket.category_code), known.unit(one.ticket.lead_code), one)
            for one in found.cases
        ],
        "theme": theme_lines([found.theme], known)[0] if found.theme else None,
        "earlier": f"{address}{before}",
        "later": f"{address}{after}" if after <= act.today else "",
        "xlsx": f"/dashboard/brief.xlsx?kind={found.kind.value}&day={found.first}",
    }


def _day(text: str, kind: BriefKind, today: date) -> date:
    return day_in(text.strip(), field="day") or briefing.latest(kind, today)
