"""The challenger beside what is live and beside the best there ever was, without flattering any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from training.errors import EvaluationDamaged, VersionUnknown
from training.evaluation import Evaluation, evaluate
from training.labels import LabelledRow
from training.promotion import Best, Case, Comparison
from training.records import Record, text_hashes
from training.registry import Registry
from triage.errors import ArtifactError
from triage.knowledge import Knowledge
from triage.pipeline import Classifier

# On fewer common rows a difference says nothing; each one's own held-out rows say more.
_ENOUGH = 100
_SAME_LABELS = 0.5


@dataclass(frozen=True, kw_only=True)
class Challenger:
    """A classifier, the held-out rows that examined it, and its figures on them."""

    classifier: Classifier
    rows: Sequence[LabelledRow]
    evaluation: Evaluation


def case_for(
    *,
    challenger: Challenger,
    registry: Registry,
    live: str | None,
    knowledge: Knowledge,
    on: date,
) -> Case:
    """Gather what the gates look at.

    The live artefact may have learned some of them since: it is examined only on the others, and
    where too few are left the two are compared by the figures that each earned when it was made.
    """
    record = _record(registry, version=live) if live else None
    evaluation = challenger.evaluation
    best = _best(registry, labels=evaluation.labels)
    if record is None or live is None:
        return Case(challenger=evaluation, standing=evaluation.macro_f1, best=best)
    comparison = _comparison(challenger=challenger, registry=registry, live=live, record=record)
    labels = record.evaluation.labels
    return Case(
        challenger=evaluation,
        standing=_standing(evaluation=evaluation, comparison=comparison, record=record),
        comparison=comparison,
        live_labels=frozenset(labels),
        retired=_retired(labels, knowledge=knowledge, on=on),
        best=best,
    )


def case_of_record(*, version: str, registry: Registry, knowledge: Knowledge, on: date) -> Case:
    """Gather what the gates look at for a version that was examined when it was made.

    Raises `VersionUnknown` or `EvaluationDamaged`.
    """
    own = registry.record(version)
    live = registry.live()
    record = _record(registry, version=live) if live else None
    best = _best(registry, labels=own.evaluation.labels)
    if record is None or live == version:
        return Case(challenger=own.evaluation, standing=own.standing, best=best)
    labels = record.evaluation.labels
    return Case(
        challenger=own.evaluation,
        standing=own.standing,
        comparison=comparison_of_records(own=own, live=live, record=record),
        live_labels=frozenset(labels),
        retired=_retired(labels, knowledge=knowledge, on=on),
        best=best,
    )


def comparison_of_records(*, own: Record, live: str | None, record: Record) -> Comparison | None:
    """Compare two by what was measured: on common rows if that was done, else on each one's own.

    None where their labels are of different worlds.
    """
    if not comparable(own.evaluation.labels, record.evaluation.labels):
        return None
    if own.compared is not None and own.compared.live == live:
        both = own.compared
        return Comparison(challenger=both.own, live=both.other, same_rows=True)
    return Comparison(challenger=own.evaluation, live=record.evaluation, same_rows=False)


def _standing(*, evaluation: Evaluation, comparison: Comparison | None, record: Record) -> float:
    """Carry the live artefact's standing forward by the difference; without one, start anew."""
    if comparison is None:
        return evaluation.macro_f1
    gain = comparison.challenger.macro_f1 - comparison.live.macro_f1
    return record.standing + gain


def _comparison(
    *, challenger: Challenger, registry: Registry, live: str, record: Record
) -> Comparison | None:
    evaluation, rows = challenger.evaluation, challenger.rows
    if not comparable(evaluation.labels, record.evaluation.labels):
        return None
    recorded = Comparison(challenger=evaluation, live=record.evaluation, same_rows=False)
    unseen = ~np.isin(text_hashes(rows), record.seen)
    if unseen.sum() < _ENOUGH:
        return recorded
    try:
        opponent = registry.load(live).classifier
    except ArtifactError:
        # What cannot be loaded cannot be examined; its figures stand.
        return recorded
    common = [row for row, kept in zip(rows, unseen.tolist(), strict=True) if kept]
    return Comparison(
        challenger=evaluate(classifier=challenger.classifier, rows=common),
        live=evaluate(classifier=opponent, rows=common),
        same_rows=True,
    )


def comparable(labels: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two label sets speak of the same world: half of the smaller one in common."""
    smaller = min(len(set(labels)), len(set(others)))
    return len(set(labels) & set(others)) >= _SAME_LABELS * max(smaller, 1)


def _best(registry: Registry, *, labels: Sequence[str]) -> Best | None:
    """The best of what was promoted since a person last forced one, which sets a new measure."""
    found = [
        Best(version=version, standing=record.standing)
        for version, record in _promoted(registry)
        if comparable(record.evaluation.labels, labels)
    ]
    return max(found, key=lambda best: best.standing, default=None)


def _promoted(registry: Registry) -> Iterator[tuple[str, Record]]:
    for entry in reversed(registry.history()):
        record = _record(registry, version=entry.version)
        if record is not None:
            yield entry.version, record
        if entry.forced:
            return


def _record(registry: Registry, *, version: str) -> Record | None:
    try:
        return registry.record(version)
    except (EvaluationDamaged, VersionUnknown):
        return None


def _retired(labels: Sequence[str], *, knowledge: Knowledge, on: date) -> frozenset[str]:
    gone = (knowledge.units.get(label) for label in labels)
    return frozenset(fact.code for fact in gone if fact is not None and not fact.alive(on=on))
