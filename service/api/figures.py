"""The figures every hotline reports (统计指标), by unit, and the tickets behind each number."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from models.enums import Channel, Kind
from models.export import ExportKind
from service.api.edges import QueryText, json_of, only
from service.api.idempotency import response_of
from service.api.rendering import PREFIX, address_of
from service.api.representations.figures import (
    CompositeOut,
    CountOut,
    CountsOut,
    FactOut,
    FactPage,
    FiguresOut,
    FormulaOut,
    IntervalOut,
    LineOut,
    ShareOut,
)
from service.deps import ServicesDep, note_export
from service.operations import figuring, overviews
from service.operations.acting import Acting
from service.operations.exporting import Export
from service.operations.figuring import Asked, Opened
from service.queries.figures.counting import LARGEST_PAGE, PAGE, Part
from service.queries.figures.counts import COUNTS, Count
from service.queries.figures.definitions import COMPOSITE, DEFINITIONS, Figure
from service.queries.figures.intervals import Interval
from service.queries.figures.reporting import Composite, Line, Report
from service.queries.figures.table import composite_formula
from service.queries.names import Names, names_for, unit_names

router = APIRouter(prefix="/figures", tags=["figures"])

Reader = Annotated[Acting, only(*figuring.READERS)]


def asked(
    *,
    since: date | None = None,
    until: date | None = None,
    unit: QueryText = None,
    area: QueryText = None,
    category: QueryText = None,
    channel: Channel | None = None,
    kind: Kind | None = None,
) -> Asked:
    """Return what is asked for: days of the city, both included; this month if none are named."""
    return Asked(
        first=since,
        last=until,
        unit=unit or None,
        area=area or None,
        category=category or "",
        channel=channel,
        kind=kind,
    )


Question = Annotated[Asked, Depends(asked)]


@router.get("", response_model=FiguresOut)
def read(request: Request, act: Reader, question: Question) -> Response:
    """全部指标：全市与各单位，附公式、区间和分档；承办单位只见本单位。"""
    return response_of(json_of(_shown(act, figuring.figures(act, question), request)))


@router.get(".csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def read_csv(request: Request, act: Reader, parts: ServicesDep, question: Question) -> Response:
    """同样的指标，CSV 表格。"""
    headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
    text = figuring.table(act, question)
    taken = Export(
        kind=ExportKind.FIGURES,
        form="csv",
        rows=text.count("\r\n") - 1,
        address=f"/figures?{request.url.query}",
        conditions=figuring.conditions(act, question),
    )
    note_export(parts, act, taken)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/counts", response_model=CountsOut)
def read_counts(request: Request, act: Reader, question: Question) -> Response:
    """数量：受理、派出、办结、在办、疑难等，同期范围；每个数字附其工单的地址。"""
    shown = overviews.counts(act, question)
    kept = urlencode([(key, value) for key, value in request.query_params.items() if value])
    return response_of(
        json_of(
            CountsOut(
                counts=tuple(
                    CountOut(
                        count=name,
                        label=name.label,
                        formula=COUNTS[name].formula,
                        value=share.base,
                        tickets=f"{PREFIX}/figures/counts/{name.value}/tickets?{kept}".rstrip("?"),
                    )
                    for name, share in shown.items()
                )
            )
        )
    )


@router.get("/counts/{count}/tickets", response_model=FactPage)
def read_counted(
    *,
    count: Count,
    request: Request,
    act: Reader,
    question: Question,
    cursor: QueryText = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """一个数量背后的工单，按时间由新到旧。"""
    found = figuring.opened(act, question, figure=count, cursor=cursor or "", size=limit)
    return _page(act, found, request, name=count, label=count.label)


@router.get("/{figure}/tickets", response_model=FactPage)
def read_tickets(
    *,
    figure: Figure,
    request: Request,
    act: Reader,
    question: Question,
    part: Part = Part.BASE,
    cursor: QueryText = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """一个数字背后的工单：分子或分母，一次计数一行，按时间由新到旧。"""
    found = figuring.opened(
        act, question, figure=figure, part=part, cursor=cursor or "", size=limit
    )
    return _page(act, found, request, name=figure, label=f"{figure.label}（{part.label}）")


def _page(
    act: Acting, found: Opened, request: Request, *, name: Figure | Count, label: str
) -> Response:
    names = names_for(act.session, [row.ticket for row in found.rows])
    shown = FactPage(
        figure=name,
        label=label,
        total=found.total,
        tickets=_facts(found, names),
        next=_address(request, cursor=found.next_cursor) if found.next_cursor else None,
    )
    response = response_of(json_of(shown))
    if shown.next:
        response.headers["Link"] = f'<{shown.next}>; rel="next"'
    return response


def _shown(act: Acting, found: Report, request: Request) -> FiguresOut:
    names, (first, last) = unit_names(act.session), figuring.days_of(found.scope)
    return FiguresOut(
        since=first,
        until=last,
        unit=found.scope.unit,
        category=found.scope.category,
        channel=found.scope.channel,
        formulas=tuple(
            FormulaOut(
                figure=figure,
                label=figure.label,
                formula=one.formula,
                more_is_better=one.more_is_better,
            )
            for figure, one in DEFINITIONS.items()
            if figure in figuring.shown_to(act.actor)
        ),
        composite_formula=composite_formula(found),
        weights=dict(found.weights),
        scored_from=found.least,
        city=_line(found.city, names, request) if found.city else None,
        units=tuple(_line(line, names, request) for line in found.units),
    )


def _line(line: Line, names: Mapping[str, str], request: Request) -> LineOut:
    shares = tuple(
        ShareOut(
            figure=figure,
            label=figure.label,
            numerator=cell.share.hits,
            denominator=cell.share.base,
            value=cell.share.value,
            interval=_interval(cell.share.interval),
            band=cell.band,
            band_label=cell.band.label,
            tickets=_behind(figure, line.unit, request),
        )
        for figure, cell in line.cells.items()
    )
    return LineOut(
        unit=line.unit,
        unit_name=names.get(line.unit, line.unit) if line.unit else None,
        figures=shares,
        composite=_composite(line.composite),
    )


def _composite(found: Composite) -> CompositeOut:
    return CompositeOut(
        label=COMPOSITE,
        value=found.value,
        interval=_interval(found.interval),
        band=found.band,
        band_label=found.band.label,
    )


def _interval(found: Interval | None) -> IntervalOut | None:
    return IntervalOut(low=found.low, high=found.high) if found else None


def _facts(found: Opened, names: Names) -> tuple[FactOut, ...]:
    return tuple(
        FactOut(
            number=row.ticket.number,
            at=row.at,
            status=row.ticket.status,
            status_label=row.ticket.status.label,
            round=row.ticket.round,
            lead=row.ticket.lead_code,
            lead_name=names.unit(row.ticket.lead_code),
            title=row.ticket.title if row.ticket.id in found.readable else "",
            received_at=row.ticket.received_at,
            due_at=row.ticket.due_at,
            address=address_of(row.ticket.number) if row.ticket.id in found.readable else None,
        )
        for row in found.rows
    )


def _behind(figure: Figure, unit: str | None, request: Request) -> str:
    # The city's numbers count every unit, whichever one was asked for.
    kept = {key: value for key, value in request.query_params.items() if value and key != "unit"}
    if unit:
        kept["unit"] = unit
    path = f"{PREFIX}/figures/{figure.value}/tickets"
    return f"{path}?{urlencode(kept)}" if kept else path


def _address(request: Request, *, cursor: str) -> str:
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"
