"""Reconcile what the text says with the duty list (权责清单), the place and the day; pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from triage.knowledge import DutyFact, Knowledge
from triage.prediction import DutyClause
from triage.territory import Share, resolve

# Categories below this probability move nothing; it keeps one suggestion cheap.
_LEAST_CATEGORY = 0.02
_LEAST_SHIFT = 0.05
_LEAST_UNIT = 1e-4
_LEAST_TOLD = 0.01
# A clause is quoted only where its category is at all likely.
_LEAST_CITED = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """The circumstances of one ticket: its clean text, its place (area code) and the day."""

    text: str
    area: str | None
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """One unit after all rules: probability, the duty it rests on, the rules that fired.

    `label` is the label of the text head that gave the unit most, None where none did.
    """

    unit: str
    label: str | None
    probability: float
    duty: DutyClause | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DutyBook:
    """The duty list by category, ready to be asked."""

    knowledge: Knowledge
    by_category: Mapping[str, tuple[DutyFact, ...]]

    def holding(self, category: str, *, situation: Situation) -> tuple[DutyFact, ...]:
        """Duties of a category that hold on the day at the place; local ones outrank city ones."""
        chain = self.knowledge.chain(situation.area)
        held = [
            duty
            for duty in self.by_category.get(category, ())
            if duty.valid(on=situation.on) and (duty.area is None or duty.area in chain)
        ]
        local = [duty for duty in held if duty.area is not None]
        return tuple(local or held)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Claim:
    """A duty speaking for a unit with some mass."""

    duty: DutyFact
    unit: str
    mass: float
    reason: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Heard:
    """What the text alone says of living units: mass, reasons, strongest label."""

    mass: Mapping[str, float]
    reasons: Mapping[str, Sequence[str]]
    labels: Mapping[str, str]


def duty_book(knowledge: Knowledge) -> DutyBook:
    """Index the duty list of a city."""
    grouped: dict[str, list[DutyFact]] = defaultdict(list)
    for duty in sorted(knowledge.duties.values(), key=lambda one: one.code):
        grouped[duty.category].append(duty)
    return DutyBook(
        knowledge=knowledge, by_category={key: tuple(some) for key, some in grouped.items()}
    )


def reconcile(
    *,
    units: Mapping[str, float],
    categories: Mapping[str, float],
    book: DutyBook,
    situation: Situation,
    weight: float,
) -> tuple[Ruling, ...]:
    """Units best first; probabilities sum to one (or there is none).

    The text's own posterior and the mass of the categories pushed through the duty list are
    mixed; the duty list counts with `weight` times the share of category mass it covers.
    """
    heard = _heard(units, book=book, situation=situation)
    said = heard.mass
    claims = _claims(categories, said=said, book=book, situation=situation)
    listed: dict[str, float] = defaultdict(float)
    for claim in claims:
        listed[claim.unit] += claim.mass
    trust = weight * min(sum(listed.values()), 1.0)
    total = sum(listed.values()) or 1.0
    mixed = {
        unit: (1 - trust) * said.get(unit, 0.0) + trust * listed.get(unit, 0.0) / total
        for unit in {*said, *listed}
    }
    whole = sum(mixed.values()) or 1.0
    rulings = [
        _ruling(unit, mass / whole, heard=heard, claims=claims, situation=situation)
        for unit, mass in mixed.items()
        if mass / whole >= _LEAST_UNIT
    ]
    return tuple(sorted(rulings, key=lambda one: (-one.probability, one.unit)))


def _heard(units: Mapping[str, float], *, book: DutyBook, situation: Situation) -> _Heard:
    """The text's posterior over living units, and why labels were moved."""
    mass: dict[str, float] = defaultdict(float)
    reasons: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for label, whole in sorted(units.items(), key=lambda item: -item[1]):
        if whole < _LEAST_UNIT:
            continue
        for share in _resolve(label, book=book, situation=situation):
            mass[share.unit] += whole * share.share
            labels.setdefault(share.unit, label)
            if share.reason and share.reason not in reasons[share.unit] and whole >= _LEAST_TOLD:
                reasons[share.unit].append(share.reason)
    return _Heard(mass=mass, reasons=reasons, labels=labels)


def _resolve(label: str, *, book: DutyBook, situation: Situation) -> tuple[Share, ...]:
    return resolve(label, knowledge=book.knowledge, area=situation.area, on=situation.on)


def _claims(
    categories: Mapping[str, float],
    *,
    said: Mapping[str, float],
    book: DutyBook,
    situation: Situation,
) -> list[_Claim]:
    """Every duty of every likely category, with the category's mass shared among them."""
    claims: list[_Claim] = []
    for category, mass in categories.items():
        if mass < _LEAST_CATEGORY:
            continue
        pairs = [
            (duty, share)
            for duty in book.holding(category, situation=situation)
            for share in _resolve(duty.lead, book=book, situation=situation)
        ]
        fits = [
            share.share * (said.get(share.unit, 0.0) + 0.01) * (1 + overlap(duty, situation.text))
            for duty, share in pairs
        ]
        whole = sum(fits)
        claims += [
            _Claim(duty=duty, unit=share.unit, mass=mass * fit / whole, reason=share.reason)
            for (duty, share), fit in zip(pairs, fits, strict=True)
        ]
    return claims


def overlap(duty: DutyFact, text: str) -> float:
    """The share (0 to 1) of the character pairs of a duty's name that the text has too."""
    pairs = {duty.name[place : place + 2] for place in range(len(duty.name) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _ruling(
    unit: str,
    probability: float,
    *,
    heard: _Heard,
    claims: Sequence[_Claim],
    situation: Situation,
) -> Ruling:
    own = [claim for claim in claims if claim.unit == unit]
    best = max(own, key=lambda one: (one.mass, overlap(one.duty, situation.text)), default=None)
    shift = probability - heard.mass.get(unit, 0.0)
    fired = list(heard.reasons.get(unit, ()))
    if best is not None and best.mass >= _LEAST_CITED and best.reason and best.reason not in fired:
        fired.append(best.reason)
    if best is not None and shift >= _LEAST_SHIFT:
        fired.append(f"权责清单：依据“{best.duty.name}”上调{shift:.0%}")
    elif best is not None and shift <= -_LEAST_SHIFT:
        fired.append(f"权责清单：同类事项另有主办单位，下调{-shift:.0%}")
    elif shift <= -_LEAST_SHIFT:
        fired.append(f"权责清单：该类事项未列该单位主办，下调{-shift:.0%}")
    return Ruling(
        unit=unit,
        label=heard.labels.get(unit),
        probability=probability,
        duty=None if best is None or best.mass < _LEAST_CITED else _clause(best),
        reasons=tuple(fired),
    )


def _clause(claim: _Claim) -> DutyClause:
    duty = claim.duty
    return DutyClause(
        code=duty.code,
        name=duty.name,
        basis=duty.basis,
        lead=claim.unit,
        assisting=duty.assisting,
        category=duty.category,
    )
