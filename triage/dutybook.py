"""The duty list (权责清单) by place and day, each question about it worked out once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from triage.knowledge import DutyFact, Knowledge
from triage.territory import Share, resolve

# So many places (with their day) are kept worked out; a city has a few hundred streets.
_PLACES = 512


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A duty that holds somewhere, with a unit it falls to there; `pairs` are those of its name."""

    duty: DutyFact
    share: Share
    pairs: tuple[str, ...]


class Ground:
    """What is in force at one place on one day, each question worked out once."""

    def __init__(
        self,
        *,
        knowledge: Knowledge,
        by_category: Mapping[str, tuple[DutyFact, ...]],
        area: str | None,
        on: date,
    ) -> None:
        self._knowledge = knowledge
        self._by_category = by_category
        self._area = area
        self._chain = knowledge.chain(area)
        self._on = on
        self._shares: dict[str, tuple[Share, ...]] = {}
        self._held: dict[str, tuple[Held, ...]] = {}

    def shares(self, label: str) -> tuple[Share, ...]:
        """The living units behind a label."""
        found = self._shares.get(label)
        if found is None:
            found = resolve(label, knowledge=self._knowledge, area=self._area, on=self._on)
            self._shares[label] = found
        return found

    def held(self, category: str) -> tuple[Held, ...]:
        """The duties of a category that hold, once for each living unit they fall to."""
        found = self._held.get(category)
        if found is None:
            found = tuple(
                Held(duty=duty, share=share, pairs=_pairs(duty))
                for duty in self.holding(category)
                for share in self.shares(duty.lead)
            )
            self._held[category] = found
        return found

    def holding(self, category: str) -> tuple[DutyFact, ...]:
        """Duties of a category that hold on the day at the place; local ones outrank city ones."""
        held = [
            duty
            for duty in self._by_category.get(category, ())
            if duty.valid(on=self._on) and (duty.area is None or duty.area in self._chain)
        ]
        local = [duty for duty in held if duty.area is not None]
        return tuple(local or held)


class DutyBook:
    """The duty list by category, ready to be asked; safe to share between threads."""

    def __init__(self, knowledge: Knowledge) -> None:
        grouped: dict[str, list[DutyFact]] = defaultdict(list)
        for duty in sorted(knowledge.duties.values(), key=lambda one: one.code):
            grouped[duty.category].append(duty)
        by_category = {key: tuple(some) for key, some in grouped.items()}
        # Two threads may work the same thing out at once: they find the same.
        self._ground = lru_cache(_PLACES)(
            lambda area, on: Ground(knowledge=knowledge, by_category=by_category, area=area, on=on)
        )

    def ground(self, *, area: str | None, on: date) -> Ground:
        """What is in force at a place on a day."""
        return self._ground(area, on)


def duty_book(knowledge: Knowledge) -> DutyBook:
    """Index the duty list of a city."""
    return DutyBook(knowledge)


def _pairs(duty: DutyFact) -> tuple[str, ...]:
    """The distinct pairs of neighbouring characters in a duty's name."""
    return tuple(dict.fromkeys(map("".join, pairwise(duty.name))))
