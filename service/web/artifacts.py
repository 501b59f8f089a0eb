"""Artefacts as the administrator compares them: figures, differences, gates in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.web.times import moment
from training.evaluation import Evaluation
from training.promotion import Finding, Verdict
from training.records import Record
from training.registry import Entry, Promotion

_ECE = "概率校准误差"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of a version and how it differs from the live one; `is_better` may be unknown."""

    label: str
    value: str
    change: str
    is_better: bool | None


@dataclass(frozen=True, kw_only=True)
class ArtifactView:
    """One version on the page."""

    version: str
    is_live: bool
    trouble: str
    made: str
    rows: int
    units: int
    trained_on: str
    figures: Sequence[Figure]
    findings: Sequence[Finding]
    passes: bool


@dataclass(frozen=True, kw_only=True)
class HistoryView:
    """One promotion or rollback."""

    at: str
    what: str
    version: str
    previous: str


def artifact_views(
    entries: Sequence[Entry], *, verdicts: Mapping[str, Verdict]
) -> list[ArtifactView]:
    """Return every version, the live one first, then the newest, with what the gates say."""
    standing = next((one.record for one in entries if one.live), None)
    ordered = sorted(entries, key=lambda one: one.version, reverse=True)
    ordered.sort(key=lambda one: not one.live)
    return [_view(one, verdicts.get(one.version), against=standing) for one in ordered]


def history_views(history: Sequence[Promotion]) -> list[HistoryView]:
    """Return the promotions, newest first."""
    names = {"promote": "启用", "rollback": "回退到"}
    return [
        HistoryView(
            at=moment_of(one.at),
            what=names.get(one.action, one.action)
            + ("（未过门槛，人工决定）" if one.forced else ""),
            version=one.version,
            previous=one.previous or "",
        )
        for one in reversed(history)
    ]


def moment_of(stamp: str) -> str:
    """Return a stored instant as the city's clocks show it."""
    return moment(datetime.fromisoformat(stamp))


def _view(entry: Entry, verdict: Verdict | None, *, against: Record | None) -> ArtifactView:
    manifest = entry.manifest
    other = None if entry.live else against
    return ArtifactView(
        version=entry.version,
        is_live=entry.live,
        trouble=entry.trouble,
        made=moment(manifest.created_at) if manifest else "",
        rows=manifest.rows if manifest else 0,
        units=len(manifest.labels) if manifest else 0,
        trained_on=manifest.trained_on if manifest else "",
        figures=_figures(entry.record, other) if entry.record else (),
        findings=verdict.findings if verdict else (),
        passes=verdict.passed if verdict else False,
    )


def _figures(own: Record, other: Record | None) -> list[Figure]:
    mine, theirs = _values(own.evaluation), _values(other.evaluation) if other else {}
    return [
        _figure(label, value, theirs.get(label), label != _ECE) for label, value in mine.items()
    ]


def _values(of: Evaluation) -> dict[str, float]:
    """The figures by their names; those of the finished suggestion where they were measured."""
    return {
        "首选准确率": of.routing.first if of.routing else of.accuracy,
        "前三命中率": of.routing.top_3 if of.routing else of.top_3,
        "各单位平均 F1": of.macro_f1,
        "97% 精度时可自动派单": of.coverage_97,
        _ECE: of.ece,
    }


def _figure(label: str, value: float, live: float | None, more_is_better: bool) -> Figure:
    shown = f"{100 * value:.1f}%"
    if live is None:
        return Figure(label=label, value=shown, change="", is_better=None)
    points = round(100 * (value - live), 1)
    if points == 0:
        return Figure(label=label, value=shown, change="持平", is_better=None)
    better = (points > 0) == more_is_better
    return Figure(label=label, value=shown, change=f"{points:+.1f}", is_better=better)
