"""History in, artefact out, live if it is better: the steps in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from models.clock import to_city
from training.cleaning import DropReport
from training.comparison import Challenger, case_for
from training.errors import LiveMoved
from training.evaluation import Evaluation, evaluate, evaluate_arriving, full_text
from training.history import History
from training.labels import LabelledRow, SuccessionFact
from training.preparation import Prepared, examples_of, prepare
from training.promotion import Finding, Limits, Verdict, judge
from training.records import Record, text_hashes
from training.registry import Registry
from training.returns import learn_returns
from training.routing import evaluate_routing
from training.splitting import Integers
from triage import artifact
from triage.artifact import LoadedArtifact, Manifest
from triage.knowledge import Knowledge
from triage.pipeline import Classifier, fit
from triage.recipe import Recipe
from triage.similar import build_similar
from triage.suggester import Suggester

Progress = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for: names and times are given, `force` promotes whatever the gates say.

    `learn_all` fits once more on every row after the examination, so that the newest tickets,
    which examined, also teach; without it the examined classifier itself is kept.
    """

    version: str
    at: datetime
    trained_on: str
    recipe: Recipe = field(default_factory=Recipe)
    limits: Limits = field(default_factory=Limits)
    promote: bool = True
    force: bool = False
    learn_all: bool = True


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
    progress("清洗与标注", 0.0)
    prepared = prepare(history=history, knowledge=knowledge, successions=successions, on=day)
    learned = prepared.teaching
    classifier = _fit(prepared, learned, order, _within(progress, 0.05, 0.4))
    progress("考核", 0.4)
    challenger = _examine(classifier, prepared=prepared, knowledge=knowledge, order=order)
    case = case_for(
        challenger=challenger, registry=registry, live=live, knowledge=knowledge, on=day
    )
    verdict = judge(case=case, limits=order.limits)
    if order.learn_all:
        learned = prepared.everything
        classifier = _fit(prepared, learned, order, _within(progress, 0.5, 0.85))
    progress("写入制品", 0.85)
    rows = prepared.at(learned)
    try:
        _save(staged, classifier=classifier, rows=rows, order=order, key=registry.key, parent=live)
        record = Record(
            evaluation=challenger.evaluation, standing=case.standing, seen=text_hashes(rows)
        )
        registry.add(order.version, staged=staged, record=record)
    finally:
        registry.discard(staged)
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


def _fit(prepared: Prepared, at: Integers, order: Order, progress: Progress) -> Classifier:
    groups = prepared.split.groups[at].tolist()
    rows = prepared.at(at)
    examples = examples_of(rows, groups=groups, taught=prepared.taught)
    return replace(fit(examples, order.recipe, progress), returns=learn_returns(rows))


def _examine(
    classifier: Classifier, *, prepared: Prepared, knowledge: Knowledge, order: Order
) -> Challenger:
    """Measure the classifier alone and, for a city's own units, the finished suggestion too."""
    rows = prepared.at(prepared.split.held_out)
    evaluation = evaluate(classifier=classifier, rows=rows)
    if len(prepared.split.echoes):
        arriving = evaluate_arriving(classifier=classifier, rows=prepared.at(prepared.arriving))
        evaluation = replace(evaluation, arriving=arriving)
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


def _save(
    staged: Path,
    *,
    classifier: Classifier,
    rows: Sequence[LabelledRow],
    order: Order,
    key: bytes,
    parent: str | None,
) -> None:
    """Write the artefact with its index of similar past tickets, where nobody sees it yet."""
    similar = build_similar(
        classifier,
        references=[one.row.reference for one in rows],
        texts=[full_text(one) for one in rows],
        units=[one.unit for one in rows],
        areas=[one.row.area for one in rows],
        received=[one.row.received_at for one in rows],
    )
    manifest = _manifest(order=order, rows=rows, parent=parent)
    artifact.save(staged, classifier=classifier, similar=similar, manifest=manifest, key=key)


def _promote(
    registry: Registry, *, order: Order, verdict: Verdict, live: str | None
) -> tuple[Verdict, bool]:
    """Go live where the gates or a person say so, unless somebody else went live meanwhile."""
    if not order.promote or not (verdict.passed or order.force):
        return verdict, False
    forced = not verdict.passed
    try:
        registry.promote(order.version, at=order.at, expected=live, forced=forced)
    except LiveMoved as error:
        moved = Finding(gate="unmoved", passed=False, sentence=str(error))
        return Verdict(passed=False, findings=(*verdict.findings, moved)), False
    return verdict, True


def _within(progress: Progress, start: float, stop: float) -> Progress:
    """Show the progress of one step as its part of the whole."""

    def report(stage: str, fraction: float) -> None:
        progress(stage, start + (stop - start) * fraction)

    return report
