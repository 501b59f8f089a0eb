"""From what a source told to rows that can be learned from, with the report on the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import numpy as np

from training.cleaning import DropReport, clean_rows
from training.duplicates import distinct_rows
from training.errors import OneClassOnly, TooFewRows
from training.evaluation import full_text
from training.history import History
from training.labels import LabelledRow, SuccessionFact, label_rows
from training.splitting import Integers, Split, split_rows
from triage.documents import Documents, read_documents
from triage.firstday import Lesson, lessons
from triage.knowledge import Knowledge
from triage.pipeline import Examples, Progress
from triage.tokens import Tokenizer

MIN_ROWS = 10


def _untold(stage: str, fraction: float) -> None:
    """Nobody watches."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Labelled rows, how they are split, and whether their labels are another world's.

    `taught` is what the city's rules teach beside them; `documents` are the texts of the rows and
    then of the lessons, cut once for every fit and examination.
    """

    rows: tuple[LabelledRow, ...]
    split: Split
    foreign: bool
    report: DropReport
    documents: Documents
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

    def examples(self, indices: Integers) -> Examples:
        """The rows at `indices` as the classifier takes them, and what is taught beside them."""
        lessons = np.arange(len(self.rows), len(self.documents), dtype=np.int64)
        return examples_of(
            self.at(indices),
            groups=self.split.groups[indices].tolist(),
            taught=self.taught,
            documents=self.documents.at(np.concatenate([indices, lessons])),
        )


def prepare(
    *,
    history: History,
    knowledge: Knowledge,
    successions: Sequence[SuccessionFact],
    on: date,
    progress: Progress = _untold,
) -> Prepared:
    """Clean, label, drop repeats, split and cut; raises `TooFewRows` or `OneClassOnly`."""
    progress("清洗与标注", 0.0)
    cleaned = clean_rows(history)
    labelled = label_rows(rows=cleaned.rows, knowledge=knowledge, successions=successions, on=on)
    distinct = distinct_rows(labelled.rows)
    report = cleaned.report.with_more(
        entries=(*labelled.drops, *distinct.entries), remarks=labelled.remarks
    )
    _check(rows=distinct.rows, report=report)
    progress("查找近似工单", 0.2)
    split = split_rows(distinct.rows)
    taught = () if labelled.foreign else lessons(knowledge, on=on)
    return Prepared(
        rows=distinct.rows,
        split=split,
        foreign=labelled.foreign,
        report=report.with_more(entries=(), remarks=(split.manner.label,)),
        taught=taught,
        documents=_read(rows=distinct.rows, taught=taught, progress=progress),
    )


def _read(
    *, rows: Sequence[LabelledRow], taught: Sequence[Lesson], progress: Progress
) -> Documents:
    def told(done: int) -> None:
        progress("切分词语", 0.5 + 0.5 * done / len(rows))

    texts = chain(map(full_text, rows), (lesson.text for lesson in taught))
    return read_documents(texts, tokenizer=Tokenizer(), told=told)


def examples_of(
    rows: Sequence[LabelledRow],
    *,
    groups: Sequence[int],
    taught: Sequence[Lesson] = (),
    documents: Documents | None = None,
) -> Examples:
    """The rows as the classifier takes them, lessons last; `groups` join near-duplicates.

    `documents` are the same texts, where somebody has cut them.
    """
    texts = documents or [*map(full_text, rows), *(lesson.text for lesson in taught)]
    return Examples(
        texts=texts,
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
