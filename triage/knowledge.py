"""What a suggestion needs to know of the city, as plain values; dates are given, never read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

# 属地: the two leads of the duty list that only a place can turn into a unit.
DISTRICT = "DISTRICT"
STREET = "STREET"
TERRITORIAL = (DISTRICT, STREET)
# Units of these kinds are learned as one label: which of them acts depends on the place alone.
FOLDED: Mapping[str, str] = MappingProxyType(
    {"district": DISTRICT, "zone": DISTRICT, "street": STREET}
)

# A few returns may be one clerk's mood: so many kept tickets are imagined beside them.
_IMAGINED_KEPT = 4.0


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFact:
    """One unit (承办单位); kind is bureau, utility, district, zone or street."""

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...] = ()
    kind: str
    area: str | None = None
    parent: str | None = None
    valid_from: date
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    def alive(self, *, on: date) -> bool:
        """Whether the unit exists on that day (the last day counts)."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaFact:
    """One area; level is district, zone, street or place."""

    code: str
    name: str
    level: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyFact:
    """One entry of the duty list (权责清单); lead is a unit code, DISTRICT or STREET."""

    code: str
    name: str
    category: str
    lead: str
    assisting: tuple[str, ...] = ()
    basis: str
    area: str | None = None
    valid_from: date
    valid_to: date | None = None

    def valid(self, *, on: date) -> bool:
        """Whether the duty holds on that day (the last day counts)."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryFact:
    """One category of the catalogue (事项分类), coded with 2, 4 or 6 digits."""

    code: str
    name: str
    parent: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnFact:
    """How often a unit (a label) gave tickets of a category back, and how often it kept them."""

    unit: str
    category: str
    returned: int
    kept: int

    @property
    def rate(self) -> float:
        """How much more was given back than kept, as a share, 0 to 1, smoothed towards none.

        A unit that finishes as many of these matters as it gives back is none to avoid: which of
        them are its own is for the words to say.
        """
        more = self.returned - self.kept
        return max(more, 0) / (self.returned + self.kept + _IMAGINED_KEPT)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContestFact:
    """One entry of the register of contested matters (争议事项): who disputes what.

    It speaks of texts with one of the words and of the categories below one of the codes; units
    are codes, DISTRICT or STREET; `decisions` counts the arbitrations so far.
    """

    units: tuple[str, ...]
    words: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    note: str = ""
    decisions: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """Units, areas, duties and categories of one city, each by its code, and its contests."""

    units: Mapping[str, UnitFact]
    areas: Mapping[str, AreaFact]
    duties: Mapping[str, DutyFact]
    categories: Mapping[str, CategoryFact]
    contests: tuple[ContestFact, ...] = ()

    @classmethod
    def empty(cls) -> "Knowledge":
        """A city of which nothing is known: labels pass through unchanged."""
        return cls(
            units=MappingProxyType({}),
            areas=MappingProxyType({}),
            duties=MappingProxyType({}),
            categories=MappingProxyType({}),
        )

    def chain(self, area: str | None) -> tuple[str, ...]:
        """The area and its ancestors, most specific first; empty for an unknown area."""
        found: list[str] = []
        while area is not None and area in self.areas and area not in found:
            found.append(area)
            area = self.areas[area].parent
        return tuple(found)

    def lineage(self, category: str | None) -> tuple[str, ...]:
        """The category and those above it, the leaf first; empty for an unknown category."""
        found: list[str] = []
        while category is not None and category in self.categories and category not in found:
            found.append(category)
            category = self.categories[category].parent
        return tuple(found)
