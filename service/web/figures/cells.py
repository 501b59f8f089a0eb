"""Figures as the page shows them: a value, its interval and band, and what its counts open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.queries.figures.counting import Part
from service.queries.figures.definitions import COMPOSITE, DEFINITIONS, Figure
from service.queries.figures.intervals import Interval, Share
from service.queries.figures.reporting import Cell, Composite, Line, Report
from service.queries.figures.table import composite_formula
from service.web.figures.question import Given
from service.web.names import Names
from service.web.places import with_query

#: The columns of the units' table, a few figures at a time.
GROUPS: Mapping[str, tuple[str, tuple[Figure, ...]]] = {
    "handling": ("办理", (Figure.ACKNOWLEDGED, Figure.RESPONDED, Figure.ON_TIME, Figure.OVERDUE)),
    "feedback": ("回访", (Figure.SOLVED, Figure.SATISFIED, Figure.RATED, Figure.REWORKED)),
    "routing": ("派单", (Figure.FIRST_RIGHT, Figure.RETURNED, Figure.UPHELD, Figure.REPEATED)),
    "machine": (
        "派单建议",
        (Figure.ACCEPTED, Figure.AUTOMATIC_RIGHT, Figure.AUTOMATIC_SHARE),
    ),
}
FIRST = "handling"
_COMPOSED_IN = "feedback"


@dataclass(frozen=True, kw_only=True)
class Number:
    """A figure as a cell shows it; the addresses open what was counted."""

    label: str
    formula: str
    value: str
    interval: str
    hits: int | None
    base: int | None
    hits_path: str
    base_path: str
    band: str
    band_label: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A unit's row of the table."""

    name: str
    numbers: Sequence[Number]


def columns(group: str) -> list[tuple[str, str]]:
    """Return the headings of a group's columns, each with its formula."""
    found = [(figure.label, DEFINITIONS[figure].formula) for figure in GROUPS[group][1]]
    return [*found, (COMPOSITE, "")] if group == _COMPOSED_IN else found


def standing(line: Line, found: Report, question: Given, known: Names, group: str) -> Standing:
    """Return a unit\'s row of the table."""
    numbers = [
        _number(figure, line.cells[figure], question, line.unit) for figure in GROUPS[group][1]
    ]
    if group == _COMPOSED_IN:
        numbers.append(_composite(line.composite, found))
    return Standing(name=known.unit(line.unit), numbers=numbers)


def city_numbers(line: Line, found: Report, question: Given) -> list[Number]:
    """Return the city\'s figures, the composite last."""
    # The city's numbers count every unit: a unit that was chosen narrows its own row alone.
    shares = [_number(figure, cell, question, None) for figure, cell in line.cells.items()]
    return [*shares, _composite(line.composite, found)]


def _number(figure: Figure, cell: Cell, question: Given, unit: str | None) -> Number:
    path = question.address(f"/figures/{figure.value}", unit=unit or "")
    return Number(
        label=figure.label,
        formula=DEFINITIONS[figure].formula,
        value=_percent(cell.share),
        interval=_between(cell.share.interval),
        hits=cell.share.hits,
        base=cell.share.base,
        hits_path=with_query(path, part=Part.HITS.value),
        base_path=path,
        band=cell.band.value,
        band_label=cell.band.label,
    )


def _composite(found: Composite, report: Report) -> Number:
    return Number(
        label=COMPOSITE,
        formula=composite_formula(report),
        value="" if found.value is None else f"{100 * found.value:.1f}%",
        interval=_between(found.interval),
        hits=None,
        base=None,
        hits_path="",
        base_path="",
        band=found.band.value,
        band_label=found.band.label,
    )


def _percent(share: Share) -> str:
    return "" if share.value is None else f"{100 * share.value:.1f}%"


def _between(found: Interval | None) -> str:
    return f"{100 * found.low:.1f}–{100 * found.high:.1f}%" if found else ""
