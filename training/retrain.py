"""History in, artefact out, live if it is better: the steps in reading order."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from models.clock import to_city
from training.cleaning import DropReport
from training.comparison import Challenger, case_for
from training.errors import LiveMoved
from training.evaluation import Evaluation, evaluate_arriving, full_text
from training.history import History
from training.labels import LabelledRow, SuccessionFact
from training.preparation import Prepared, prepare
from training.promotion import Case, Comparison, Finding, Limits, Verdict, judge
from training.records import Compared, Record, text_hashes
from training.registry import Registry
from training.returns import learn_returns
from training.routing import evaluate_routing
from training.splitting import Integers
from triage import artifact
from triage.arrays import Codes
from triage.artifact import LoadedArtifact, Manifest
from triage.blocks import Room
from triage.knowledge import Knowledge
from triage.pipeline import Classifier, fit
from triage.recipe import Recipe
from triage.similar import build_similar
from triage.suggester import Suggester

Progress = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for: names and times are given, `force` promotes whatever the gates say.

    `by` and `reason` are remembered: who asked, and why where the gates were overruled.

    `learn_all` fits once more on every row after the examination, so that the newest tickets,
    which examined, also teach; without it the examined classifier itself is kept. `megabytes`
    bounds the memory of the features; what does not fit is written beside the staged artefact.
    """

    version: str
    at: datetime
    trained_on: str
    recipe: Recipe = field(default_factory=Recipe)
    limits: Limits = field(default_factory=Limits)
    promote: bool = True
    force: bool = False
    by: str = ""
    reason: str = ""
    learn_all: bool = True
    megabytes: int = Room().megabytes


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a training; `live_before` is what it was compared with."""

    version: str
    evaluation: Evaluation
    verdict: Verdict
    promoted: bool
    foreign: bool
    report: DropReport
    live_before: str | None = None


def retrain(
    *,
    history: History,
    knowledge: Knowledge,
    successions: Sequence[SuccessionFact],
    registry: Registry,
    order: Order,
    progress: Progress,
) -> Outcome:
    """Train on `history` and promote what passes; on any error nothing becomes visible.

    Raises `TooFewRows`, `OneClassOnly`, `VersionTaken`, `VersionInvalid`.
    """
    staged = registry.staging(order.version)
    live = registry.live()
    day = to_city(order.at).date()
    room = Room(megabytes=order.megabytes, folder=staged.with_name(f"{staged.name}.rows"))
    told = _within(progress, 0.0, 0.08)
    prepared = prepare(
        history=history, knowledge=knowledge, successions=successions, on=day, progress=told
    )
    learned = prepared.teaching
    classifier = _fit(prepared, learned, order.recipe, room, _within(progress, 0.08, 0.44))
    progress("考核", 0.44)
    challenger = _examine(classifier, prepared=prepared, knowledge=knowledge, order=order)
    case = case_for(
        challenger=challenger, registry=registry, live=live, knowledge=knowledge, on=day
    )
    verdict = judge(case=case, limits=order.limits)
    if order.learn_all:
        learned = prepared.everything
        classifier = _fit(prepared, learned, order.recipe, room, _within(progress, 0.5, 0.95))
    progress("写入制品", 0.95)
    made = _made(classifier, prepared=prepared, at=learned, order=order, parent=live)
    record = _record(challenger, case, seen=text_hashes(prepared.at(learned)), live=live)
    _save(made, staged=staged, record=record, registry=registry)
    verdict, promoted = _promote(registry, order=order, verdict=verdict, live=live)
    progress("完成", 1.0)
    return Outcome(
        version=order.version,
        evaluation=challenger.evaluation,
        verdict=verdict,
        promoted=promoted,
        foreign=prepared.foreign,
        report=prepared.report,
        live_before=live,
    )


def _record(challenger: Challenger, case: Case, *, seen: Codes, live: str | None) -> Record:
    """What an artefact's examination leaves: its figures, and those of the live one beside them."""
    return Record(
        evaluation=challenger.evaluation,
        standing=case.standing,
        seen=seen,
        compared=_compared(case.comparison, live=live),
    )


def _compared(comparison: Comparison | None, *, live: str | None) -> Compared | None:
    """What is worth keeping of a comparison: the figures on common rows."""
    if comparison is None or live is None or not comparison.same_rows:
        return None
    return Compared(live=live, own=comparison.challenger, other=comparison.live)


def _fit(
    prepared: Prepared, at: Integers, recipe: Recipe, room: Room, progress: Progress
) -> Classifier:
    try:
        made = fit(prepared.examples(at), recipe, progress, room=room)
    finally:
        if room.folder is not None:
            shutil.rmtree(room.folder, ignore_errors=True)
    return replace(made, returns=learn_returns(prepared.at(at)))


def _examine(
    classifier: Classifier, *, prepared: Prepared, knowledge: Knowledge, order: Order
) -> Challenger:
    """Measure the classifier alone and, for a city's own units, the finished suggestion too."""
    rows = prepared.at(prepared.split.held_out)
    newest = prepared.arriving
    evaluation = evaluate_arriving(
        classifier=classifier,
        rows=prepared.at(newest),
        documents=prepared.documents.at(newest),
        fresh=np.isin(newest, prepared.split.held_out),
    )
    if not prepared.foreign and knowledge.units:
        manifest = _manifest(order=order, rows=rows, parent=None)
        loaded = LoadedArtifact(classifier=classifier, similar=None, manifest=manifest)
        suggester = Suggester(loaded, knowledge)
        routing = evaluate_routing(suggester=suggester, rows=rows, on=to_city(order.at).date())
        evaluation = replace(evaluation, routing=routing)
    return Challenger(classifier=classifier, rows=rows, evaluation=evaluation)


def _manifest(*, order: Order, rows: Sequence[LabelledRow], parent: str | None) -> Manifest:
    return Manifest(
        version=order.version,
        created_at=order.at,
        recipe=order.recipe,
        labels=dict(sorted(Counter(one.label for one in rows).items())),
        rows=len(rows),
        trained_on=order.trained_on,
        libraries={},
        files={},
        parent=parent,
    )


def _made(
    classifier: Classifier, *, prepared: Prepared, at: Integers, order: Order, parent: str | None
) -> LoadedArtifact:
    """The artefact as it will be written, with its index of similar past tickets."""
    rows = prepared.at(at)
    similar = build_similar(
        classifier,
        references=[one.row.reference for one in rows],
        texts=[full_text(one) for one in rows],
        units=[one.unit for one in rows],
        areas=[one.row.area for one in rows],
        received=[one.row.received_at for one in rows],
        documents=prepared.documents.at(at),
    )
    manifest = _manifest(order=order, rows=rows, parent=parent)
    return LoadedArtifact(classifier=classifier, similar=similar, manifest=manifest)


def _save(made: LoadedArtifact, *, staged: Path, record: Record, registry: Registry) -> None:
    """Write the artefact where nobody sees it yet, then make it visible whole."""
    try:
        artifact.save(
            staged,
            classifier=made.classifier,
            similar=made.similar,
            manifest=made.manifest,
            key=registry.key,
        )
        registry.add(made.manifest.version, staged=staged, record=record)
    finally:
        registry.discard(staged)


def _promote(
    registry: Registry, *, order: Order, verdict: Verdict, live: str | None
) -> tuple[Verdict, bool]:
    """Go live where the gates or a person say so, unless somebody else went live meanwhile."""
    if not order.promote or not (verdict.passed or order.force):
        return verdict, False
    forced = not verdict.passed
    try:
        registry.promote(
            order.version,
            at=order.at,
            expected=live,
            forced=forced,
            by=order.by,
            reason=order.reason if forced else "",
        )
    except LiveMoved as error:
        moved = Finding(gate="unmoved", passed=False, sentence=str(error))
        return Verdict(passed=False, findings=(*verdict.findings, moved)), False
    return verdict, True


def _within(progress: Progress, start: float, stop: float) -> Progress:
    """Show the progress of one step as its part of the whole."""

    def report(stage: str, fraction: float) -> None:
        progress(stage, start + (stop - start) * fraction)

    return report
