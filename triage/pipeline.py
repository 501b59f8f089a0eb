"""The classifier: shared features, three calibrated heads, one pass over the text."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from triage.arrays import Booleans, Floats, Integers, Sparse
from triage.blocks import Room, RowBlocks, Scratch
from triage.crossing import Part, fit_head
from triage.documents import Documents, read_documents
from triage.features import Features, Featuriser
from triage.grams import Reading
from triage.heads import LinearHead
from triage.knowledge import ReturnFact
from triage.recipe import Recipe
from triage.text import clean
from triage.tokens import Token, Tokenizer

Progress = Callable[[str, float], None]
_ROOM = Room()
# More held-out rows than this calibrate no better.
_CALIBRATING = 50_000


@dataclass(frozen=True, kw_only=True)
class Examples:
    """Rows to learn from; a title stands as the first line of its text. Texts may be cut already.

    Rows of one group (near-duplicates) never help to calibrate each other; without groups,
    identical texts are a group. The last `lessons` rows are no tickets: they teach, but no
    probability is calibrated on them.
    """

    texts: Sequence[str] | Documents
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

    def pushes(self, reading: Reading, *, units: Sequence[str]) -> Floats:
        """The same for a text that is read already, shape (telling words, units)."""
        columns = [self.units.index(unit) for unit in units]
        return self.featuriser.words_.parts(reading, self.unit_head.coef_, columns)


def labels_of(head: LinearHead | None) -> tuple[str, ...]:
    """The labels of a head in column order."""
    return () if head is None else tuple(map(str, head.classes_))


def _apply(head: LinearHead | None, rows: Sparse) -> Floats | None:
    return None if head is None else head.predict_proba(rows)


def fit(
    examples: Examples,
    recipe: Recipe,
    progress: Progress,
    *,
    room: Room = _ROOM,
) -> Classifier:
    """Learn a classifier; progress is told a stage (Chinese) and the fraction done, 0 to 1.

    `room` bounds the memory of the features and has no say in the result. Raises ValueError where
    there is no row at all.
    """
    if not len(examples.texts):
        raise ValueError("没有可供训练的工单")
    recipe = recipe.for_rows(len(examples.texts))
    featuriser = Featuriser(recipe=recipe, tokenizer=Tokenizer())
    progress("切分词语", 0.0)
    documents = _documents(examples, featuriser.tokenizer, _part(progress, "切分词语", 0.0, 0.1))
    progress("选取特征", 0.1)
    featuriser.fit_documents(documents)
    folds, halves = _folds(examples, recipe=recipe)
    with Scratch(room) as scratch:
        learner = _Learner(
            recipe=recipe,
            folds={fold: np.flatnonzero(folds == fold) for fold in np.unique(folds).tolist()},
            halves=halves if len(folds) <= recipe.paired_up_to else None,
        )
        every, words = learner.blocks(
            featuriser, documents, scratch, _part(progress, "计算特征", 0.15, 0.3)
        )
        unit_head = learner.head(
            every,
            examples.units,
            _part(progress, "训练承办单位", 0.3, 0.65),
            paired=True,
            freedom=featuriser.variances(),
        )
        category_head = learner.head(
            words, examples.categories, _part(progress, "训练事项分类", 0.65, 0.95), many=True
        )
        kind_head = learner.head(words, examples.kinds, _part(progress, "训练诉求类型", 0.95, 1.0))
    progress("训练完成", 1.0)
    assert unit_head is not None
    return Classifier(
        recipe=recipe,
        featuriser=featuriser,
        unit_head=unit_head,
        category_head=category_head,
        kind_head=kind_head,
    )


def _documents(
    examples: Examples, tokenizer: Tokenizer, told: Callable[[float], None]
) -> Documents:
    texts = examples.texts
    if isinstance(texts, Documents):
        return texts
    return read_documents(texts, tokenizer=tokenizer, told=lambda done: told(done / len(texts)))


def _folds(examples: Examples, *, recipe: Recipe) -> tuple[Integers, Booleans]:
    """A fold number for each row, -1 where never held out, and a half; whole groups together."""
    groups = examples.groups or examples.texts
    if isinstance(groups, Documents):
        groups = list(map(str, range(len(groups))))
    few = len(groups) <= recipe.holdout_above
    parts = recipe.folds if few else max(6, len(groups) // _CALIBRATING)
    hashes = [zlib.crc32(f"{recipe.seed}:{group}".encode()) for group in groups]
    drawn = np.asarray(hashes, np.int64)
    numbers = drawn % parts
    if not few:
        numbers[numbers > 0] = -1
    numbers[len(groups) - examples.lessons :] = -1
    return numbers, drawn // parts % 2 == 0


@dataclass(frozen=True, kw_only=True)
class _Learner:
    """Rows by fold, and what is done for each head alike.

    `halves` (rows,) is given where rows are few: there pairing a head is worth its time.
    """

    recipe: Recipe
    folds: Mapping[int, Integers]
    halves: Booleans | None

    def blocks(
        self,
        featuriser: Featuriser,
        documents: Documents,
        scratch: Scratch,
        told: Callable[[float], None],
    ) -> tuple[dict[int, RowBlocks], dict[int, RowBlocks]]:
        """The rows of each fold, all views and words alone."""
        every, words = {}, {}
        done = 0
        for fold, at in self.folds.items():

            def part(share: float, before: int = done, size: int = len(at)) -> None:
                told((before + share * size) / len(documents))

            every[fold], words[fold] = featuriser.blocks(documents.at(at), scratch, part)
            done += len(at)
        return every, words

    def head(
        self,
        parts: Mapping[int, RowBlocks],
        labels: Sequence[str | None] | None,
        told: Callable[[float], None],
        *,
        many: bool = False,
        paired: bool = False,
        freedom: Floats | None = None,
    ) -> LinearHead | None:
        """A head over the rows that have a label; None where none has.

        Hundreds of labels (`many`) bear less ridge and more steps than some dozens. Where rows are
        few and the head is asked to be `paired`, a second one without focus, which errs elsewhere
        than the first, is folded into it, and what labels tell of each other.
        """
        told(0.0)
        if labels is None:
            return None
        recipe = self.recipe
        halves = self.halves if paired else None
        fresh = [
            LinearHead(
                ridge=recipe.category_ridge if many else recipe.ridge,
                focus=focus,
                iterations=recipe.category_iterations if many else recipe.ridge_iterations,
            )
            for focus in ((recipe.focus,) if halves is None else (recipe.focus, 0.0))
        ]
        folds = {
            fold: Part(
                rows=parts[fold],
                labels=[labels[row] for row in at.tolist()],
                half=None if halves is None else halves[at],
            )
            for fold, at in self.folds.items()
        }
        return fit_head(folds, recipe, told, fresh=fresh, freedom=freedom)


def _part(progress: Progress, stage: str, start: float, stop: float) -> Callable[[float], None]:
    """Tell the progress of one stage as its part of the whole."""

    def told(fraction: float) -> None:
        progress(stage, start + (stop - start) * fraction)

    return told
