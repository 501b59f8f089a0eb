"""Who finally owns a kernel at a place and on a day, and whom it is wrongly sent to."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from models.department import SuccessionKind
from models.enums import DepartmentKind
from training.sample.places import Street
from training.sample.values import City, Kernel
from triage.knowledge import DISTRICT, STREET

FOREST = (
    "森林", "林地", "林区", "林子", "松林", "松树", "公益林", "护林", "林业局", "采伐",
    "野生", "候鸟", "湿地", "芦苇",
)  # fmt: skip
"""Words of the matters that were the forestry bureau's before it was merged with the gardeners."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ownership:
    """One kernel's owner: a unit or stand-in, who leads instead in single areas, where it occurs.

    `streets` are indexes, `cumulative` their cumulative weights; `rivals` get it by mistake;
    `local` when the owner depends on the place, `forest` when it once was the forestry bureau's.
    """

    unit: str
    elsewhere: tuple[tuple[str, str], ...]
    streets: tuple[int, ...]
    cumulative: tuple[float, ...]
    rivals: tuple[str, ...]
    local: bool
    forest: bool

    def street(self, luck: float) -> int:
        """The index of the street where it happens, for a draw in [0, 1)."""
        return self.streets[bisect(self.cumulative, luck * self.cumulative[-1])]


def owner_at(unit: str, *, elsewhere: Sequence[tuple[str, str]], street: Street) -> str:
    """The unit behind a unit code or stand-in at a street; single areas may have another lead."""
    for area, lead in elsewhere:
        if area == street.district_code:
            unit = lead
    if unit == DISTRICT:
        return street.district_unit
    return street.street_unit if unit == STREET else unit


class Register:
    """Works out ownerships from the city's duties, and old units from its successions."""

    def __init__(self, *, city: City, streets: Sequence[Street]) -> None:
        self._streets = streets
        self._homes = {unit.code: unit.area for unit in city.units if unit.area}
        self._zones = {unit.code for unit in city.units if unit.kind is DepartmentKind.ZONE}
        self._names = {category.code: category.name for category in city.categories}
        self._contests = city.contests
        self._leads: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)
        self._helpers: defaultdict[str, list[str]] = defaultdict(list)
        for duty in city.duties:
            self._leads[duty.category].append((duty.lead, duty.area))
            self._helpers[duty.category].extend(duty.assisting)

    def ownership(self, kernel: Kernel, *, slots: Sequence[int]) -> Ownership:
        """Everything a row needs to place and route the kernel; `slots` are its place slots."""
        areas = {area for lead, area in self._leads[kernel.category] if lead == kernel.unit}
        home = self._homes.get(kernel.unit)
        limits: set[str | None] = {home} if home else (set() if None in areas else areas)
        fitting = tuple(
            index
            for index, street in enumerate(self._streets)
            if all(street.has(slot) for slot in slots) and (not limits or _within(street, limits))
        )
        # A text whose places do not exist in its area is still better placed than dropped.
        fitting = fitting or tuple(
            i for i, street in enumerate(self._streets) if not limits or _within(street, limits)
        )
        elsewhere = () if limits else self._elsewhere(kernel)
        return Ownership(
            unit=kernel.unit,
            elsewhere=elsewhere,
            streets=fitting,
            cumulative=tuple(accumulate(self._streets[index].weight for index in fitting)),
            rivals=self._rivals(kernel),
            local=bool(limits or elsewhere) or kernel.unit in (DISTRICT, STREET),
            forest=any(word in self._matter(kernel) for word in FOREST),
        )

    def _elsewhere(self, kernel: Kernel) -> tuple[tuple[str, str], ...]:
        found = [(area, lead) for lead, area in self._leads[kernel.category] if area]
        return tuple((area, lead) for area, lead in found if lead in self._zones)

    def _rivals(self, kernel: Kernel) -> tuple[str, ...]:
        """Those who share the matter count twice, those who are only taken for it once."""
        near = [lead for lead, area in self._leads[kernel.category] if area is None]
        near += self._helpers[kernel.category]
        words = self._matter(kernel)
        for contest in self._contests:
            if any(word in words for word in contest.words):
                near += contest.units
        near = [unit for unit in near if unit != kernel.unit]
        return tuple(near) or (DISTRICT,)

    def _matter(self, kernel: Kernel) -> str:
        return self._names[kernel.category] + kernel.text


class Succession:
    """Names the unit that did a unit's work on an earlier day."""

    def __init__(self, *, city: City) -> None:
        self._former: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
        for succession in city.successions:
            self._former[succession.successor].append(
                (succession.effective_on, succession.predecessor)
            )
        self._merged = {
            succession.successor
            for succession in city.successions
            if succession.kind is SuccessionKind.MERGE
        }

    def on(self, unit: str, *, day: date, forest: bool) -> str:
        """The unit that had the work of `unit` on that day; `forest` tells merged bureaus apart."""
        former = self._former.get(unit)
        if former is None:
            return unit
        since, predecessor = former[0]
        if day >= since:
            return unit
        if unit in self._merged and len(former) > 1:
            return former[1 if forest else 0][1]
        return predecessor


def _within(street: Street, limits: set[str | None]) -> bool:
    return street.district_code in limits or street.code in limits
