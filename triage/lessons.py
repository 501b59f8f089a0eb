"""Lessons: what catalogue, duty list and list of units teach, read as if they were tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from triage.knowledge import FOLDED, Knowledge


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """One entry of the rules read as if it were a ticket: official words, unit label, category."""

    text: str
    unit: str
    category: str | None


def lessons(knowledge: Knowledge, *, on: date) -> tuple[Lesson, ...]:
    """What catalogue, duty list and list of units teach on a day, in the order of codes.

    Each duty of the whole city is told twice, by its own name and by those of its category and of
    the ones above it; each unit by the names people call it. Among tickets they are so many rows
    more: they decide while tickets are few, and fade as a unit's tickets grow in number.
    """
    found: dict[Lesson, None] = {}
    for duty in sorted(knowledge.duties.values(), key=lambda one: one.code):
        if duty.area is not None or not duty.valid(on=on):
            continue
        unit = knowledge.units.get(duty.lead)
        label = duty.lead if unit is None else FOLDED.get(unit.kind, duty.lead)
        for text in (duty.name, "，".join(_names(duty.category, knowledge=knowledge))):
            if text:
                found[Lesson(text=text, unit=label, category=duty.category)] = None
    return (*found, *_callings(knowledge, labels={one.unit for one in found}, on=on))


def teachable(taught: Sequence[Lesson]) -> bool:
    """Whether lessons tell units apart at all."""
    return len({lesson.unit for lesson in taught}) > 1


def _callings(knowledge: Knowledge, *, labels: set[str], on: date) -> list[Lesson]:
    """A lesson for each name by which people call a living unit that leads some duty."""
    return [
        Lesson(text=name, unit=unit.code, category=None)
        for unit in sorted(knowledge.units.values(), key=lambda one: one.code)
        if unit.code in labels and unit.alive(on=on)
        for name in dict.fromkeys((unit.short_name.removeprefix("市"), *unit.aliases))
    ]


def _names(category: str, *, knowledge: Knowledge) -> list[str]:
    """The names of a category and of those above it, the closest first."""
    chain = knowledge.lineage(category)
    return [knowledge.categories[code].name for code in chain]
