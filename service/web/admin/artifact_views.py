"""Artefacts as the administrator reads them: how the live one does, which there are, what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.queries.acceptance import Acceptance
from service.web.language import say
from service.web.names import Names
from service.web.times import moment
from training.evaluation import ClassFigures, Evaluation
from training.registry import Entry, Promotion

#: With fewer choices in a week a share says nothing.
_ENOUGH = 30
#: Percentage points between two weeks that are worth a word.
_WORTH = 3
_WEAKEST = 12


@dataclass(frozen=True, kw_only=True)
class ArtifactRow:
    """One version in the list; `state` is a word, `tone` its colour."""

    version: str
    state: str
    tone: str
    made: str
    rows: int
    units: int
    trained_on: str
    first: str
    macro: str
    trouble: str
    is_live: bool


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """One promotion or rollback."""

    at: str
    what: str
    version: str
    previous: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WeakUnit:
    """One unit's figures on its held-out tickets."""

    name: str
    rows: int
    precision: str
    recall: str
    f1: str


@dataclass(frozen=True, kw_only=True)
class MixUp:
    """Tickets of one unit that another was named for."""

    truth: str
    guess: str
    rows: int


def artifact_rows(entries: Sequence[Entry], history: Sequence[Promotion]) -> list[ArtifactRow]:
    """Return every version, the live one first, then the newest."""
    used = {one.version for one in history}
    live = next((one.version for one in entries if one.live), "")
    ordered = sorted(entries, key=lambda one: one.version, reverse=True)
    ordered.sort(key=lambda one: not one.live)
    return [_row(one, used=used, live=live) for one in ordered]


def candidate_of(entries: Sequence[Entry], history: Sequence[Promotion], wanted: str) -> str:
    """Return the version to compare: the wanted one, or the newest that was never in service.

    Nothing where none is newer than what is live.
    """
    usable = {one.version: one for one in entries if one.record is not None and not one.live}
    if wanted in usable:
        return wanted
    used = {one.version for one in history}
    live = next((one.version for one in entries if one.live), "")
    newer = [version for version in usable if version not in used and version > live]
    return max(newer, default="")


def history_rows(history: Sequence[Promotion]) -> list[HistoryRow]:
    """Return the promotions, newest first."""
    names = {"promote": "正式启用", "rollback": "回退到"}
    return [
        HistoryRow(
            at=moment(datetime.fromisoformat(one.at)),
            what=say(names.get(one.action, one.action))
            + (say("（未达门槛，人工决定）") if one.forced else ""),
            version=one.version,
            previous=one.previous or "",
            by=one.by,
            reason=one.reason,
        )
        for one in reversed(history)
    ]


def judgement(weeks: Sequence[Acceptance], *, passes: bool | None) -> str:
    """Return how the live version does and what there is to decide, in one breath.

    `passes` is whether the candidate passed the gates, nothing where there is none.
    """
    if passes is None:
        return _trend(weeks) + say("没有等待决定的候选。")
    if passes:
        return _trend(weeks) + say("有一个候选达到全部门槛，可以启用，比较见下。")
    return _trend(weeks) + say("有一个候选没有达到门槛，不建议启用，原因见下。")


def weakest_units(of: Evaluation, names: Names) -> list[WeakUnit]:
    """Return the units that are found worst, those without a held-out ticket left out."""
    occurring = sorted((one for one in of.classes if one.support), key=lambda one: one.f1)
    return [_weak(one, names) for one in occurring[:_WEAKEST]]


def mix_ups(of: Evaluation, names: Names) -> list[MixUp]:
    """Return the pairs of units that are mixed up most."""
    return [
        MixUp(truth=names.unit(one.truth), guess=names.unit(one.guess), rows=one.rows)
        for one in of.confusions[:_WEAKEST]
    ]


def _trend(weeks: Sequence[Acceptance]) -> str:
    this, last = weeks
    if this.share is None or this.chosen < _ENOUGH or last.share is None or last.chosen < _ENOUGH:
        return say("样本还少，采纳率看不出变化。")
    points = round(100 * (this.share - last.share))
    if points <= -_WORTH:
        return say("采纳率下降 %(n)s 个百分点，请看争议事项，或用新工单训练。", n=-points)
    if points >= _WORTH:
        return say("采纳率上升 %(n)s 个百分点。", n=points)
    return say("采纳率平稳。")


def _row(entry: Entry, *, used: set[str], live: str) -> ArtifactRow:
    manifest, found = entry.manifest, entry.record.evaluation if entry.record else None
    state, tone = _state(entry, used=used, live=live)
    return ArtifactRow(
        version=entry.version,
        state=state,
        tone=tone,
        made=moment(manifest.created_at) if manifest else "",
        rows=manifest.rows if manifest else 0,
        units=len(manifest.labels) if manifest else 0,
        trained_on=manifest.trained_on if manifest else "",
        first=f"{100 * found.accuracy:.1f}%" if found else "",
        macro=f"{100 * found.macro_f1:.1f}%" if found else "",
        trouble=entry.trouble,
        is_live=entry.live,
    )


def _state(entry: Entry, *, used: set[str], live: str) -> tuple[str, str]:
    if entry.trouble:
        return "不能使用", "late"
    if entry.live:
        return "现用", "good"
    if entry.version in used:
        return "曾启用", "quiet"
    return ("候选", "soon") if entry.version > live else ("未启用", "quiet")


def _weak(one: ClassFigures, names: Names) -> WeakUnit:
    return WeakUnit(
        name=names.unit(one.label),
        rows=one.support,
        precision=f"{100 * one.precision:.0f}%",
        recall=f"{100 * one.recall:.0f}%",
        f1=f"{100 * one.f1:.0f}%",
    )
