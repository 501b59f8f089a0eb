"""The figures as a CSV table, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Mapping

from service.queries.figures.definitions import COMPOSED, COMPOSITE, DEFINITIONS
from service.queries.figures.intervals import Band, Interval
from service.queries.figures.reporting import Line, Report

HEADER = (
    "单位代码",
    "单位",
    "指标",
    "公式",
    "分子",
    "分母",
    "数值",
    "区间下限",
    "区间上限",
    "分档",
)
WHOLE = "全市"
# A spreadsheet takes what begins so for a formula, after a line break or blank too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def written(report: Report, *, names: Mapping[str, str]) -> str:
    """Return a report as CSV with a byte order mark; `names` are the units' by their codes."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADER)
    for line in (report.city, *report.units):
        if line is not None:
            rows.writerows(map(safe, row) for row in _rows(line, report, names))
    return "\ufeff" + out.getvalue()


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def composite_formula(report: Report) -> str:
    """Return the composite's formula with the weights in force."""
    parts = (f"{report.weights[figure]}×{figure.label}" for figure in COMPOSED)
    return f"（{' ＋ '.join(parts)}）÷ {sum(report.weights.values())}"


def _rows(line: Line, report: Report, names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    code = line.unit or ""
    unit = names.get(code, code) if code else WHOLE
    for figure, cell in line.cells.items():
        yield (
            code,
            unit,
            figure.label,
            DEFINITIONS[figure].formula,
            str(cell.share.hits),
            str(cell.share.base),
            *_numbers(cell.share.value, cell.share.interval),
            _band(line, cell.band),
        )
    yield (
        code,
        unit,
        COMPOSITE,
        composite_formula(report),
        "",
        "",
        *_numbers(line.composite.value, line.composite.interval),
        _band(line, line.composite.band),
    )


def _numbers(value: float | None, interval: Interval | None) -> tuple[str, str, str]:
    if value is None or interval is None:
        return "", "", ""
    return f"{value:.4f}", f"{interval.low:.4f}", f"{interval.high:.4f}"


def _band(line: Line, found: Band) -> str:
    return "" if line.unit is None else found.label
