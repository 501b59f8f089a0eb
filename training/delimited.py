"""Delimited text to records: delimiter sniffed, newlines in quotes, lost quotes survived."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_DELIMITERS = (",", "\t", ";", "|")
_SNIFF_LINES = 30
# A record over more lines than this swallowed its neighbours through a quote never closed.
_MAX_LINES = 400
# Far above any message; the csv module's own limit of 131,072 would end the whole file instead.
_MAX_FIELD = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, the line where it starts (from 1), and why it cannot be trusted, if so."""

    line: int
    cells: tuple[str, ...]
    damage: str = ""


class _RunawayError(Exception):
    """A record does not end."""


def read_delimited(text: str) -> Iterator[Record]:
    """Yield the records of `text`; a record that never ends costs only its first line."""
    lines = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter = sniff_delimiter(lines[:_SNIFF_LINES])
    previous = csv.field_size_limit(_MAX_FIELD)
    try:
        at = 0
        while at < len(lines):
            reader = _Records(lines=lines, at=at, delimiter=delimiter)
            yield from reader
            at = reader.at
            if at < len(lines):
                excerpt = lines[at][:80]
                yield Record(line=at + 1, cells=(excerpt,), damage="引号没有配对或内容过长")
                at += 1
    finally:
        csv.field_size_limit(previous)


def sniff_delimiter(lines: list[str]) -> str:
    """Return the delimiter that splits most of `lines` into the same number (> 1) of cells."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines if line.strip())
        counts.pop(0, None)
        if not counts:
            continue
        header = next((line for line in lines if delimiter in line), "")
        regular = max(counts.values()) / max(sum(counts.values()), 1)
        score = regular * sum(counts.values()) + header.count(delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


class _Records:
    """An iterator over records from line `at`, which stops before a record that does not end."""

    def __init__(self, *, lines: list[str], at: int, delimiter: str) -> None:
        self.at = at
        self._lines = lines
        self._next = at
        self._reader = csv.reader(self._feed(), delimiter=delimiter)

    def __iter__(self) -> Iterator[Record]:
        while True:
            try:
                cells = next(self._reader)
            except StopIteration:
                self.at = len(self._lines)
                return
            except (_RunawayError, csv.Error):
                return
            record = Record(line=self.at + 1, cells=tuple(cell.strip() for cell in cells))
            self.at = self._next
            yield record

    def _feed(self) -> Iterator[str]:
        while self._next < len(self._lines):
            self._next += 1
            if self._next - self.at > _MAX_LINES:
                raise _RunawayError
            yield self._lines[self._next - 1] + "\n"
        # The end of the file inside quotes: the reader would hand back the rest as one cell.
        if self._next - self.at > 1:
            raise _RunawayError
