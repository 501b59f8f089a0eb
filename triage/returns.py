"""What returned tickets (退单) teach: a unit that gave this kind of matter back is pushed down."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from triage.duties import Ruling
from triage.knowledge import FOLDED, Knowledge, ReturnFact

# No unit loses more than this share, for returns tell of the past and duties may have changed.
_MOST = 0.6
_LEAST_TOLD = 0.05
# Categories below this probability move nothing; it keeps one suggestion cheap.
_LEAST_CATEGORY = 0.02


@dataclass(frozen=True, kw_only=True)
class ReturnBook:
    """Returns by unit label, ready to be asked."""

    knowledge: Knowledge
    by_unit: Mapping[str, Mapping[str, ReturnFact]]

    def push(
        self, rulings: Sequence[Ruling], *, categories: Mapping[str, float]
    ) -> tuple[Ruling, ...]:
        """The same units, those known to give the likely categories back pushed down.

        Probabilities keep their sum; a unit that lost enough to see says why.
        """
        if not self.by_unit:
            return tuple(rulings)
        likely = {code: mass for code, mass in categories.items() if mass >= _LEAST_CATEGORY}
        pushed = [self._pushed(one, likely) for one in rulings]
        before = sum(one.probability for one in rulings)
        after = sum(one.probability for one in pushed)
        if after == before:
            return tuple(rulings)
        whole = [replace(one, probability=one.probability * before / after) for one in pushed]
        return tuple(sorted(whole, key=lambda one: (-one.probability, one.unit)))

    def _pushed(self, ruling: Ruling, categories: Mapping[str, float]) -> Ruling:
        facts = self.by_unit.get(self._label(ruling.unit), {})
        weighed = [
            (mass * facts[category].rate, facts[category])
            for category, mass in categories.items()
            if category in facts
        ]
        share = min(sum(weight for weight, _ in weighed), _MOST)
        if share <= 0:
            return ruling
        probability = ruling.probability * (1 - share)
        if ruling.probability - probability < _LEAST_TOLD:
            return replace(ruling, probability=probability)
        _, worst = max(weighed, key=lambda item: item[0])
        reason = f"退单记录：该类事项曾 {worst.returned} 次被该单位退回，下调{share:.0%}"
        return replace(ruling, probability=probability, reasons=(*ruling.reasons, reason))

    def _label(self, unit: str) -> str:
        fact = self.knowledge.units.get(unit)
        return unit if fact is None else FOLDED.get(fact.kind, unit)


def return_book(facts: Sequence[ReturnFact], *, knowledge: Knowledge) -> ReturnBook:
    """Index what an artefact has learned of returns."""
    grouped: dict[str, dict[str, ReturnFact]] = defaultdict(dict)
    for fact in facts:
        grouped[fact.unit][fact.category] = fact
    return ReturnBook(knowledge=knowledge, by_unit=grouped)
