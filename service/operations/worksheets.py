"""Tables as an XLSX file: one worksheet or several, of text and numbers, never a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter

Cell = str | int | float | None

#: The same table is the same file, whenever it is written.
_STAMP = datetime(1980, 1, 1, tzinfo=UTC)
# XML has no way to write these at all.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: The longest text that a cell holds; the format allows no more.
_LONGEST = 32_767
_TITLE, _NOT_IN_TITLE = 31, re.compile(r"[\[\]:*?/\\]")
_WIDEST, _NARROWEST = 60, 8
# Nothing that somebody typed becomes a formula, a link or a number; rows leave memory as they come.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One worksheet: a title, the headings and the rows under them; shares are from 0 to 1.

    Columns named in `shares` are shown as per cent.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shares: frozenset[int] = frozenset()


def workbook(rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """Return rows of text as an XLSX file; codes keep their leading zeros, nothing is a formula."""
    out = io.BytesIO()
    with _opened(out) as book:
        page = book.add_worksheet(_title(title))
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                page.write_string(number, place, _text(text))
    return out.getvalue()


def book_of(sheets: Sequence[Sheet]) -> bytes:
    """Return several worksheets as one XLSX file; headings are bold and stay in sight."""
    out = io.BytesIO()
    with _opened(out) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        percent = book.add_format({"num_format": "0.0%"})
        plain = book.add_format({})
        for sheet in sheets:
            page = book.add_worksheet(_title(sheet.title))
            page.freeze_panes(1, 0)
            for place in range(len(sheet.head)):
                page.set_column(place, place, _width(sheet, place))
            for place, text in enumerate(sheet.head):
                page.write_string(0, place, _text(text), bold)
            for number, row in enumerate(sheet.rows, start=1):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, place, _text(cell))
                    elif cell is not None:
                        shown = percent if place in sheet.shares else plain
                        page.write_number(number, place, cell, shown)
    return out.getvalue()


def _opened(out: io.BytesIO) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"created": _STAMP.replace(tzinfo=None)})
    return book


def _text(given: str) -> str:
    return _UNWRITABLE.sub("", given)[:_LONGEST]


def _title(given: str) -> str:
    return _NOT_IN_TITLE.sub("", given)[:_TITLE]


def _width(sheet: Sheet, place: int) -> int:
    """A width by the longest cell; a Chinese character is two wide."""
    cells = [sheet.head[place], *(str(row[place] or "") for row in sheet.rows if place < len(row))]
    longest = max(sum(2 if ord(one) > 0xFF else 1 for one in cell) for cell in cells)
    return min(_WIDEST, max(_NARROWEST, longest + 2))
