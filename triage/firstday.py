"""The first day (首日): what a router can learn before there is any history, from rules alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time

import numpy as np

from triage.arrays import Floats, Integers, Sparse
from triage.artifact import LoadedArtifact, Manifest
from triage.features import Features
from triage.knowledge import FOLDED, Knowledge
from triage.pipeline import Classifier, Examples, Scores, fit
from triage.recipe import Recipe

VERSION = "first-day"
TRAINED_ON = "分类目录与权责清单"
# Sharpness of the nearness vote: a lesson half as near as the nearest counts e^-5 of it.
_SHARPNESS = 10.0
_TINY = 1e-6


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


def first_day(
    knowledge: Knowledge, *, on: date, recipe: Recipe | None = None
) -> LoadedArtifact | None:
    """An artefact that has seen no ticket, for `Suggester`; None where the rules are too few.

    It is made in seconds, never saved, and made again when the rules change.
    """
    taught = lessons(knowledge, on=on)
    if len({lesson.unit for lesson in taught}) < 2:
        return None
    chosen = replace(recipe or Recipe(), minimum_rows=1)
    return LoadedArtifact(
        classifier=_rule_reader(taught, recipe=chosen),
        similar=None,
        manifest=Manifest(
            version=VERSION,
            created_at=datetime.combine(on, time(), UTC),
            recipe=chosen,
            labels={},
            rows=0,
            trained_on=TRAINED_ON,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class RuleReader(Classifier):
    """A classifier of lessons that also asks which single lessons are nearest to a text.

    Lessons are too few and too short for weights alone: their characters (lessons, c) vote with
    their cosine, and both answers are multiplied.
    """

    taught: Sparse
    unit_votes: Integers
    category_votes: Integers

    def scores(self, features: Features) -> Scores:
        """The probabilities of rows whose features are at hand."""
        said = super().scores(features)
        weights = _nearness(features.characters, self.taught)
        categories = said.categories
        if categories is not None:
            categories = _both(categories, weights, self.category_votes)
        return Scores(
            units=_both(said.units, weights, self.unit_votes),
            categories=categories,
            kinds=said.kinds,
        )


def _rule_reader(taught: Sequence[Lesson], *, recipe: Recipe) -> RuleReader:
    texts = [lesson.text for lesson in taught]
    units = [lesson.unit for lesson in taught]
    categories = [lesson.category for lesson in taught]
    learned = fit(Examples(texts=texts, units=units, categories=categories), recipe, _silent)
    return RuleReader(
        **{one.name: getattr(learned, one.name) for one in fields(learned)},
        taught=learned.features(texts).characters,
        unit_votes=_columns(units, labels=learned.units),
        category_votes=_columns(categories, labels=learned.categories),
    )


def _columns(values: Sequence[str | None], *, labels: Sequence[str]) -> Integers:
    """The column of each lesson's label, -1 where it has none."""
    places: Mapping[str | None, int] = {label: at for at, label in enumerate(labels)}
    return np.asarray([places.get(value, -1) for value in values], np.int64)


def _nearness(rows: Sparse, taught: Sparse) -> Floats:
    """How much each lesson speaks for each row, (n, lessons): one for the nearest, else less."""
    cosines = np.asarray((rows @ taught.T).todense(), np.float32)
    top = np.maximum(cosines.max(axis=1, keepdims=True), _TINY)
    return np.asarray(np.exp(_SHARPNESS * (cosines / top - 1)), np.float32)


def _both(said: Floats, weights: Floats, votes: Integers) -> Floats:
    """The geometric mean of weights' and neighbours' probabilities, (n, labels)."""
    table = np.zeros((len(votes), said.shape[1]), np.float32)
    voting = np.flatnonzero(votes >= 0)
    table[voting, votes[voting]] = 1.0
    near = weights @ table + _TINY
    near /= near.sum(axis=1, keepdims=True)
    mixed = np.sqrt(np.maximum(said, _TINY) * near)
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True), np.float32)


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


def _silent(stage: str, fraction: float) -> None:
    """Nobody waits for so short a training."""
