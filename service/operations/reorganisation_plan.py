"""An organisation change (机构调整) as values: what is asked for, and all that would follow."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from models.department import SuccessionKind
from models.enums import DepartmentKind
from service.operations.duty_checks import Revision


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """A unit to be founded; what is left empty is as with the unit that it follows."""

    code: str
    name: str
    short_name: str
    kind: DepartmentKind | None = None
    area: str | None = None
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one unit takes over: the categories that begin so, or without a prefix the rest."""

    unit: str
    category_prefix: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What shall happen today: units merge, split or are renamed, or one duty goes over.

    A unit that keeps a part of its own split lives on.
    """

    kind: SuccessionKind
    units: tuple[str, ...]
    parts: tuple[Part, ...]
    reason: str
    founded: tuple[NewUnit, ...] = ()
    duty: str = ""

    @property
    def ended(self) -> tuple[str, ...]:
        """The units that exist no longer afterwards."""
        if self.kind is SuccessionKind.TRANSFER:
            return ()
        kept = {part.unit for part in self.parts}
        return tuple(unit for unit in self.units if unit not in kept)

    def heir(self, unit: str, *, category: str | None) -> str:
        """Return who has a unit's matters of a category afterwards; itself where nothing moves."""
        if unit not in self.units:
            return unit
        fitting = [part for part in self.parts if (category or "").startswith(part.category_prefix)]
        best = max(fitting, key=lambda part: len(part.category_prefix), default=None)
        return best.unit if best else unit


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One stretch of a ticket (assignment) that goes from one unit to another."""

    assignment: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TicketMove:
    """What changes with one open ticket: its lead, its first lead, its running stretches."""

    id: int
    number: str
    lead: str | None
    new_lead: str | None
    first_lead: str | None
    new_first_lead: str | None
    shifts: tuple[Shift, ...]

    @property
    def is_led(self) -> bool:
        """Whether another unit leads it afterwards."""
        return self.lead != self.new_lead


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """A log-in, token, register entry or subordinate unit; without `after` it ends."""

    key: str
    name: str
    before: str
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of descent that will stand from today."""

    before: str
    after: str
    kind: SuccessionKind
    category_prefix: str = ""


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """How many finished tickets of a unit, below one category or all, will teach another unit."""

    unit: str
    category: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that a change does."""

    change: Change
    day: date
    founded: tuple[NewUnit, ...]
    lines: tuple[Line, ...]
    revisions: tuple[Revision, ...]
    tickets: tuple[TicketMove, ...]
    people: tuple[Belonging, ...]
    tokens: tuple[Belonging, ...]
    contests: tuple[Belonging, ...]
    children: tuple[Belonging, ...]
    lessons: tuple[Lesson, ...]

    @property
    def labels(self) -> int:
        """How many finished tickets will teach another unit."""
        return sum(one.count for one in self.lessons)

    @property
    def digest(self) -> str:
        """A fingerprint of what was previewed: the same plan, and no other, has it."""
        # Lessons only inform; they change with every ticket that is closed.
        said = repr(replace(self, lessons=()))
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def led(self) -> int:
        """How many open tickets get another lead."""
        return sum(one.is_led for one in self.tickets)
