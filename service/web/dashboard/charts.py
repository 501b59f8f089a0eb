"""The dashboard's charts with the tables behind them, and its heat table with its shades."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.queries.figures.counting import Named
from service.queries.figures.counts import Count
from service.queries.figures.definitions import Figure
from service.queries.figures.intervals import Share
from service.queries.figures.scope import NONE
from service.queries.trends import Point, Step
from service.queries.volumes import Heat
from service.web.figures.question import Given, common, within
from service.web.language import say
from service.web.names import Names

#: Shades of the heat table; a step is as much of the highest count.
SHADES = 5
#: Fields that have a column of their own; the rest are added up.
_FIELDS = 12


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number in a table: as it is read, as the chart reads it, and what it opens."""

    text: str
    value: float | None
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart and the table behind it; `said` tells in a sentence what it shows."""

    title: str
    kind: str
    unit: str
    said: str
    names: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]


def volume_chart(points: Sequence[Point[Count]], question: Given, step: Step) -> Chart:
    """Return how much came in and was finished, as bars."""
    names = tuple(points[0].shares)
    received = [point.shares[names[0]].base for point in points]
    most = points[received.index(max(received))]
    said = say(
        "图从 %(since)s 画起，%(n)s 个时段共受理 %(sum)s 件，"
        "最多的是 %(when)s（%(most)s 件），最近一段 %(last)s 件。",
        since=_span(points[0], step),
        n=len(points),
        sum=sum(received),
        when=_span(most, step),
        most=max(received),
        last=received[-1],
    )
    return _chart(
        points, question, step, title=say("来件与办结"), kind="bar", unit=say("件"), said=said,
        cell=lambda share: (f"{share.base}", float(share.base)),
    )  # fmt: skip


def rate_chart(points: Sequence[Point[Figure]], question: Given, step: Step) -> Chart:
    """Return the rates as lines; a stretch in which nothing was counted is a gap."""
    latest = []
    for name in points[0].shares:
        values = [point.shares[name].value for point in points]
        known = [value for value in values if value is not None]
        if known:
            latest.append(f"{say(name.label)} {100 * known[-1]:.1f}%")
    said = (
        say("最近一段：%(values)s。", values=say("、").join(latest))
        if latest
        else say("没有数据。")
    )
    return _chart(
        points, question, step, title=say("办理质量"), kind="line", unit="%", said=said,
        cell=_percent,
    )  # fmt: skip


def _percent(share: Share) -> tuple[str, float | None]:
    if share.value is None:
        return "", None
    return f"{100 * share.value:.1f}%", round(100 * share.value, 2)


def _chart(
    points: Sequence[Point[Named]],
    question: Given,
    step: Step,
    *,
    title: str,
    kind: str,
    unit: str,
    said: str,
    cell: Callable[[Share], tuple[str, float | None]],
) -> Chart:
    def one(name: Count | Figure, point: Point[Named], share: Share) -> Cell:
        text, value = cell(share)
        where = "counts/" if isinstance(name, Count) else ""
        path = question.address(
            f"/figures/{where}{name.value}", since=str(point.first), until=str(point.last)
        )
        return Cell(text=text, value=value, path=path if share.base else "")

    return Chart(
        title=title,
        kind=kind,
        unit=unit,
        said=said,
        names=[say(name.label) for name in points[0].shares],
        rows=[
            (_span(point, step), [one(name, point, share) for name, share in point.shares.items()])
            for point in points
        ],
    )


def _span(point: Point[Named], step: Step) -> str:
    if step is Step.MONTH:
        return f"{point.first:%Y-%m}"
    return (
        f"{point.first:%m-%d}" if step is Step.DAY else f"{point.first:%m-%d}～{point.last:%m-%d}"
    )


@dataclass(frozen=True, kw_only=True)
class Shaded:
    """One cell of the heat table; the shade goes from 0 to `SHADES`."""

    count: int
    shade: int
    path: str


@dataclass(frozen=True, kw_only=True)
class HeatTable:
    """Districts against fields or days: headings, rows with their sums, all as numbers."""

    columns: Sequence[str]
    rows: Sequence[tuple[Shaded, str, Sequence[Shaded]]]


def heat_table(found: Heat, question: Given, known: Names, *, by_day: bool) -> HeatTable:
    """Return the heat table; beyond a dozen fields the smallest stand together."""
    shown = found.columns if by_day else found.columns[:_FIELDS]
    rest = [] if by_day else [one.code for one in found.columns[_FIELDS:]]

    def cell(row: str | None, columns: Sequence[str | None]) -> Shaded:
        count = sum(found.counts.get((row, one), 0) for one in columns)
        # The sum of the rest is no field among the others.
        shade = -(-SHADES * count // found.highest) if columns is not rest else 0
        return Shaded(count=count, shade=shade, path=path(row, columns) if count else "")

    def path(row: str | None, columns: Sequence[str | None]) -> str:
        more = {"area": within(question, known, row or NONE)}
        if by_day:
            more |= {"since": str(columns[0]), "until": str(columns[0])}
        else:
            more["category"] = common(question, ",".join(one or NONE for one in columns))
        return question.address("/figures/counts/received", **more)

    groups: list[list[str | None]] = [[one.code] for one in shown]
    if rest:
        groups.append(rest)
    return HeatTable(
        columns=[
            *(one.label[5:] if by_day else say(one.label) for one in shown),
            *([say("其余")] if rest else []),
        ],
        rows=[
            (
                Shaded(
                    count=row.count,
                    shade=0,
                    path=question.address(
                        "/figures/counts/received",
                        area=within(question, known, row.code or NONE),
                    ),
                ),
                say(row.label) if row.code is None else row.label,
                [cell(row.code, columns) for columns in groups],
            )
            for row in found.rows
        ],
    )
