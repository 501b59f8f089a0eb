"""The register of contested matters (争议事项): who quarrels about what, said where it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from triage.duties import Ruling
from triage.knowledge import FOLDED, ContestFact, Knowledge
from triage.territory import PLACELESS, territorial_name

_LIKELY = 0.3
_SEEN = 3
# A rival below this share of the mass is no rival today.
_LEAST_RIVAL = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """An entry of the register that speaks of a text; `units` are the rivals the text leaves."""

    contest: ContestFact
    units: frozenset[str]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContestBook:
    """The register, ready to be asked."""

    knowledge: Knowledge

    def dispute(
        self, rulings: Sequence[Ruling], *, text: str, categories: Mapping[str, float]
    ) -> Dispute | None:
        """The entry under which the first unit has a rival among the first three, if any.

        Of several entries the one whose rivals hold most of the mass is told.
        """
        seen = [(one, self._names(one)) for one in rulings[:_SEEN]]
        seen = [(one, names) for one, names in seen if one.probability >= _LEAST_RIVAL]
        # Most texts leave the first unit without a rival: nothing more is read then.
        if len(seen) < 2:
            return None
        likely = [code for code, mass in categories.items() if mass >= _LIKELY]
        found: list[tuple[float, ContestFact, list[Ruling]]] = []
        for contest in self.knowledge.contests:
            if seen[0][1].isdisjoint(contest.units):
                continue
            rivals = [one for one, names in seen if not names.isdisjoint(contest.units)]
            if len(rivals) > 1 and _speaks(contest, text=text, categories=likely):
                found.append((sum(one.probability for one in rivals), contest, rivals))
        if not found:
            return None
        _, contest, rivals = max(found, key=lambda item: item[0])
        units = frozenset(one.unit for one in rivals)
        return Dispute(contest=contest, units=units, reason=self._reason(contest))

    def _names(self, ruling: Ruling) -> frozenset[str]:
        """What the register may call a unit: its code, or the label its kind is learned as."""
        if ruling.unit == PLACELESS:
            return frozenset(FOLDED.values())
        fact = self.knowledge.units.get(ruling.unit)
        folded = None if fact is None else FOLDED.get(fact.kind)
        return frozenset((ruling.unit, folded)) if folded else frozenset((ruling.unit,))

    def _reason(self, contest: ContestFact) -> str:
        names = "、".join(self._short(unit) for unit in contest.units)
        about = f"“{'、'.join(contest.words[:2])}”" if contest.words else "该类"
        parts = [f"争议登记：{about}事项{names}易生争议"]
        if contest.decisions:
            parts.append(f"已裁定 {contest.decisions} 次")
        return "，".join([*parts, contest.note] if contest.note else parts)

    def _short(self, unit: str) -> str:
        fact = self.knowledge.units.get(unit)
        return territorial_name(unit) if fact is None else fact.short_name


def told(rulings: Sequence[Ruling], dispute: Dispute | None) -> tuple[Ruling, ...]:
    """The same units; the rivals of a dispute carry its reason."""
    if dispute is None:
        return tuple(rulings)
    return tuple(
        replace(one, reasons=(*one.reasons, dispute.reason)) if one.unit in dispute.units else one
        for one in rulings
    )


def _speaks(contest: ContestFact, *, text: str, categories: Sequence[str]) -> bool:
    if any(word in text for word in contest.words):
        return True
    return any(code.startswith(contest.categories) for code in categories)
