"""A classifier of rules: lessons alone, with probabilities no surer than lessons can make them."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from triage.arrays import Floats, Integers, Sparse
from triage.calibration import NEVER, fit_sharpness, set_floor, softmax
from triage.features import Features
from triage.heads import LinearHead
from triage.lessons import Lesson
from triage.pipeline import Classifier, Examples, Scores, fit, labels_of
from triage.recipe import Recipe

# Rules alone propose firmly only from here on; below it they are a hint.
CONFIDENT = 0.6
# Sharpness of the nearness vote: a lesson half as near as the nearest counts e^-5 of it.
_SHARPNESS = 10.0
_TINY = 1e-6


@dataclass(frozen=True, kw_only=True)
class RuleReader(Classifier):
    """A classifier of lessons that also asks which single lessons are nearest to a text.

    Lessons are too few and too short for weights alone: their characters (lessons, c) vote with
    their cosine, both answers are multiplied, and the product is sharpened by an exponent each.
    """

    taught: Sparse
    unit_votes: Integers
    category_votes: Integers
    unit_exponent: float
    category_exponent: float

    def scores(self, features: Features) -> Scores:
        """The probabilities of rows whose features are at hand."""
        said = super().scores(features)
        weights = _nearness(features.characters, self.taught)
        categories = said.categories
        if categories is not None:
            near = _voted(weights, self.category_votes, labels=categories.shape[1])
            categories = _both(categories, near, exponent=self.category_exponent)
        near = _voted(weights, self.unit_votes, labels=said.units.shape[1])
        return Scores(
            units=_both(said.units, near, exponent=self.unit_exponent),
            categories=categories,
            kinds=said.kinds,
        )


def learn_rules(taught: Sequence[Lesson], *, recipe: Recipe | None = None) -> RuleReader:
    """Learn from lessons alone; they must tell two units apart at least."""
    given = recipe or Recipe()
    chosen = replace(given, minimum_rows=1, confident=max(given.confident, CONFIDENT))
    texts = [lesson.text for lesson in taught]
    learned = _fit(taught, recipe=chosen)
    parts = [_held_out(taught, fold=fold, recipe=chosen) for fold in range(chosen.folds)]
    heard = [part for part in parts if part is not None]
    units, unit_exponent = _calibrated(learned.unit_head, [part.units for part in heard], chosen)
    categories, category_exponent = learned.category_head, 1.0
    if categories is not None:
        told = [part.categories for part in heard if part.categories is not None]
        categories, category_exponent = _calibrated(categories, told, chosen)
    kept = {one.name: getattr(learned, one.name) for one in fields(learned)}
    return RuleReader(
        **{**kept, "unit_head": units, "category_head": categories},
        taught=learned.features(texts).characters,
        unit_votes=_columns([lesson.unit for lesson in taught], labels=learned.units),
        category_votes=_columns([lesson.category for lesson in taught], labels=learned.categories),
        unit_exponent=unit_exponent,
        category_exponent=category_exponent,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Heard:
    """What the other lessons say of some: raw scores and votes (n, labels), and each own label."""

    labels: tuple[str, ...]
    scores: Floats
    votes: Floats
    truth: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """Lessons of one fold as those of the other folds hear them."""

    units: _Heard
    categories: _Heard | None


def _fit(taught: Sequence[Lesson], *, recipe: Recipe) -> Classifier:
    examples = Examples(
        texts=[lesson.text for lesson in taught],
        units=[lesson.unit for lesson in taught],
        categories=[lesson.category for lesson in taught],
        lessons=len(taught),
    )
    return fit(examples, recipe, _silent)


def _held_out(taught: Sequence[Lesson], *, fold: int, recipe: Recipe) -> _Part | None:
    """Hear the lessons of a fold as new wordings of duties that the others name.

    No lesson is a ticket: how far the rules carry to words they do not have is all that can be
    measured before there are any. Equal texts stand in one fold.
    """
    is_out = [
        zlib.crc32(f"{recipe.seed}:{lesson.text}".encode()) % recipe.folds == fold
        for lesson in taught
    ]
    out = [lesson for lesson, held in zip(taught, is_out, strict=True) if held]
    rest = [lesson for lesson, held in zip(taught, is_out, strict=True) if not held]
    if not out or len({lesson.unit for lesson in rest}) < 2:
        return None
    part = _fit(rest, recipe=recipe)
    asked = part.features([lesson.text for lesson in out])
    weights = _nearness(
        asked.characters, part.features([lesson.text for lesson in rest]).characters
    )
    return _Part(
        units=_heard(
            part.unit_head,
            asked.every,
            weights=weights,
            own=[lesson.unit for lesson in rest],
            truth=[lesson.unit for lesson in out],
        ),
        categories=_heard(
            part.category_head,
            asked.words,
            weights=weights,
            own=[lesson.category for lesson in rest],
            truth=[lesson.category for lesson in out],
        )
        if part.category_head is not None
        else None,
    )


def _heard(
    head: LinearHead,
    rows: Sparse,
    *,
    weights: Floats,
    own: Sequence[str | None],
    truth: Sequence[str | None],
) -> _Heard:
    """Scores and votes for the rows whose label the head knows, shape (n, labels)."""
    labels = labels_of(head)
    known = [number for number, label in enumerate(truth) if label in labels]
    votes = _voted(weights[known], _columns(own, labels=labels), labels=len(labels))
    return _Heard(
        labels=labels,
        scores=head.decision_function(rows[known]),
        votes=votes,
        truth=tuple(truth[number] or "" for number in known),
    )


def _calibrated(
    head: LinearHead, heard: Sequence[_Heard], recipe: Recipe
) -> tuple[LinearHead, float]:
    """The head with sharpness and floor, and the exponent of its product with the votes.

    No label is ever sure: lessons prove no precision among tickets.
    """
    labels = labels_of(head)
    scores = _joined([(one.labels, one.scores) for one in heard], labels=labels, missing=-1.0)
    votes = _joined([(one.labels, one.votes) for one in heard], labels=labels, missing=0.0)
    truth = _columns([label for one in heard for label in one.truth], labels=labels)
    head.sharpness_ = fit_sharpness(scores, truth)
    said = softmax(scores, sharpness=head.sharpness_)
    exponent = fit_sharpness(np.log(_both(said, votes + _TINY, exponent=1.0)), truth)
    head.thresholds_ = np.full(len(labels), NEVER, np.float32)
    if len(truth):
        mixed = _both(said, votes + _TINY, exponent=exponent)
        head.floor_ = set_floor(mixed, truth, cover=recipe.cover)
    return head, exponent


def _joined(
    tables: Sequence[tuple[Sequence[str], Floats]], *, labels: Sequence[str], missing: float
) -> Floats:
    """Tables of different labels below one another, in the columns of `labels`."""
    found = [np.zeros((0, len(labels)), np.float32)]
    for own, table in tables:
        wide = np.full((len(table), len(labels)), missing, np.float32)
        wide[:, _columns(own, labels=labels)] = table
        found.append(wide)
    return np.concatenate(found)


def _columns(values: Sequence[str | None], *, labels: Sequence[str]) -> Integers:
    """The column of each value's label, -1 where it has none."""
    places: Mapping[str | None, int] = {label: at for at, label in enumerate(labels)}
    return np.asarray([places.get(value, -1) for value in values], np.int64)


def _nearness(rows: Sparse, taught: Sparse) -> Floats:
    """How much each lesson speaks for each row, (n, lessons): one for the nearest, else less."""
    cosines = np.asarray((rows @ taught.T).todense(), np.float32)
    top = np.maximum(cosines.max(axis=1, keepdims=True), _TINY)
    return np.asarray(np.exp(_SHARPNESS * (cosines / top - 1)), np.float32)


def _voted(weights: Floats, votes: Integers, *, labels: int) -> Floats:
    """The share of the votes that each label gets, (n, labels); rows sum to one."""
    table = np.zeros((len(votes), labels), np.float32)
    voting = np.flatnonzero(votes >= 0)
    table[voting, votes[voting]] = 1.0
    near = weights @ table + _TINY
    return np.asarray(near / near.sum(axis=1, keepdims=True), np.float32)


def _both(said: Floats, near: Floats, *, exponent: float) -> Floats:
    """The geometric mean of weights' and neighbours' probabilities, sharpened, (n, labels)."""
    mixed = np.power(np.maximum(said, _TINY) * near, exponent / 2)
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True), np.float32)


def _silent(stage: str, fraction: float) -> None:
    """Nobody waits for so short a training."""
