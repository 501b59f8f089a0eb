"""A candidate beside what is live: figures, units that gain and lose, pairs that are mixed up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from service.web.admin.curves import CoverageChart, Drawn, ReliabilityChart, coverage_chart
from service.web.admin.curves import reliability_chart as reliability_of
from service.web.language import say
from service.web.names import Names
from training.comparison import comparison_of_records
from training.evaluation import ClassFigures, Evaluation
from training.promotion import Comparison, Finding, Verdict
from training.records import Record

_SHOWN = 8
_LEAST_ROWS = 5
_LEAST_STEP = 0.005
_FEW = 30
#: Two standard errors hold 95 of 100 differences that chance alone makes.
_SURE = 1.96
#: A code of a unit in a sentence; what is none, such as ECE, has no other name.
_CODE = re.compile(r"(?<![0-9A-Za-z])[A-Z][0-9A-Z_]+(?![0-9A-Za-z])")
#: Which gate decides by which figure.
_GATES: Mapping[str, str] = {
    "accuracy": "beats_majority",
    "macro_f1": "step",
    "ece": "calibrated",
}


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """One figure of both; `is_better` is None where they are equal or nothing is live."""

    label: str
    live: str
    own: str
    change: str
    is_better: bool | None
    is_chance: bool
    gate: Finding | None


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One unit's F1 under both, over `rows` held-out tickets of its own."""

    name: str
    rows: int
    live: str
    own: str
    change: str
    is_few: bool


@dataclass(frozen=True, kw_only=True)
class PairRow:
    """Tickets of one unit that were given to another, under both."""

    truth: str
    guess: str
    live: int | None
    own: int


@dataclass(frozen=True, kw_only=True)
class ComparisonView:
    """All that a person looks at before a candidate goes live."""

    version: str
    live: str
    basis: str
    is_same_rows: bool
    figures: Sequence[FigureRow]
    gains: Sequence[UnitRow]
    losses: Sequence[UnitRow]
    pairs: Sequence[PairRow]
    findings: Sequence[Finding]
    passes: bool
    coverage: CoverageChart | None
    reliability: ReliabilityChart | None

    @property
    def failed(self) -> Sequence[Finding]:
        """The gates that were not passed."""
        return [one for one in self.findings if not one.passed]


@dataclass(frozen=True, kw_only=True)
class _Sort:
    """How one figure is read: its name, its label, and whether more is better."""

    name: str
    label: str
    more_is_better: bool = True


_SORTS = (
    _Sort(name="accuracy", label="首选准确率"),
    _Sort(name="top_3", label="前三命中率"),
    _Sort(name="macro_f1", label="各单位平均 F1"),
    _Sort(name="coverage_97", label="97% 精度时可自动派单"),
    _Sort(name="coverage_99", label="99% 精度时可自动派单"),
    _Sort(name="ece", label="概率校准误差", more_is_better=False),
)


def compare(
    *,
    version: str,
    own: Record,
    live: str,
    other: Record | None,
    verdict: Verdict,
    names: Names,
) -> ComparisonView:
    """Put a candidate beside what is live; alone where nothing is or labels are another world's."""
    both = comparison_of_records(own=own, live=live, record=other) if other else None
    mine = both.challenger if both else own.evaluation
    theirs = both.live if both else None
    drawn = _drawn(version, own, live=live, other=other, both=both)
    changes = _unit_changes(mine, theirs) if theirs else []
    return ComparisonView(
        version=version,
        live=live if theirs else "",
        basis=_basis(both) if both else "",
        is_same_rows=bool(both and both.same_rows),
        figures=_figure_rows(mine, theirs, verdict=verdict),
        gains=[_unit_row(one, names) for one in changes if one[0] > 0][:_SHOWN],
        losses=[_unit_row(one, names) for one in reversed(changes) if one[0] < 0][:_SHOWN],
        pairs=_pairs(mine, theirs, names=names),
        findings=findings_in_names(verdict, names),
        passes=verdict.passed,
        coverage=coverage_chart(drawn),
        reliability=reliability_of(drawn),
    )


def findings_in_names(verdict: Verdict, names: Names) -> Sequence[Finding]:
    """Return what the gates found with units called by their names instead of their codes."""

    def named(code: re.Match[str]) -> str:
        return names.unit(code[0])

    return [replace(one, sentence=_CODE.sub(named, one.sentence)) for one in verdict.findings]


def figure_rows(of: Evaluation) -> Sequence[FigureRow]:
    """Return the figures of one version alone."""
    return _figure_rows(of, None, verdict=Verdict(passed=True, findings=()))


def _figure_rows(
    mine: Evaluation, theirs: Evaluation | None, *, verdict: Verdict
) -> Sequence[FigureRow]:
    gates = {one.gate: one for one in verdict.findings}
    return [_figure(sort, mine, theirs, gates.get(_GATES.get(sort.name, ""))) for sort in _SORTS]


def _figure(
    sort: _Sort, mine: Evaluation, theirs: Evaluation | None, gate: Finding | None
) -> FigureRow:
    own, live = _value(mine, sort), _value(theirs, sort) if theirs else None
    points = 0.0 if live is None else round(100 * (own - live), 1)
    rows = min(mine.rows, theirs.rows) if theirs else mine.rows
    # What is no share of rows wavers about as much as a share of this size would.
    margin = 100 * _SURE * sqrt(own * (1 - own) / max(rows, 1))
    return FigureRow(
        label=sort.label,
        live="" if live is None else _percent(live),
        own=_percent(own),
        change=_points(points) if live is not None else "",
        is_better=None if live is None or points == 0 else (points > 0) == sort.more_is_better,
        is_chance=points != 0 and abs(points) <= margin,
        gate=gate,
    )


def _value(of: Evaluation, sort: _Sort) -> float:
    """A figure as the gates take it: probabilities are judged on tickets as they come."""
    if sort.name == "ece" and of.arriving is not None:
        return of.arriving.ece
    return float(getattr(of, sort.name))


def _unit_changes(
    mine: Evaluation, theirs: Evaluation
) -> list[tuple[float, ClassFigures | None, ClassFigures]]:
    """The units by how much F1 they gain, most first; those of few tickets left out."""
    found = []
    for old in theirs.classes:
        new = mine.of_label(old.label)
        step = (new.f1 if new else 0.0) - old.f1
        if old.support >= _LEAST_ROWS and abs(step) >= _LEAST_STEP:
            found.append((step, new, old))
    return sorted(found, key=lambda one: -one[0])


def _unit_row(change: tuple[float, ClassFigures | None, ClassFigures], names: Names) -> UnitRow:
    step, new, old = change
    return UnitRow(
        name=names.unit(old.label),
        rows=old.support,
        live=_percent(old.f1),
        own=_percent(new.f1) if new else "—",
        change=_points(round(100 * step, 1)),
        is_few=old.support < _FEW,
    )


def _pairs(mine: Evaluation, theirs: Evaluation | None, *, names: Names) -> Sequence[PairRow]:
    own = {(one.truth, one.guess): one.rows for one in mine.confusions}
    live = {(one.truth, one.guess): one.rows for one in theirs.confusions} if theirs else {}
    most = sorted(
        own.keys() | live.keys(), key=lambda pair: -max(own.get(pair, 0), live.get(pair, 0))
    )
    return [
        PairRow(
            truth=names.unit(truth),
            guess=names.unit(guess),
            live=live.get((truth, guess), 0) if theirs else None,
            own=own.get((truth, guess), 0),
        )
        for truth, guess in most[:_SHOWN]
    ]


def _drawn(
    version: str, own: Record, *, live: str, other: Record | None, both: Comparison | None
) -> Sequence[Drawn]:
    """The versions that have curves: on common rows where that was measured."""
    mine = both.challenger.curves if both else own.evaluation.curves
    drawn = [Drawn(version=version, role="candidate", curves=mine)] if mine else []
    theirs = both.live.curves if both else None
    if other is not None and theirs is not None:
        drawn.append(Drawn(version=live, role="live", curves=theirs))
    return drawn


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _points(points: float) -> str:
    return f"{points:+.1f}" if points else "持平"


def _basis(both: Comparison) -> str:
    if both.same_rows:
        return say("同一批 %(n)s 行两者都未见过的记录", n=both.live.rows)
    return say(both.basis)
