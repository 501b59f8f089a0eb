"""A table in any usual file format as header and rows of text, each with its place."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path

import polars
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from training.columns import header_score
from training.decoding import BinaryContentError, Decoded, decode
from training.delimited import read_delimited
from training.errors import HistoryUnreadable

# Titles, notes and export dates stand above the header; further down a header is not looked for.
_HEADER_SEARCH = 20
_SPREADSHEET_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_PARQUET_MARK = b"PAR1"
_EMPTY = "文件是空的，请检查导出是否成功"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record: the line (row number from 1) where it starts and its cells, as many as headers.

    `damage` says why a record cannot be trusted; its cells are then only an excerpt.
    """

    line: int
    cells: tuple[str, ...]
    damage: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A whole table: headers, rows in file order, how it was read, and remarks for people."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    remarks: tuple[str, ...] = field(default=())


def read_sheet(path: Path, *, mapping: Mapping[str, str]) -> Sheet:
    """Read `path` by its content, whatever its extension says; raise `HistoryUnreadable`."""
    raw = _bytes(path)
    if not raw.strip():
        raise HistoryUnreadable(path=path, why=_EMPTY)
    if raw.startswith(_SPREADSHEET_MARKS):
        return _spreadsheet(path=path, raw=raw, mapping=mapping)
    if raw.startswith(_PARQUET_MARK):
        return _parquet(path=path, raw=raw)
    return _text(path=path, raw=raw, mapping=mapping)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise HistoryUnreadable(path=path, why="没有这个文件") from error
    except IsADirectoryError as error:
        raise HistoryUnreadable(path=path, why="这是一个目录，请给出文件") from error
    except OSError as error:
        raise HistoryUnreadable(path=path, why=f"系统拒绝读取（{error.strerror}）") from error


def _text(*, path: Path, raw: bytes, mapping: Mapping[str, str]) -> Sheet:
    try:
        decoded = decode(raw)
    except BinaryContentError as error:
        why = "内容不是文本，也不是 XLSX 或 Parquet；请另存为 CSV(UTF-8 或 GBK）或 XLSX"
        raise HistoryUnreadable(path=path, why=why) from error
    records = read_delimited(decoded.text)
    head = list(islice(records, _HEADER_SEARCH))
    lines = [(record.line, record.cells, record.damage) for record in head]
    at = _header_at(rows=[cells for _, cells, _ in lines], mapping=mapping)
    if at is None:
        raise HistoryUnreadable(path=path, why=_EMPTY)
    headers = _trimmed(lines[at][1])
    rest = chain(lines[at + 1 :], ((one.line, one.cells, one.damage) for one in records))
    remarks = (*_decoding_remarks(decoded), *_header_remarks(line=lines[at][0]))
    return Sheet(
        headers=headers,
        rows=tuple(_rows(records=rest, width=len(headers))),
        encoding=decoded.encoding,
        remarks=remarks,
    )


def _spreadsheet(*, path: Path, raw: bytes, mapping: Mapping[str, str]) -> Sheet:
    """Take the worksheet whose header fits best; merged cells give their value to every cell."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        best = _best_sheet(book=book, mapping=mapping)
        worksheet = book.get_sheet_by_name(best)
        grid = [
            [_cell(value) for value in row] for row in worksheet.to_python(skip_empty_area=False)
        ]
        merged = worksheet.merged_cell_ranges or []
    except (CalamineError, ValueError, OSError) as error:
        why = "不是完好的 XLSX 表格（可能加密或损坏）；请用表格软件打开后另存为 XLSX 或 CSV"
        raise HistoryUnreadable(path=path, why=why) from error
    at = _header_at(rows=[tuple(row) for row in grid[:_HEADER_SEARCH]], mapping=mapping)
    if at is None:
        raise HistoryUnreadable(path=path, why=f"工作表 {best} 是空的")
    filled = _fill_merged(grid=grid, merged=merged, below=at)
    headers = _trimmed(grid[at])
    rest = ((at + 2 + offset, row, "") for offset, row in enumerate(grid[at + 1 :]))
    remarks = list(_header_remarks(line=at + 1))
    if len(book.sheet_names) > 1:
        remarks.append(f"共 {len(book.sheet_names)} 个工作表，只读了 {best}")
    if filled:
        remarks.append(f"合并单元格 {filled} 处，已把合并的值填到其中每一行")
    rows = tuple(_rows(records=rest, width=len(headers)))
    return Sheet(headers=headers, rows=rows, encoding="xlsx", remarks=tuple(remarks))


def _parquet(*, path: Path, raw: bytes) -> Sheet:
    try:
        frame = polars.read_parquet(io.BytesIO(raw))
    except (polars.exceptions.PolarsError, OSError) as error:
        raise HistoryUnreadable(path=path, why="Parquet 文件损坏或写入未完成") from error
    rows = tuple(
        Row(line=line, cells=tuple(_cell(value) for value in record))
        for line, record in enumerate(frame.iter_rows(), start=1)
    )
    return Sheet(headers=tuple(frame.columns), rows=rows, encoding="parquet")


def _best_sheet(*, book: CalamineWorkbook, mapping: Mapping[str, str]) -> str:
    # Looking into a worksheet parses all of it: not worth it where there is no choice.
    if len(book.sheet_names) == 1:
        return book.sheet_names[0]
    return max(book.sheet_names, key=lambda name: _sheet_score(book, name, mapping))


def _sheet_score(book: CalamineWorkbook, name: str, mapping: Mapping[str, str]) -> int:
    rows = _grid(worksheet=book.get_sheet_by_name(name), rows=_HEADER_SEARCH)
    return max((header_score(cells=row, mapping=mapping) for row in rows), default=-1)


def _grid(*, worksheet: CalamineSheet, rows: int | None = None) -> list[list[str]]:
    values = worksheet.to_python(skip_empty_area=False, nrows=rows)
    return [[_cell(value) for value in row] for row in values]


def _fill_merged(
    *,
    grid: list[list[str]],
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    below: int,
) -> int:
    """Spread each merged value over its range below the header, in place; count the ranges."""
    used = 0
    for (top, left), (bottom, right) in merged:
        if bottom <= below or top >= len(grid) or left >= len(grid[top]):
            continue
        used += 1
        for row in grid[max(top, below + 1) : bottom + 1]:
            row[left : right + 1] = [grid[top][left]] * len(row[left : right + 1])
    return used


def _header_at(*, rows: Sequence[Sequence[str]], mapping: Mapping[str, str]) -> int | None:
    """Return the index of the row that looks most like a header, the first not empty if none."""
    scores = [header_score(cells=row, mapping=mapping) for row in rows]
    if scores and max(scores) > 0:
        return scores.index(max(scores))
    return next((at for at, row in enumerate(rows) if any(row)), None)


def _rows(*, records: Iterator[tuple[int, Sequence[str], str]], width: int) -> Iterator[Row]:
    for line, cells, damage in records:
        if not any(cells) and not damage:
            # Wholly empty lines are layout, not data; spreadsheets end with thousands of them.
            continue
        extra = any(cells[width:])
        why = damage or (f"有 {len(cells)} 格而表头只有 {width} 列" if extra else "")
        fitted = tuple(cells[:width]) + ("",) * (width - len(cells))
        yield Row(line=line, cells=fitted, damage=why)


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    last = max((at for at, cell in enumerate(cells) if cell), default=-1)
    return tuple(cells[: last + 1])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\x00", "").strip()


def _header_remarks(*, line: int) -> tuple[str, ...]:
    return (f"表头在第 {line} 行，其上的内容未读",) if line > 1 else ()


def _decoding_remarks(decoded: Decoded) -> tuple[str, ...]:
    remarks = []
    if decoded.encoding == "mixed":
        remarks.append("文件里 UTF-8 与 GBK 混用，已逐行识别")
    if decoded.damaged_lines:
        remarks.append(f"{decoded.damaged_lines} 行含无法识别的字节")
    return tuple(remarks)
