"""Units as history wrote them to the labels that are trained: today's codes, territory folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from training.cleaning import Drop, Rule
from training.history import HistoryRow
from triage.knowledge import FOLDED, Knowledge, UnitFact

# With fewer of its rows recognised, a history speaks of another city or of topics, not of units.
_OURS = 0.5
_CATEGORY_DIGITS = 6
_TRANSFER = "transfer"


class Provenance(StrEnum):
    """How a written unit became a label."""

    CODE = "code"
    NAME = "name"
    SHORT_NAME = "short_name"
    ALIAS = "alias"
    FOREIGN = "foreign"


@dataclass(frozen=True, kw_only=True)
class SuccessionFact:
    """One line of descent between units (机构沿革); the prefix says which matters of a split.

    Of kind `transfer` (职责划转) its predecessor lives on and gave only those matters away.
    """

    predecessor: str
    successor: str
    kind: str
    effective_on: date
    category_prefix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledRow:
    """A row with its label; `unit` is today's code before folding, `succeeded` if it was mapped.

    `returned_by` is the label of the unit that was asked first and gave the ticket back.
    """

    row: HistoryRow
    label: str
    unit: str
    category: str | None
    provenance: Provenance
    succeeded: bool = False
    returned_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """All labelled rows; `foreign` tells that the labels are not this city's units."""

    rows: tuple[LabelledRow, ...]
    foreign: bool
    drops: tuple[Drop, ...]
    unknown: Mapping[str, int]
    remarks: tuple[str, ...]


def label_rows(
    *,
    rows: Sequence[HistoryRow],
    knowledge: Knowledge,
    successions: Iterable[SuccessionFact],
    on: date,
) -> Labelled:
    """Give each row its label as of `on`, or accept the whole label set as foreign.

    A city's set: names, aliases and codes become codes, dissolved units map forward, unknown ones
    are dropped with count and name. A foreign set: labels are taken as written.
    """
    names = UnitNames(knowledge=knowledge)
    found = [names.find(row.unit, on=_day(row, on)) for row in rows]
    recognised = sum(match is not None for match in found)
    if not knowledge.units or recognised < _OURS * len(rows):
        return _foreign(rows=rows, recognised=recognised, named=bool(knowledge.units))
    lineage = _Lineage(knowledge=knowledge, successions=successions, on=on)
    labelled: list[LabelledRow] = []
    drops: list[Drop] = []
    for row, match in zip(rows, found, strict=True):
        result = _label(row=row, match=match, knowledge=knowledge, lineage=lineage)
        if isinstance(result, Drop):
            drops.append(result)
            continue
        if row.returned and row.first_unit:
            asked = names.find(row.first_unit, on=_day(row, on))
            result = replace(result, returned_by=_folded(asked, row=result, lineage=lineage))
        labelled.append(result)
    unknown = Counter(row.unit for row, match in zip(rows, found, strict=True) if match is None)
    return Labelled(
        rows=tuple(labelled),
        foreign=False,
        drops=tuple(drops),
        unknown=dict(unknown.most_common()),
        remarks=_remarks(labelled=labelled, unknown=unknown),
    )


def _label(
    *,
    row: HistoryRow,
    match: tuple[UnitFact, Provenance] | None,
    knowledge: Knowledge,
    lineage: _Lineage,
) -> LabelledRow | Drop:
    if match is None:
        return Drop(line=row.line, rule=Rule.UNKNOWN_UNIT, excerpt=f"{row.unit}：{row.text[:40]}")
    fact, provenance = match
    category = known_category(row.category, knowledge=knowledge)
    since = row.received_at.date() if row.received_at else None
    today = lineage.forward(fact.code, category=category or row.category, since=since)
    if today is None:
        return Drop(line=row.line, rule=Rule.NO_SUCCESSOR, excerpt=f"{row.unit}：{row.text[:40]}")
    return LabelledRow(
        row=row,
        label=lineage.label(today),
        unit=today,
        category=category,
        provenance=provenance,
        succeeded=today != fact.code,
    )


def _folded(
    match: tuple[UnitFact, Provenance] | None, *, row: LabelledRow, lineage: _Lineage
) -> str | None:
    """The label of a unit that gave a row back; None where nobody carries its matters today."""
    if match is None:
        return None
    since = row.row.received_at.date() if row.row.received_at else None
    today = lineage.forward(match[0].code, category=row.category or row.row.category, since=since)
    return None if today is None else lineage.label(today)


def _foreign(*, rows: Sequence[HistoryRow], recognised: int, named: bool) -> Labelled:
    remarks: tuple[str, ...] = ()
    if named:
        remarks = (
            f"{len(rows)} 行里只有 {recognised} 行的承办单位是本市单位，"
            "已把标签当作外来标签集：照原样训练，不套用权责清单",
        )
    labelled = tuple(
        LabelledRow(
            row=row,
            label=row.unit,
            unit=row.unit,
            category=row.category,
            provenance=Provenance.FOREIGN,
        )
        for row in rows
    )
    return Labelled(rows=labelled, foreign=True, drops=(), unknown={}, remarks=remarks)


class UnitNames:
    """Every spelling of every unit; one shared by two units is settled by the day, or not."""

    def __init__(self, *, knowledge: Knowledge) -> None:
        self._facts: dict[str, list[tuple[UnitFact, Provenance]]] = {}
        for fact in knowledge.units.values():
            self._add(fact.code, fact, Provenance.CODE)
            self._add(fact.name, fact, Provenance.NAME)
            self._add(fact.short_name, fact, Provenance.SHORT_NAME)
            # Departments leave the city's 市 away as often as not.
            for alias in (fact.short_name.removeprefix("市"), *fact.aliases):
                self._add(alias, fact, Provenance.ALIAS)

    def find(self, written: str, *, on: date) -> tuple[UnitFact, Provenance] | None:
        """Return the unit that `written` names on that day, and by which spelling."""
        matches = self._facts.get(_fold(written), [])
        if len({fact.code for fact, _ in matches}) > 1:
            alive = [match for match in matches if match[0].alive(on=on)]
            matches = alive or matches
        ranked = sorted(matches, key=lambda match: list(Provenance).index(match[1]))
        best = [match for match in ranked if match[1] is ranked[0][1]]
        return best[0] if len({fact.code for fact, _ in best}) == 1 else None

    def _add(self, spelling: str, fact: UnitFact, provenance: Provenance) -> None:
        if spelling:
            self._facts.setdefault(_fold(spelling), []).append((fact, provenance))


class _Lineage:
    """From a dissolved unit to those that carry its matters on `on`."""

    def __init__(
        self, *, knowledge: Knowledge, successions: Iterable[SuccessionFact], on: date
    ) -> None:
        self._knowledge = knowledge
        self._on = on
        self._heirs: dict[str, list[SuccessionFact]] = {}
        self._transfers: dict[str, list[SuccessionFact]] = {}
        for fact in sorted(successions, key=lambda one: one.effective_on):
            if fact.effective_on <= on:
                kept = self._transfers if fact.kind == _TRANSFER else self._heirs
                kept.setdefault(fact.predecessor, []).append(fact)

    def forward(self, code: str, *, category: str | None, since: date | None) -> str | None:
        """Return the living heir of `code` for that matter, or None where the line ends.

        Only transfers after `since` count: before, the unit had given those matters away already.
        """
        seen: set[tuple[str, date | None]] = set()
        current: str | None = code
        while current is not None and (current, since) not in seen:
            seen.add((current, since))
            fact = self._knowledge.units.get(current)
            if fact is None:
                return None
            gone = self._transfer(current, category=category, since=since)
            if gone is not None:
                current, since = gone.successor, gone.effective_on
            elif fact.alive(on=self._on):
                return current
            else:
                current = self._heir(fact, category=category)
        return None

    def _transfer(
        self, code: str, *, category: str | None, since: date | None
    ) -> SuccessionFact | None:
        """The first transfer of that matter after the day."""
        return next(
            (
                one
                for one in self._transfers.get(code, [])
                if (category or "").startswith(one.category_prefix or "")
                and (since is None or one.effective_on > since)
            ),
            None,
        )

    def label(self, code: str) -> str:
        """Return what a living unit is learned as: territory is folded."""
        return FOLDED.get(self._knowledge.units[code].kind, code)

    def _heir(self, fact: UnitFact, *, category: str | None) -> str | None:
        heirs = [
            heir
            for heir in self._heirs.get(fact.code, [])
            if not heir.category_prefix or (category or "").startswith(heir.category_prefix)
        ]
        if heirs:
            return max(heirs, key=lambda heir: len(heir.category_prefix or "")).successor
        return fact.successors[0] if fact.successors else None


def known_category(written: str | None, *, knowledge: Knowledge) -> str | None:
    """Return the catalogue code; a code without its leading zero comes from spreadsheets."""
    if written is None or not knowledge.categories:
        return written
    if written in knowledge.categories:
        return written
    padded = written.zfill(_CATEGORY_DIGITS)
    if written.isdecimal() and padded in knowledge.categories:
        return padded
    named = [code for code, fact in knowledge.categories.items() if fact.name == written]
    return max(named, key=len) if named else None


def _day(row: HistoryRow, on: date) -> date:
    return row.received_at.date() if row.received_at else on


def _fold(written: str) -> str:
    return "".join(written.split()).upper().replace("（", "(").replace("）", ")")


def _remarks(*, labelled: Sequence[LabelledRow], unknown: Counter[str]) -> tuple[str, ...]:
    remarks = []
    moved = sum(row.succeeded for row in labelled)
    if moved:
        remarks.append(f"{moved} 行的承办单位已撤并，按机构沿革改记到现在的单位")
    if unknown:
        listing = "、".join(f"{name}({count})" for name, count in unknown.most_common(20))
        remarks.append(f"认不出的承办单位 {len(unknown)} 个，共 {unknown.total()} 行：{listing}")
    return tuple(remarks)
