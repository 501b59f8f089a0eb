"""Which rows are not used for training and why: named rules, a count each, and the lines."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from training.decoding import REPLACEMENT
from training.history import History, HistoryRow
from triage.text import clean

_MIN_CHARACTERS = 2
RARE = 5
# Of so many first characters more than half letters: no need to clean before counting.
_PLAINLY_LONG = 60
# Above this share of undecodable characters the words are gone.
_DAMAGED_SHARE = 0.1


class Rule(StrEnum):
    """Why a row is dropped, or kept but remarked on."""

    UNREADABLE = "unreadable"
    BLANK_TEXT = "blank_text"
    SHORT_TEXT = "short_text"
    BLANK_LABEL = "blank_label"
    UNKNOWN_UNIT = "unknown_unit"
    NO_SUCCESSOR = "no_successor"
    DUPLICATE_ID = "duplicate_id"
    DUPLICATE_TEXT = "duplicate_text"
    CONFLICTING = "conflicting"
    RARE_CLASS = "rare_class"

    @property
    def label(self) -> str:
        """The rule in Chinese."""
        return _LABELS[self]

    @property
    def drops(self) -> bool:
        """Whether rows under this rule are left out of training."""
        return self not in (Rule.CONFLICTING, Rule.RARE_CLASS)


_LABELS: Mapping[Rule, str] = {
    Rule.UNREADABLE: "读不出的行",
    Rule.BLANK_TEXT: "内容空白",
    Rule.SHORT_TEXT: f"内容不足 {_MIN_CHARACTERS} 字",
    Rule.BLANK_LABEL: "承办单位空白",
    Rule.UNKNOWN_UNIT: "承办单位认不出",
    Rule.NO_SUCCESSOR: "单位已撤销且无承接",
    Rule.DUPLICATE_ID: "编号重复",
    Rule.DUPLICATE_TEXT: "内容与单位都重复（留一行）",
    Rule.CONFLICTING: "内容相同而单位不同（保留）",
    Rule.RARE_CLASS: f"单位不足 {RARE} 行（保留）",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """One row under one rule."""

    line: int
    rule: Rule
    excerpt: str


@dataclass(frozen=True, kw_only=True)
class DropReport:
    """All that was dropped or remarked on, of `read` rows, and general remarks in Chinese."""

    read: int
    entries: tuple[Drop, ...]
    remarks: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[Rule, int]:
        """Rows per rule, in the order of the rules, rules without rows left out."""
        counted = Counter(entry.rule for entry in self.entries)
        return {rule: counted[rule] for rule in Rule if counted[rule]}

    @property
    def dropped(self) -> int:
        """How many rows are not used for training."""
        return sum(count for rule, count in self.counts.items() if rule.drops)

    def with_more(self, *, entries: Iterable[Drop], remarks: Iterable[str] = ()) -> DropReport:
        """Return the report of this step and the next together, entries by line."""
        together = sorted((*self.entries, *entries), key=lambda entry: entry.line)
        return DropReport(
            read=self.read, entries=tuple(together), remarks=(*self.remarks, *remarks)
        )

    def write_csv(self, path: Path) -> None:
        """Write line, rule and excerpt of each entry, readable by Chinese spreadsheet software."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("行号", "规则", "摘录"))
            for entry in self.entries:
                writer.writerow((entry.line, entry.rule.label, inert(entry.excerpt)))


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """The rows that remain and the report on the others."""

    rows: tuple[HistoryRow, ...]
    report: DropReport


def clean_rows(history: History) -> Cleaned:
    """Apply every rule that needs no knowledge of the city, in the order of `Rule`."""
    drops = [
        Drop(line=one.line, rule=Rule.UNREADABLE, excerpt=f"{one.why}：{one.excerpt}")
        for one in history.dropped
    ]
    kept: list[HistoryRow] = []
    seen_ids: set[str] = set()
    for row in history.rows:
        rule = _fault(row) or (Rule.DUPLICATE_ID if row.reference in seen_ids else None)
        if rule is None:
            seen_ids.add(row.reference)
            kept.append(row)
        else:
            drops.append(_drop(row, rule))
    read = len(history.rows) + len(history.dropped)
    report = DropReport(read=read, entries=(), remarks=history.remarks)
    return Cleaned(rows=tuple(kept), report=report.with_more(entries=drops))


def _fault(row: HistoryRow) -> Rule | None:
    if row.text.count(REPLACEMENT) > _DAMAGED_SHARE * len(row.text) > 0:
        return Rule.UNREADABLE
    length = _length(row)
    if length < _MIN_CHARACTERS:
        return Rule.SHORT_TEXT if length else Rule.BLANK_TEXT
    return None if row.unit else Rule.BLANK_LABEL


def _length(row: HistoryRow) -> int:
    """Count the characters that say something, exactly where it matters and cheaply elsewhere."""
    rough = sum(map(str.isalnum, row.text[:_PLAINLY_LONG]))
    if rough > _PLAINLY_LONG // 2:
        return rough
    return sum(map(str.isalnum, clean(row.text, row.title).text))


def _drop(row: HistoryRow, rule: Rule) -> Drop:
    return Drop(line=row.line, rule=rule, excerpt=(row.text or row.title)[:60])


def inert(excerpt: str) -> str:
    """A cell that starts like a formula would be run by spreadsheet software."""
    return f"'{excerpt}" if excerpt[:1] in tuple("=+-@") else excerpt
