"""Reconcile what the text says with the duty list (权责清单), the place and the day; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self, overload

from triage.dutybook import DutyBook, Ground, Held
from triage.prediction import DutyClause

# Categories below this probability move nothing; it keeps one suggestion cheap.
_LEAST_CATEGORY = 0.02
_LEAST_SHIFT = 0.05
# Units below this probability are not told at all.
LEAST_UNIT = 1e-4
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


class Rulings(Sequence[Ruling]):
    """Units best first, as (probability, unit); what is said of one is put together when asked.

    `labels` is the label of the text head behind each unit, where there is one.
    """

    def __init__(
        self,
        ranked: Sequence[tuple[float, str]],
        *,
        labels: Mapping[str, str],
        tell: Callable[[float, str], Ruling],
    ) -> None:
        self.ranked = ranked
        self.labels = labels
        self.tell = tell

    @classmethod
    def of(cls, rulings: Sequence[Ruling]) -> Self:
        """Rulings that are told already."""
        if isinstance(rulings, cls):
            return rulings
        told = {one.unit: one for one in rulings}
        return cls(
            [(one.probability, one.unit) for one in rulings],
            labels={one.unit: one.label for one in rulings if one.label is not None},
            tell=lambda _, unit: told[unit],
        )

    def __len__(self) -> int:
        return len(self.ranked)

    @overload
    def __getitem__(self, place: int) -> Ruling: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Ruling, ...]: ...

    def __getitem__(self, place: int | slice) -> Ruling | tuple[Ruling, ...]:
        if isinstance(place, slice):
            return tuple(self.tell(*one) for one in self.ranked[place])
        return self.tell(*self.ranked[place])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Claim:
    """A duty speaking for a unit with some mass."""

    held: Held
    mass: float
    overlap: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Heard:
    """What the text alone says of living units: mass, reasons, strongest label."""

    mass: Mapping[str, float]
    reasons: Mapping[str, Sequence[str]]
    labels: Mapping[str, str]


def reconcile(
    *,
    units: Mapping[str, float],
    categories: Mapping[str, float],
    book: DutyBook,
    situation: Situation,
    weight: float,
) -> Rulings:
    """Units best first; probabilities sum to one (or there is none).

    The text's own posterior and the mass of the categories pushed through the duty list are
    mixed; the duty list counts with `weight` times the share of category mass it covers.
    """
    ground = book.ground(area=situation.area, on=situation.on)
    heard = _heard(units, ground=ground)
    claims = _claims(categories, said=heard.mass, ground=ground, text=situation.text)
    mixed = _mixed(heard.mass, claims=claims, weight=weight)
    whole = sum(mixed.values()) or 1.0
    ranked = [(mass / whole, unit) for unit, mass in mixed.items() if mass / whole >= LEAST_UNIT]
    ranked.sort(key=lambda one: (-one[0], one[1]))
    return Rulings(
        ranked,
        labels=heard.labels,
        tell=lambda probability, unit: _ruling(
            unit, probability, heard=heard, claims=claims.get(unit, ())
        ),
    )


def _mixed(
    said: Mapping[str, float], *, claims: Mapping[str, Sequence[_Claim]], weight: float
) -> dict[str, float]:
    """The masses of text and duty list together, by unit."""
    listed = {unit: sum(claim.mass for claim in own) for unit, own in claims.items()}
    covered = sum(listed.values())
    trust = weight * min(covered, 1.0)
    mixed = {unit: (1 - trust) * mass for unit, mass in said.items()}
    for unit, mass in listed.items():
        mixed[unit] = mixed.get(unit, 0.0) + trust * mass / covered
    return mixed


def _heard(units: Mapping[str, float], *, ground: Ground) -> _Heard:
    """The text's posterior over living units, and why labels were moved."""
    mass: dict[str, float] = {}
    reasons: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    likely = [(label, whole) for label, whole in units.items() if whole >= LEAST_UNIT]
    likely.sort(key=lambda item: -item[1])
    for label, whole in likely:
        for share in ground.shares(label):
            unit = share.unit
            mass[unit] = mass.get(unit, 0.0) + whole * share.share
            labels.setdefault(unit, label)
            if share.reason and whole >= _LEAST_TOLD:
                told = reasons.setdefault(unit, [])
                if share.reason not in told:
                    told.append(share.reason)
    return _Heard(mass=mass, reasons=reasons, labels=labels)


def _claims(
    categories: Mapping[str, float], *, said: Mapping[str, float], ground: Ground, text: str
) -> dict[str, list[_Claim]]:
    """By unit every duty of every likely category, with the category's mass shared among them."""
    claims: dict[str, list[_Claim]] = {}
    for category, mass in categories.items():
        if mass < _LEAST_CATEGORY:
            continue
        every = ground.held(category)
        overlaps = [_overlap(held.pairs, text) for held in every]
        fits = [
            held.share.share * (said.get(held.share.unit, 0.0) + 0.01) * (1 + overlap)
            for held, overlap in zip(every, overlaps, strict=True)
        ]
        whole = sum(fits)
        for held, fit, overlap in zip(every, fits, overlaps, strict=True):
            claim = _Claim(held=held, mass=mass * fit / whole, overlap=overlap)
            claims.setdefault(held.share.unit, []).append(claim)
    return claims


def _overlap(pairs: Sequence[str], text: str) -> float:
    """The share (0 to 1) of some character pairs that the text has too."""
    return sum([pair in text for pair in pairs]) / len(pairs) if pairs else 0.0


def _ruling(unit: str, probability: float, *, heard: _Heard, claims: Sequence[_Claim]) -> Ruling:
    shift = probability - heard.mass.get(unit, 0.0)
    best = max(claims, key=lambda one: (one.mass, one.overlap), default=None)
    fired = _fired(heard.reasons.get(unit, ()), best=best, shift=shift)
    return Ruling(
        unit=unit,
        label=heard.labels.get(unit),
        probability=probability,
        duty=None if best is None or best.mass < _LEAST_CITED else _clause(best),
        reasons=tuple(fired),
    )


def _fired(heard: Sequence[str], *, best: _Claim | None, shift: float) -> list[str]:
    """The reasons heard, and what the duty list did to a unit's probability."""
    fired = list(heard)
    if best is not None and best.mass >= _LEAST_CITED:
        reason = best.held.share.reason
        if reason and reason not in fired:
            fired.append(reason)
    if best is not None and shift >= _LEAST_SHIFT:
        fired.append(f"权责清单：依据“{best.held.duty.name}”上调{shift:.0%}")
    elif best is not None and shift <= -_LEAST_SHIFT:
        fired.append(f"权责清单：同类事项另有主办单位，下调{-shift:.0%}")
    elif shift <= -_LEAST_SHIFT:
        fired.append(f"权责清单：该类事项未列该单位主办，下调{-shift:.0%}")
    return fired


def _clause(claim: _Claim) -> DutyClause:
    duty = claim.held.duty
    return DutyClause(
        code=duty.code,
        name=duty.name,
        basis=duty.basis,
        lead=claim.held.share.unit,
        assisting=duty.assisting,
        category=duty.category,
    )
