"""What returned tickets (退单) teach: a unit that gave this kind of matter back is pushed down."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from triage.duties import Ruling, Rulings
from triage.knowledge import FOLDED, Knowledge, ReturnFact

# No unit loses more than this share, for returns tell of the past and duties may have changed.
_MOST = 0.6
_LEAST_TOLD = 0.05
# Categories below this probability move nothing; it keeps one suggestion cheap.
_LEAST_CATEGORY = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class _Loss:
    """The share of its mass that a unit loses, and how often it gave the worst matter back."""

    share: float
    returned: int

    @property
    def reason(self) -> str:
        return f"退单记录：该类事项曾 {self.returned} 次被该单位退回，下调{self.share:.0%}"


@dataclass(frozen=True, kw_only=True)
class ReturnBook:
    """Returns by unit label, ready to be asked."""

    knowledge: Knowledge
    by_unit: Mapping[str, Mapping[str, ReturnFact]]

    def push(self, rulings: Sequence[Ruling], *, categories: Mapping[str, float]) -> Rulings:
        """The same units, those known to give the likely categories back pushed down.

        Probabilities keep their sum; a unit that lost enough to see says why.
        """
        given = Rulings.of(rulings)
        likely = [item for item in categories.items() if item[1] >= _LEAST_CATEGORY]
        losses = [self._loss(unit, likely) for _, unit in given.ranked] if self.by_unit else []
        if not any(losses):
            return given
        kept = [
            (probability if loss is None else probability * (1 - loss.share), unit)
            for (probability, unit), loss in zip(given.ranked, losses, strict=True)
        ]
        before = sum([probability for probability, _ in given.ranked])
        after = sum([probability for probability, _ in kept])
        ranked = [(probability * before / after, unit) for probability, unit in kept]
        reasons = {
            unit: loss.reason
            for (probability, unit), loss in zip(given.ranked, losses, strict=True)
            if loss is not None and probability * loss.share >= _LEAST_TOLD
        }
        first = {unit: probability for probability, unit in given.ranked}

        def tell(probability: float, unit: str) -> Ruling:
            told = given.tell(first[unit], unit)
            fired = (*told.reasons, reasons[unit]) if unit in reasons else told.reasons
            return replace(told, probability=probability, reasons=fired)

        ranked.sort(key=lambda one: (-one[0], one[1]))
        return Rulings(ranked, labels=given.labels, tell=tell)

    def _loss(self, unit: str, categories: Sequence[tuple[str, float]]) -> _Loss | None:
        facts = self.by_unit.get(self._label(unit))
        if facts is None:
            return None
        weighed = [
            (mass * facts[category].rate, facts[category])
            for category, mass in categories
            if category in facts
        ]
        share = min(sum([weight for weight, _ in weighed]), _MOST)
        if share <= 0:
            return None
        _, worst = max(weighed, key=lambda item: item[0])
        return _Loss(share=share, returned=worst.returned)

    def _label(self, unit: str) -> str:
        fact = self.knowledge.units.get(unit)
        return unit if fact is None else FOLDED.get(fact.kind, unit)


def return_book(facts: Sequence[ReturnFact], *, knowledge: Knowledge) -> ReturnBook:
    """Index what an artefact has learned of returns."""
    grouped: dict[str, dict[str, ReturnFact]] = defaultdict(dict)
    for fact in facts:
        grouped[fact.unit][fact.category] = fact
    return ReturnBook(knowledge=knowledge, by_unit=grouped)
