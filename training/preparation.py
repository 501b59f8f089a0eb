"""From what a source told to rows that can be learned from, with the report on the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from training.cleaning import DropReport, clean_rows
from training.duplicates import distinct_rows
from training.errors import OneClassOnly, TooFewRows
from training.evaluation import full_text
from training.history import History
from training.labels import LabelledRow, SuccessionFact, label_rows
from training.splitting import Integers, Split, split_rows
from triage.firstday import Lesson, lessons
from triage.knowledge import Knowledge
from triage.pipeline import Examples

MIN_ROWS = 10


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Labelled rows, how they are split, and whether their labels are another world's.

    `taught` is what the city's rules teach beside them.
    """

    rows: tuple[LabelledRow, ...]
    split: Split
    foreign: bool
    report: DropReport
    taught: tuple[Lesson, ...] = ()

    @property
    def teaching(self) -> Integers:
        """Indices of the rows that teach."""
        return self.split.training

    @property
    def arriving(self) -> Integers:
        """Indices of the newest rows as they came: those that examine, and the echoes."""
        return np.union1d(self.split.held_out, self.split.echoes)

    @property
    def everything(self) -> Integers:
        """Indices of all rows."""
        return np.arange(len(self.rows), dtype=np.int64)

    def at(self, indices: Integers) -> Sequence[LabelledRow]:
        """The rows at `indices`."""
        return [self.rows[index] for index in indices.tolist()]


def prepare(
    *,
    history: History,
    knowledge: Knowledge,
    successions: Sequence[SuccessionFact],
    on: date,
) -> Prepared:
    """Clean, label, drop repeats and split; raises `TooFewRows` or `OneClassOnly`."""
    cleaned = clean_rows(history)
    labelled = label_rows(rows=cleaned.rows, knowledge=knowledge, successions=successions, on=on)
    distinct = distinct_rows(labelled.rows)
    report = cleaned.report.with_more(
        entries=(*labelled.drops, *distinct.entries), remarks=labelled.remarks
    )
    _check(rows=distinct.rows, report=report)
    split = split_rows(distinct.rows)
    return Prepared(
        rows=distinct.rows,
        split=split,
        foreign=labelled.foreign,
        report=report.with_more(entries=(), remarks=(split.manner.label,)),
        taught=() if labelled.foreign else lessons(knowledge, on=on),
    )


def examples_of(
    rows: Sequence[LabelledRow], *, groups: Sequence[int], taught: Sequence[Lesson] = ()
) -> Examples:
    """The rows as the classifier takes them, lessons last; `groups` join near-duplicates."""
    return Examples(
        texts=[*(full_text(one) for one in rows), *(lesson.text for lesson in taught)],
        units=[*(one.label for one in rows), *(lesson.unit for lesson in taught)],
        categories=[*(one.category for one in rows), *(lesson.category for lesson in taught)],
        kinds=[*(one.row.kind for one in rows), *(None for _ in taught)],
        groups=[*(str(group) for group in groups), *("" for _ in taught)],
        lessons=len(taught),
    )


def _check(*, rows: Sequence[LabelledRow], report: DropReport) -> None:
    if len(rows) < MIN_ROWS:
        dropped = {rule.label: count for rule, count in report.counts.items() if rule.drops}
        raise TooFewRows(usable=len(rows), needed=MIN_ROWS, read=report.read, dropped=dropped)
    labels = {one.label for one in rows}
    if len(labels) == 1:
        raise OneClassOnly(label=labels.pop(), rows=len(rows))
