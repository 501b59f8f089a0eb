"""What an artefact is worth on rows it has not seen, as a value that goes to JSON and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training import metrics
from training.curves import Curves, curves_of
from training.labels import LabelledRow
from training.routing import RoutingFigures
from triage.documents import Documents, read_documents
from triage.pipeline import Classifier

Integers = npt.NDArray[np.int64]
_BATCH = 4_096
_CONFUSIONS = 20


@dataclass(frozen=True, kw_only=True)
class ClassFigures:
    """Figures of one label on the held-out rows; support is its true rows."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """How many rows of `truth` were given to `guess`."""

    truth: str
    guess: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class HeadFigures:
    """Figures of a secondary head (category or kind) over the rows that have such a label."""

    rows: int
    labels: int
    accuracy: float
    top_3: float


@dataclass(frozen=True, kw_only=True)
class ArrivingFigures:
    """Figures of the unit head over the newest rows as they came."""

    rows: int
    accuracy: float
    top_3: float
    ece: float


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Figures of the unit head; `labels` are all that the artefact knows, not only those seen.

    All but `arriving` are over matters that no teaching row told; `arriving` is the unit head over
    the newest rows as they came, echoes of older matters included. `curves` came later than the
    first artefacts: where they are None they are not written, so that old signatures hold.
    """

    rows: int
    labels: tuple[str, ...]
    accuracy: float
    macro_f1: float
    top_3: float
    ece: float
    brier: float
    log_loss: float
    coverage_97: float
    coverage_99: float
    majority: float
    classes: tuple[ClassFigures, ...]
    confusions: tuple[Confusion, ...]
    category: HeadFigures | None = None
    kind: HeadFigures | None = None
    routing: RoutingFigures | None = None
    arriving: ArrivingFigures | None = None
    curves: Curves | None = None

    def to_json(self) -> str:
        """One canonical line of JSON: equal evaluations give equal text."""
        fields = dataclasses.asdict(self)
        if self.curves is None:
            del fields["curves"]
        return json.dumps(fields, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, line: str) -> Evaluation:
        """Read what `to_json` wrote; ValueError, KeyError or TypeError on anything else."""
        fields = json.loads(line)
        fields["labels"] = tuple(fields["labels"])
        fields["classes"] = tuple(ClassFigures(**one) for one in fields["classes"])
        fields["confusions"] = tuple(Confusion(**one) for one in fields["confusions"])
        for head in ("category", "kind"):
            fields[head] = HeadFigures(**fields[head]) if fields[head] else None
        fields["routing"] = RoutingFigures(**fields["routing"]) if fields["routing"] else None
        fields["arriving"] = ArrivingFigures(**fields["arriving"]) if fields["arriving"] else None
        if "curves" in fields:
            fields["curves"] = Curves.from_fields(fields["curves"])
        return cls(**fields)

    def of_label(self, label: str) -> ClassFigures | None:
        """The figures of one label, None where it has no held-out row and was never guessed."""
        return next((one for one in self.classes if one.label == label), None)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """Scores (n, u) of the unit head; the true class's rank (n,) in the other heads, -1 unknown."""

    units: npt.NDArray[np.float32]
    category_ranks: Integers
    kind_ranks: Integers

    def at(self, rows: npt.NDArray[np.bool_]) -> _Outcome:
        """The same for some of the rows."""
        return _Outcome(
            units=self.units[rows],
            category_ranks=self.category_ranks[rows],
            kind_ranks=self.kind_ranks[rows],
        )


def full_text(row: LabelledRow) -> str:
    """The text that is learned from and examined: the title stands as its first line."""
    return f"{row.row.title}\n{row.row.text}" if row.row.title else row.row.text


def evaluate(*, classifier: Classifier, rows: Sequence[LabelledRow]) -> Evaluation:
    """Measure `classifier` on `rows`; labels that it lacks count as misses."""
    documents = read_documents(
        map(full_text, rows), tokenizer=classifier.featuriser.tokenizer, told=_untold
    )
    outcome = _outcome(classifier=classifier, rows=rows, documents=documents)
    return _figures(classifier=classifier, rows=rows, outcome=outcome)


def evaluate_arriving(
    *,
    classifier: Classifier,
    rows: Sequence[LabelledRow],
    documents: Documents,
    fresh: npt.NDArray[np.bool_],
) -> Evaluation:
    """Measure on the `fresh` ones (n,) of the newest rows, and the unit head on all of them.

    `documents` are the texts of `rows`, cut already.
    """
    outcome = _outcome(classifier=classifier, rows=rows, documents=documents)
    kept = [one for one, new in zip(rows, fresh.tolist(), strict=True) if new]
    found = _figures(classifier=classifier, rows=kept, outcome=outcome.at(fresh))
    if fresh.all():
        return found
    every = _figures(classifier=classifier, rows=rows, outcome=outcome)
    arriving = ArrivingFigures(
        rows=every.rows, accuracy=every.accuracy, top_3=every.top_3, ece=every.ece
    )
    return dataclasses.replace(found, arriving=arriving, curves=_joined(found, every))


def _joined(fresh: Evaluation, every: Evaluation) -> Curves | None:
    """Coverage over new matters, reliability over tickets as they come: each as its figure is."""
    if fresh.curves is None or every.curves is None:
        return None
    return dataclasses.replace(fresh.curves, reliability=every.curves.reliability)


def _figures(
    *, classifier: Classifier, rows: Sequence[LabelledRow], outcome: _Outcome
) -> Evaluation:
    truth = _places([one.label for one in rows], labels=classifier.units)
    guess = outcome.units.argmax(axis=1) if len(rows) else np.zeros(0, np.int64)
    right = truth == guess
    confidence = outcome.units.max(axis=1) if len(rows) else np.zeros(0)
    counts = metrics.class_counts(truth=truth, guess=guess, classes=len(classifier.units))
    return Evaluation(
        rows=len(rows),
        labels=classifier.units,
        accuracy=metrics.accuracy(truth=truth, guess=guess),
        macro_f1=_macro_f1(counts=counts, rows=rows, labels=classifier.units),
        top_3=metrics.top_k(truth=truth, scores=outcome.units, k=3),
        ece=metrics.calibration_error(right=right, confidence=confidence),
        brier=metrics.brier(truth=truth, scores=outcome.units),
        log_loss=metrics.log_loss(truth=truth, scores=outcome.units),
        coverage_97=metrics.coverage_at(right=right, confidence=confidence, precision=0.97),
        coverage_99=metrics.coverage_at(right=right, confidence=confidence, precision=0.99),
        majority=_majority(rows),
        classes=_classes(counts=counts, labels=classifier.units),
        confusions=_confusions(truth=truth, guess=guess, labels=classifier.units),
        category=_head(ranks=outcome.category_ranks, labels=len(classifier.categories)),
        kind=_head(ranks=outcome.kind_ranks, labels=len(classifier.kinds)),
        curves=curves_of(right=right, confidence=confidence),
    )


def _untold(done: int) -> None:
    """Nobody watches."""


def _outcome(
    *, classifier: Classifier, rows: Sequence[LabelledRow], documents: Documents
) -> _Outcome:
    """Score in batches: with 400 categories the whole table would not fit for a large history."""
    categories = _places([one.category for one in rows], labels=classifier.categories)
    kinds = _places([one.row.kind for one in rows], labels=classifier.kinds)
    units, category_ranks, kind_ranks = [], [], []
    for start in range(0, len(rows), _BATCH):
        stop = min(start + _BATCH, len(rows))
        scores = classifier.scores(classifier.featuriser.of_documents(documents, start, stop))
        units.append(scores.units)
        category_ranks.append(_ranks(truth=categories[start:stop], scores=scores.categories))
        kind_ranks.append(_ranks(truth=kinds[start:stop], scores=scores.kinds))
    nothing = np.zeros(0, np.int64)
    return _Outcome(
        units=np.concatenate(units) if units else np.zeros((0, len(classifier.units)), np.float32),
        category_ranks=np.concatenate([nothing, *category_ranks]),
        kind_ranks=np.concatenate([nothing, *kind_ranks]),
    )


def _ranks(*, truth: Integers, scores: npt.NDArray[np.float32] | None) -> Integers:
    """How many classes score above the true one; -1 where the truth is not known to the head."""
    if scores is None:
        return np.full(len(truth), -1, np.int64)
    own = scores[np.arange(len(truth)), np.maximum(truth, 0)]
    ranks: Integers = (scores > own[:, None]).sum(axis=1).astype(np.int64)
    ranks[truth < 0] = -1
    return ranks


def _head(*, ranks: Integers, labels: int) -> HeadFigures | None:
    known = ranks[ranks >= 0]
    if not labels or not len(known):
        return None
    return HeadFigures(
        rows=len(known),
        labels=labels,
        accuracy=float((known == 0).mean()),
        top_3=float((known < 3).mean()),
    )


def _places(values: Sequence[str | None], *, labels: Sequence[str]) -> Integers:
    column = {label: at for at, label in enumerate(labels)}
    return np.array([column.get(value or "", -1) for value in values], dtype=np.int64)


def _majority(rows: Sequence[LabelledRow]) -> float:
    if not rows:
        return 0.0
    _, sizes = np.unique([one.label for one in rows], return_counts=True)
    return float(sizes.max() / len(rows))


def _macro_f1(
    *, counts: metrics.ClassCounts, rows: Sequence[LabelledRow], labels: Sequence[str]
) -> float:
    """The mean F1 over labels that occur; one that the classifier lacks adds a zero."""
    lacking = len({one.label for one in rows} - set(labels))
    present = int((counts.support > 0).sum())
    share = present / (present + lacking) if present else 0.0
    return metrics.macro_f1(counts=counts) * share


def _classes(*, counts: metrics.ClassCounts, labels: Sequence[str]) -> tuple[ClassFigures, ...]:
    return tuple(
        ClassFigures(
            label=label,
            precision=float(counts.precision[at]),
            recall=float(counts.recall[at]),
            f1=float(counts.f1[at]),
            support=int(counts.support[at]),
        )
        for at, label in enumerate(labels)
        if counts.support[at] or counts.precision[at]
    )


def _confusions(
    *, truth: Integers, guess: Integers, labels: Sequence[str]
) -> tuple[Confusion, ...]:
    found = metrics.confusions(truth=truth, guess=guess, limit=_CONFUSIONS)
    return tuple(
        Confusion(truth=labels[one], guess=labels[other], rows=rows) for one, other, rows in found
    )
