"""Past tickets as values, from a file with any columns; the label is the unit that finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from training.columns import Layout, locate
from training.dates import parse_moment
from training.sheets import Row, Sheet, read_sheet

_NOTHING: Mapping[str, str] = MappingProxyType({})
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "咨询": "INQUIRY",
        "求助": "HELP",
        "投诉": "COMPLAINT",
        "举报": "REPORT",
        "建议": "PROPOSAL",
        "意见建议": "PROPOSAL",
        "表扬": "PRAISE",
        "感谢": "PRAISE",
        "其他": "OTHER",
        "其它": "OTHER",
    }
)
_YES = frozenset({"是", "1", "true", "yes", "y", "退单", "已退单", "退回"})
_SATISFACTION: Mapping[str, int] = MappingProxyType(
    {
        "非常满意": 5,
        "很满意": 5,
        "满意": 4,
        "基本满意": 3,
        "一般": 3,
        "不满意": 2,
        "非常不满意": 1,
        "很不满意": 1,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One past ticket as the source tells it; `unit` finished it, `first_unit` was asked first.

    `line` is its place in the source (from 1); `damage` says why the record cannot be trusted.
    """

    line: int
    reference: str
    text: str
    unit: str
    title: str = ""
    address: str = ""
    received_at: datetime | None = None
    area: str | None = None
    kind: str | None = None
    category: str | None = None
    first_unit: str | None = None
    returned: bool = False
    satisfaction: int | None = None
    channel: str | None = None
    group: str | None = None
    damage: str = ""


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A record that could not be read: its line, why, and its beginning."""

    line: int
    why: str
    excerpt: str


@dataclass(frozen=True, kw_only=True)
class History:
    """All that a source told: rows, how its columns were understood, and what could not be read."""

    rows: tuple[HistoryRow, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    dropped: tuple[Unreadable, ...] = ()
    remarks: tuple[str, ...] = ()


def read_history(path: Path, *, mapping: Mapping[str, str] = _NOTHING) -> History:
    """Read past tickets from CSV, TSV, XLSX or Parquet; `mapping` is canonical name -> header.

    Raises `HistoryUnreadable`, `ColumnMissing` (no text or no unit column) or `MappingInvalid`.
    """
    sheet = read_sheet(path, mapping=mapping)
    layout = locate(headers=sheet.headers, mapping=mapping, required=("text", "unit"))
    good = [row for row in sheet.rows if not row.damage]
    rows = tuple(history_row(row=row, layout=layout) for row in good)
    return History(
        rows=rows,
        columns=layout.named(),
        encoding=sheet.encoding,
        dropped=tuple(_unreadable(sheet=sheet)),
        remarks=(*sheet.remarks, *_date_remarks(rows=rows, layout=layout, read=good)),
    )


def history_of(rows: Sequence[HistoryRow], *, source: str) -> History:
    """Wrap rows that come from elsewhere than a file, such as the service's own closed tickets."""
    return History(rows=tuple(rows), encoding=source)


def history_row(*, row: Row, layout: Layout) -> HistoryRow:
    """Read one record of a table whose columns are known; what is not recognised is None."""

    def cell(name: str) -> str:
        at = layout.positions.get(name)
        return row.cells[at] if at is not None else ""

    return HistoryRow(
        line=row.line,
        reference=cell("id") or f"{row.line}",
        text=cell("text"),
        unit=cell("unit"),
        title=cell("title"),
        address=cell("address"),
        received_at=parse_moment(cell("received_at")),
        area=cell("area") or None,
        kind=_kind(cell("kind")),
        category=cell("category") or None,
        first_unit=cell("first_unit") or None,
        returned=cell("returned").lower() in _YES,
        satisfaction=_satisfaction(cell("satisfaction")),
        channel=cell("channel") or None,
        group=cell("group") or None,
    )


def _kind(text: str) -> str | None:
    return _KINDS.get(text, text.upper() if text.isascii() else text) if text else None


def _satisfaction(text: str) -> int | None:
    if text.isdecimal() and 1 <= int(text) <= 5:
        return int(text)
    return _SATISFACTION.get(text)


def _unreadable(*, sheet: Sheet) -> Iterator[Unreadable]:
    for row in sheet.rows:
        if row.damage:
            excerpt = " ".join(filter(None, row.cells))[:60]
            yield Unreadable(line=row.line, why=row.damage, excerpt=excerpt)


def _date_remarks(
    *, rows: Sequence[HistoryRow], layout: Layout, read: Sequence[Row]
) -> tuple[str, ...]:
    at = layout.positions.get("received_at")
    if at is None:
        return ("没有受理时间一列",)
    unread = sum(
        bool(source.cells[at]) and row.received_at is None
        for row, source in zip(rows, read, strict=True)
    )
    return (f"{unread} 行的时间认不出来，按无时间处理",) if unread else ()
