"""The duty list as a CSV or XLSX file: written out, and read in line by line."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from models.duty import Duty
from models.errors import Invalid
from service.operations.worksheets import workbook
from training.decoding import BinaryContentError, decode
from training.delimited import read_delimited

CODE, NAME, CATEGORY, LEAD = "代码", "事项", "分类", "主办"
ASSISTING, BASIS, AREA, LEVEL = "协办", "依据", "区域", "层级"
VALID_FROM, VALID_TO = "生效日期", "失效日期"
HEADER = (
    CODE, NAME, CATEGORY, LEAD, ASSISTING, BASIS, AREA, LEVEL, VALID_FROM, VALID_TO,
)  # fmt: skip
_NEEDED = (CODE, NAME, CATEGORY, LEAD, BASIS)
_TITLE = "权责清单"
_MOST_ROWS = 20_000
# Titles and notes stand above the heading of many a list.
_HEADER_SEARCH = 10
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# A spreadsheet program would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a file: its number, from 1, and its cells by the heading above them."""

    number: int
    cells: Mapping[str, str]
    damage: str = ""

    def cell(self, column: str) -> str:
        """Return a cell; empty where the file has no such column."""
        return self.cells.get(column, "")


def written(rows: Iterable[Duty]) -> str:
    """Return duties as CSV, with a byte order mark so that spreadsheets read it as UTF-8."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [HEADER, *([_harmless(cell) for cell in _cells(row)] for row in rows)]
    )
    return "\ufeff" + out.getvalue()


def worksheet(rows: Iterable[Duty]) -> bytes:
    """Return duties as an XLSX file."""
    return workbook([HEADER, *map(_cells, rows)], title=_TITLE)


def read(raw: bytes) -> list[Line]:
    """Return the lines of a CSV (UTF-8 or GB 18030) or XLSX file, whatever its name says.

    Raises:
        Invalid: it is neither, has no heading of ours, no rows, or too many.
    """
    if not raw.strip():
        raise Invalid("文件是空的，请检查导出是否成功。", code="no_rows")
    records = _spreadsheet(raw) if raw.startswith(_SPREADSHEETS) else _text(raw)
    at = _heading(records)
    headings = [cell.strip() for cell in records[at].row]
    lines = [
        Line(
            number=record.line,
            cells={
                heading: _plain(cell)
                for heading, cell in zip(headings, record.row, strict=False)
                if heading
            },
            damage=record.damage,
        )
        for record in records[at + 1 :]
        if record.damage or any(record.row)
    ]
    if not lines:
        raise Invalid("表头下面没有内容。", code="no_rows")
    if len(lines) > _MOST_ROWS:
        raise Invalid(f"最多 {_MOST_ROWS} 行，请分开导入。", code="too_many_rows")
    return lines


def rewritten(lines: Sequence[Line]) -> str:
    """Return lines as CSV in which each stands at its own number, to be read and shown again."""
    headings = list(dict.fromkeys(name for line in lines for name in line.cells))
    text, at = _csv_row(headings), 2
    for line in lines:
        row = _csv_row([line.cell(name) for name in headings])
        gap = max(0, line.number - at)
        text += "\n" * gap + row
        at += gap + row.count("\n")
    return text


def _csv_row(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def corrected(lines: Sequence[Line], cells: Mapping[tuple[int, str], str]) -> list[Line]:
    """Return lines with some cells, by line number and heading, replaced by what was typed."""
    return [replace(line, cells={**line.cells, **_of_line(cells, line.number)}) for line in lines]


def _of_line(cells: Mapping[tuple[int, str], str], number: int) -> dict[str, str]:
    return {name: _plain(text) for (line, name), text in cells.items() if line == number}


@dataclass(frozen=True, kw_only=True)
class _Record:
    line: int
    row: Sequence[str]
    damage: str = ""


def _text(raw: bytes) -> list[_Record]:
    try:
        text = decode(raw).text
    except BinaryContentError:
        raise Invalid(
            "文件不是文字，也不是 XLSX；请另存为 CSV 或 XLSX。", code="bad_file"
        ) from None
    found = read_delimited(text.lstrip("\ufeff"))
    return [_Record(line=one.line, row=one.cells, damage=one.damage) for one in found]


def _spreadsheet(raw: bytes) -> list[_Record]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        values = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError, IndexError):
        raise Invalid(
            "不是完好的 XLSX 表格（可能加密或损坏），请用表格软件另存后再试。", code="bad_file"
        ) from None
    return [
        _Record(line=line, row=[_written_cell(value) for value in row])
        for line, row in enumerate(values, start=1)
    ]


def _heading(records: Sequence[_Record]) -> int:
    for at, record in enumerate(records[:_HEADER_SEARCH]):
        if set(_NEEDED) <= {cell.strip() for cell in record.row}:
            return at
    missing = "、".join(_NEEDED)
    raise Invalid(
        f"没有找到表头：须有 {missing} 这几列，还可有 协办、区域、层级、生效日期、失效日期。",
        code="bad_header",
        fields={"第 1 行": "表头不对。"},
    )


def _cells(row: Duty) -> tuple[str, ...]:
    return (
        row.family,
        row.name,
        row.category_code,
        row.lead,
        row.assisting,
        row.basis,
        row.area_code or "",
        row.level,
        row.valid_from.isoformat(),
        row.valid_to.isoformat() if row.valid_to else "",
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _written_cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\x00", "").strip()
