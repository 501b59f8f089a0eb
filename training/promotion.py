"""Whether an artefact may go live: gates as data, each with a finding in one Chinese sentence."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from training.evaluation import Evaluation


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The bounds of the gates; figures are shares, `recall_support` is rows."""

    error_against_majority: float = 0.8
    macro_f1_step: float = 0.02
    macro_f1_total: float = 0.05
    recall_drop: float = 0.10
    recall_support: int = 30
    ece: float = 0.06
    same_labels: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Best:
    """The artefact of the highest standing ever promoted with a comparable label set."""

    version: str
    standing: float


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Challenger and live side by side; on the same unseen rows, or each on its own held-out."""

    challenger: Evaluation
    live: Evaluation
    same_rows: bool

    @property
    def basis(self) -> str:
        """On what the two were compared, in Chinese."""
        if self.same_rows:
            return f"同一批 {self.live.rows} 行两者都未见过的记录"
        return "各自的留出记录（上线制品已见过这批记录）"


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the gates look at; without `comparison` and `live_labels` there is nothing live.

    `standing` is the challenger's macro-F1 carried forward from the first artefact by differences
    on common rows; `retired` are labels of the live artefact whose units exist no more.
    """

    challenger: Evaluation
    standing: float
    comparison: Comparison | None = None
    live_labels: frozenset[str] | None = None
    retired: frozenset[str] = frozenset()
    best: Best | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The result of one gate."""

    gate: str
    passed: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All findings; passed only where every gate passed."""

    passed: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One condition: its name, its Chinese label, and the check that says passed and why."""

    name: str
    label: str
    check: Callable[[Case, Limits], tuple[bool, str]]


def judge(*, case: Case, limits: Limits) -> Verdict:
    """Ask every gate; the first artefact ever meets only the absolute ones."""
    findings = []
    for gate in GATES:
        passed, sentence = gate.check(case, limits)
        findings.append(
            Finding(gate=gate.name, passed=passed, sentence=f"{gate.label}：{sentence}")
        )
    return Verdict(passed=all(one.passed for one in findings), findings=tuple(findings))


def _examined(case: Case, limits: Limits) -> tuple[bool, str]:
    del limits
    rows = case.challenger.rows
    return rows > 0, f"留出 {rows} 行" if rows else "没有可供考核的留出记录，无从判断好坏"


def _beats_majority(case: Case, limits: Limits) -> tuple[bool, str]:
    own, majority = case.challenger.accuracy, case.challenger.majority
    floor = 1 - limits.error_against_majority * (1 - majority)
    passed = own >= floor
    verb = "达到" if passed else "未达到"
    return passed, f"准确率 {own:.1%}，{verb}底线 {floor:.1%}（全派给最大单位可得 {majority:.1%}）"


def _calibrated(case: Case, limits: Limits) -> tuple[bool, str]:
    # Probabilities are promised for tickets as they come; matters never told are only a part.
    stream = case.challenger.arriving or case.challenger
    # Of few rows even perfect probabilities show an error, by chance, of about this size.
    bound = max(limits.ece, 0.4 * math.sqrt(15 / max(stream.rows, 1)))
    passed = stream.ece <= bound
    verb = "不超过" if passed else "超过"
    return passed, f"校准误差 {stream.ece:.3f}，{verb}上限 {bound:.3f}"


def _same_world(case: Case, limits: Limits) -> tuple[bool, str]:
    if case.live_labels is None:
        return True, "尚无上线制品"
    known = len(case.live_labels & set(case.challenger.labels))
    share = known / max(len(case.live_labels), 1)
    if share >= limits.same_labels:
        return True, f"上线制品的标签有 {share:.0%} 在内"
    return (
        False,
        f"与上线制品不是同一套标签（只有 {share:.0%} 相同），如确需替换请强制上线",
    )


def _not_shrunk(case: Case, limits: Limits) -> tuple[bool, str]:
    del limits
    lost = (case.live_labels or frozenset()) - set(case.challenger.labels) - case.retired
    if not lost:
        return True, "没有丢失单位"
    return False, f"不再认识 {len(lost)} 个现有单位：{'、'.join(sorted(lost)[:10])}"


def _step(case: Case, limits: Limits) -> tuple[bool, str]:
    if case.comparison is None:
        return True, "没有可比的上线制品"
    new, old = case.comparison.challenger, case.comparison.live
    drop = old.macro_f1 - new.macro_f1
    allowed = _allowed_step(case.comparison, limits)
    passed = drop <= allowed
    verb = "在允许之内" if passed else "退步过大"
    return passed, (
        f"宏平均 F1 由 {old.macro_f1:.3f} 到 {new.macro_f1:.3f}，{verb}"
        f"（允许下降 {allowed:.3f}；比较于{case.comparison.basis}）"
    )


def _allowed_step(comparison: Comparison, limits: Limits) -> float:
    """The step that is allowed, or on few rows of each one's own what chance alone brings.

    On different rows a figure f of n of them wavers by sqrt(f(1-f)/n); a smaller difference says
    nothing. It never allows more than the total, so that a small history is no way around it.
    """
    if comparison.same_rows:
        return limits.macro_f1_step
    rows = max(min(comparison.challenger.rows, comparison.live.rows), 1)
    figure = comparison.live.macro_f1
    chance = math.sqrt(max(figure * (1 - figure), 0.0) / rows)
    return max(limits.macro_f1_step, min(chance, limits.macro_f1_total))


def _recall(case: Case, limits: Limits) -> tuple[bool, str]:
    if case.comparison is None:
        return True, "没有可比的上线制品"
    fallen = []
    for old in case.comparison.live.classes:
        new = case.comparison.challenger.of_label(old.label)
        recall = new.recall if new else 0.0
        if old.support >= limits.recall_support and old.recall - recall > limits.recall_drop:
            fallen.append(f"{old.label} {old.recall:.2f}→{recall:.2f}")
    if not fallen:
        return True, f"留出 {limits.recall_support} 行以上的单位，召回率没有明显下降"
    return (
        False,
        f"{len(fallen)} 个单位召回率降幅过大：{'、'.join(fallen)}",
    )


def _total(case: Case, limits: Limits) -> tuple[bool, str]:
    """Small steps down add up: the best ever promoted is the measure, not only the last."""
    if case.best is None:
        return True, "尚无历史最好成绩"
    drop = case.best.standing - case.standing
    passed = drop <= limits.macro_f1_total
    verb = "在允许之内" if passed else "累计退步过大"
    return passed, (
        f"历次比较累计的宏平均 F1 为 {case.standing:.3f}，最好的 {case.best.version} 为"
        f" {case.best.standing:.3f}，{verb}（允许累计下降 {limits.macro_f1_total:.3f}）"
    )


GATES: tuple[Gate, ...] = (
    Gate(name="examined", label="有考核记录", check=_examined),
    Gate(name="beats_majority", label="好于最笨的办法", check=_beats_majority),
    Gate(name="calibrated", label="概率可信", check=_calibrated),
    Gate(name="same_world", label="同一套标签", check=_same_world),
    Gate(name="not_shrunk", label="单位不缺", check=_not_shrunk),
    Gate(name="step", label="不低于上线制品", check=_step),
    Gate(name="recall", label="没有单位被牺牲", check=_recall),
    Gate(name="total", label="不低于历史最好太多", check=_total),
)
