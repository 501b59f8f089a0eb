"""Equal texts: kept once where they agree on the unit, counted where they do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from training.cleaning import RARE, Drop, Rule
from training.history import HistoryRow
from training.labels import LabelledRow

_FILLER = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class Distinct:
    """The rows that remain and what was dropped or remarked on."""

    rows: tuple[LabelledRow, ...]
    entries: tuple[Drop, ...]


def bare(row: HistoryRow) -> str:
    """Return title and text without punctuation and spaces, for telling equal wordings."""
    return _FILLER.sub("", f"{row.title}{row.text}").lower()


def distinct_rows(rows: Sequence[LabelledRow]) -> Distinct:
    """Keep the first of equal texts with one label; remark on conflicts and on rare classes."""
    first_label: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    kept: list[LabelledRow] = []
    entries: list[Drop] = []
    for one in rows:
        words = bare(one.row)
        if (words, one.label) in seen:
            entries.append(_entry(one, Rule.DUPLICATE_TEXT))
            continue
        seen.add((words, one.label))
        kept.append(one)
        if first_label.setdefault(words, one.label) != one.label:
            entries.append(_entry(one, Rule.CONFLICTING))
    return Distinct(rows=tuple(kept), entries=(*entries, *_rare(kept)))


def _rare(rows: Sequence[LabelledRow]) -> list[Drop]:
    sizes = Counter(one.label for one in rows)
    return [_entry(one, Rule.RARE_CLASS) for one in rows if sizes[one.label] < RARE]


def _entry(one: LabelledRow, rule: Rule) -> Drop:
    return Drop(line=one.row.line, rule=rule, excerpt=f"{one.label}：{one.row.text[:50]}")
