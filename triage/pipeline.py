"""The classifier: shared features, three calibrated heads, one pass over the text."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from triage.arrays import Floats, Integers, Sparse
from triage.features import Features, Featuriser
from triage.heads import LinearHead
from triage.knowledge import ReturnFact
from triage.recipe import Recipe
from triage.text import clean
from triage.tokens import Token, Tokenizer

Progress = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True)
class Examples:
    """Rows to learn from; a title stands as the first line of its text.

    Rows of one group (near-duplicates) never help to calibrate each other; without groups,
    identical texts are a group. The last `lessons` rows are no tickets: they teach, but no
    probability is calibrated on them.
    """

    texts: Sequence[str]
    units: Sequence[str]
    categories: Sequence[str | None] | None = None
    kinds: Sequence[str | None] | None = None
    groups: Sequence[str] | None = None
    lessons: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """Calibrated probabilities of the same rows, (n, u), (n, c), (n, k); rows sum to one."""

    units: Floats
    categories: Floats | None
    kinds: Floats | None


@dataclass(frozen=True, kw_only=True)
class Classifier:
    """What is trained: a featuriser and one head for units, categories and kinds.

    `returns` is what the same tickets tell of units that gave matters back.
    """

    recipe: Recipe
    featuriser: Featuriser
    unit_head: LinearHead
    category_head: LinearHead | None
    kind_head: LinearHead | None
    returns: tuple[ReturnFact, ...] = ()

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The labels of `Scores.units`, in column order."""
        return labels_of(self.unit_head)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The labels of `Scores.categories`; empty when that head was not trained."""
        return labels_of(self.category_head)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The labels of `Scores.kinds`; empty when that head was not trained."""
        return labels_of(self.kind_head)

    @property
    def set_threshold(self) -> float:
        """The unit probability from which a unit is plausible, so that the set covers the truth."""
        return self.unit_head.floor_

    @cached_property
    def sure_thresholds(self) -> Mapping[str, float]:
        """For each unit the probability from which it is right at the recipe's precision."""
        return dict(zip(self.units, self.unit_head.thresholds_.tolist(), strict=True))

    def plausible(self, units: Floats) -> list[tuple[str, ...]]:
        """For each row of `Scores.units` the plausible units, best first; never none."""
        ranked = np.argsort(-units, axis=1, kind="stable")
        sizes = np.maximum((units >= self.set_threshold).sum(axis=1), 1)
        return [
            tuple(self.units[column] for column in row[:size].tolist())
            for row, size in zip(ranked, sizes, strict=True)
        ]

    def features(self, texts: Sequence[str]) -> Features:
        """The features of any texts, cleaned here (cleaning twice changes nothing)."""
        return self.featuriser.features([clean(text).text for text in texts])

    def scores(self, features: Features) -> Scores:
        """The probabilities of rows whose features are at hand."""
        return Scores(
            units=self.unit_head.predict_proba(features.every),
            categories=_apply(self.category_head, features.words),
            kinds=_apply(self.kind_head, features.words),
        )

    def probabilities(self, texts: Sequence[str]) -> Scores:
        """The probabilities of any texts."""
        return self.scores(self.features(texts))

    def contributions(self, text: str, *, units: Sequence[str]) -> tuple[list[Token], Floats]:
        """The words of a clean text and what each adds to the score of each unit label.

        Shape (words, units); a label the classifier does not know raises ValueError.
        """
        columns = [self.units.index(unit) for unit in units]
        # The word features come first in the shared row, so their numbers are rows of coef_ too.
        return self.featuriser.contributions(text, self.unit_head.coef_, columns)


def labels_of(head: LinearHead | None) -> tuple[str, ...]:
    """The labels of a head in column order."""
    return () if head is None else tuple(map(str, head.classes_))


def _apply(head: LinearHead | None, rows: Sparse) -> Floats | None:
    return None if head is None else head.predict_proba(rows)


def fit(examples: Examples, recipe: Recipe, progress: Callable[[str, float], None]) -> Classifier:
    """Learn a classifier; progress is told a stage (Chinese) and the fraction done, 0 to 1.

    Raises ValueError where there is no row at all.
    """
    if not examples.texts:
        raise ValueError("没有可供训练的工单")
    progress("清洗文本", 0.0)
    texts = [clean(text).text for text in examples.texts]
    progress("提取特征", 0.15)
    featuriser = Featuriser(recipe=recipe, tokenizer=Tokenizer())
    features = featuriser.fit_features(texts)
    folds = _folds(groups=examples.groups or texts, recipe=recipe)
    folds[len(texts) - examples.lessons :] = -1
    progress("训练承办单位", 0.35)
    unit_head = _fit_head(
        features.every, examples.units, folds, recipe, freedom=featuriser.variances()
    )
    progress("训练事项分类", 0.6)
    category_head = _optional(features.words, examples.categories, folds, recipe)
    progress("训练诉求类型", 0.9)
    kind_head = _optional(features.words, examples.kinds, folds, recipe)
    progress("训练完成", 1.0)
    return Classifier(
        recipe=recipe,
        featuriser=featuriser,
        unit_head=unit_head,
        category_head=category_head,
        kind_head=kind_head,
    )


def _folds(*, groups: Sequence[str], recipe: Recipe) -> Integers:
    """A fold number for each row, whole groups together; -1 means never held out."""
    parts = recipe.folds if len(groups) <= recipe.holdout_above else 6
    folds = [zlib.crc32(f"{recipe.seed}:{group}".encode()) % parts for group in groups]
    numbers = np.asarray(folds, np.int64)
    if len(groups) > recipe.holdout_above:
        numbers[numbers > 0] = -1
    return numbers


def _optional(
    rows: Sparse, labels: Sequence[str | None] | None, folds: Integers, recipe: Recipe
) -> LinearHead | None:
    """A head over the rows that have a label; None where none has."""
    if labels is None:
        return None
    known = [number for number, label in enumerate(labels) if label]
    if not known:
        return None
    return _fit_head(rows[known], [labels[number] or "" for number in known], folds[known], recipe)


def _fit_head(
    rows: Sparse,
    labels: Sequence[str],
    folds: Integers,
    recipe: Recipe,
    *,
    freedom: Floats | None = None,
) -> LinearHead:
    """Fit on all rows; calibrate on scores that heads without those rows gave them."""
    head = _new_head(recipe).fit(rows, labels, freedom)
    column = {label: number for number, label in enumerate(labels_of(head))}
    truth = np.asarray([column[label] for label in labels])
    scores, kept = [], []
    for fold in sorted(set(folds.tolist()) - {-1}):
        out = np.flatnonzero(folds == fold)
        rest = np.flatnonzero(folds != fold)
        if not len(rest) or len(set(truth[rest])) < 2:
            continue
        told = [labels[number] for number in rest.tolist()]
        part = _new_head(recipe).fit(rows[rest], told, freedom)
        columns = [column[label] for label in labels_of(part)]
        out = out[np.isin(truth[out], columns)]
        table = np.full((len(out), len(column)), -1.0, np.float32)
        table[:, columns] = part.decision_function(rows[out])
        scores.append(table)
        kept.append(truth[out])
    if scores:
        head.calibrate(
            np.concatenate(scores),
            np.concatenate(kept),
            cover=recipe.cover,
            precision=recipe.precision,
        )
    return head


def _new_head(recipe: Recipe) -> LinearHead:
    return LinearHead(ridge=recipe.ridge, focus=recipe.focus, iterations=recipe.ridge_iterations)
