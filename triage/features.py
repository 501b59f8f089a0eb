"""From clean text to one row of numbers that every head shares."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from triage.arrays import Floats, Integers, Sparse
from triage.blocks import LANES, RowBlocks, Scratch, block_spans, reordered, stacked
from triage.documents import Documents
from triage.grams import ROWS_READ, CharacterGrams, Grams, Reading, WordGrams
from triage.recipe import Recipe
from triage.telling import forms, telling
from triage.tokens import Token, Tokenizer
from triage.weighing import Weighed, beside, one_beside

_CHUNK = 2_048


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """The same rows as words (n, w), and as all views side by side (n, w + c + b).

    `every` is words, characters and the characters of the beginning; `known` is the share of each
    row's telling words that the vocabulary has, shape (n,). Of a single row `of_words` keeps how it
    was read.
    """

    words: Sparse
    every: Sparse
    known: Floats
    last_character: int
    reading: Reading | None = None

    @property
    def characters(self) -> Sparse:
        """The characters alone, (n, c)."""
        words, every = (
            one.rows() if isinstance(one, Weighed) else one for one in (self.words, self.every)
        )
        return every[:, words.shape[1] : self.last_character]


class Featuriser(TransformerMixin, BaseEstimator):
    """Cuts each masked text once and weighs its words, its characters, its beginning."""

    def __init__(self, *, recipe: Recipe, tokenizer: Tokenizer) -> None:
        self.recipe = recipe
        self.tokenizer = tokenizer

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn the vocabularies from clean texts."""
        self.fit_features(texts)
        return self

    def fit_features(self, texts: Sequence[str]) -> Features:
        """Fit, and give the features of the same texts without cutting them twice."""
        documents = [self.words(text) for text in texts]
        self._learn(documents)
        return self._features(documents, ["".join(words) for words in documents])

    def fit_documents(self, documents: Documents) -> Self:
        """Learn the vocabularies from texts that are cut already, an even sample of many."""
        self._learn(documents.words(0, len(documents), -(-len(documents) // ROWS_READ) or 1))
        return self

    def _learn(self, documents: list[list[str]]) -> None:
        recipe = self.recipe
        runs = ["".join(words) for words in documents]
        self.words_ = WordGrams(limit=recipe.word_features, minimum_rows=recipe.minimum_rows)
        self.characters_ = self._characters(recipe.character_features)
        self.words_.fit(documents)
        self.characters_.fit(runs)
        self.beginnings_ = tuple(
            self._characters(recipe.beginning_features).fit([run[:length] for run in runs])
            for length in recipe.beginnings
        )

    def blocks(
        self, documents: Documents, scratch: Scratch, told: Callable[[float], None]
    ) -> tuple[RowBlocks, RowBlocks]:
        """All views side by side and the words alone, as `Features` has them, in bounded blocks."""
        views = (self.words_, self.characters_, *self.beginnings_)
        orders = [frequent_first(views), frequent_first(views[:1])]
        every, words = [], []
        with ThreadPoolExecutor(LANES) as pool:
            for start, stop in block_spans(len(documents)):
                edges = range(start, stop, _CHUNK)
                made = list(pool.map(lambda at, end=stop: self._chunk(documents, at, end), edges))
                every.append(scratch.keep(reordered([one for one, _ in made], orders[0])))
                words.append(scratch.keep(reordered([one for _, one in made], orders[1])))
                told(stop / len(documents))
        return (
            RowBlocks(blocks=every, width=len(orders[0]), order=orders[0]),
            RowBlocks(blocks=words, width=len(orders[1]), order=orders[1]),
        )

    def _chunk(self, documents: Documents, start: int, end: int) -> tuple[Sparse, Sparse]:
        words = documents.words(start, min(start + _CHUNK, end))
        views = self._views(words, ["".join(one) for one in words])
        return beside(views), views[0].rows()

    def features(self, texts: Sequence[str]) -> Features:
        """The features of clean texts."""
        documents = [self.words(text) for text in texts]
        return self._features(documents, ["".join(words) for words in documents])

    def of_words(self, documents: list[list[str]]) -> Features:
        """The features of texts that are cut already: the telling words of each, as counted.

        Of one text alone the rows stay bare; heads and precedents take them as they take a matrix.
        """
        runs = ["".join(words) for words in documents]
        if len(documents) != 1:
            return self._features(documents, runs)
        reading = self.words_.read(documents[0])
        views = (reading.row, self.characters_.weighed(runs), *self._beginnings(runs))
        share = len(reading.at) / max(reading.words, 1)
        return Features(
            words=views[0],
            every=one_beside(views),
            known=np.asarray((share,), np.float32),
            last_character=views[0].width + views[1].width,
            reading=reading,
        )

    def of_documents(self, documents: Documents, start: int, stop: int) -> Features:
        """The features of some texts that are cut already."""
        words = documents.words(start, stop)
        return self._features(words, ["".join(one) for one in words])

    def transform(self, texts: Sequence[str]) -> Sparse:
        """All views side by side, shape (texts, features)."""
        return self.features(texts).every

    def words(self, text: str) -> list[str]:
        """The telling words of a clean text as they are counted: masked and in lower case."""
        return forms(self.tokenizer.cut(text))

    def contributions(
        self, text: str, weights: Floats, columns: Sequence[int]
    ) -> tuple[list[Token], Floats]:
        """The telling words of a clean text and what each adds to some columns of scores.

        Weights are (features, all), the answer is (words, columns).
        """
        tokens = [one for one in self.tokenizer.tokens(text) if telling(one.word)]
        reading = self.words_.read(forms([one.word for one in tokens]))
        return tokens, self.words_.parts(reading, weights, columns)

    def word_rows(self, texts: Sequence[str]) -> Sparse:
        """The word features alone, for what does not look at characters; shape (n, w)."""
        return self.words_.rows([self.words(text) for text in texts])

    def word_rows_of(self, documents: Documents) -> Sparse:
        """The same for texts that are cut already, in chunks."""
        parts = [
            self.words_.rows(documents.words(start, start + _CHUNK))
            for start in range(0, max(len(documents), 1), _CHUNK)
        ]
        return stacked(parts)

    def variances(self) -> Floats:
        """How far the weight of each feature of `every` may go, relative to each other."""
        recipe = self.recipe
        views = (self.words_, self.characters_, *self.beginnings_)
        freedom = (recipe.word_freedom, recipe.character_freedom, *recipe.beginning_freedoms)
        return np.repeat(np.asarray(freedom, np.float32), [len(view.idf_) for view in views])

    def _characters(self, limit: int) -> CharacterGrams:
        recipe = self.recipe
        return CharacterGrams(
            limit=limit,
            minimum_rows=recipe.minimum_rows,
            shortest=recipe.characters_min,
            longest=recipe.characters_max,
        )

    def _beginnings(self, runs: Sequence[str]) -> list[Weighed]:
        """A title, or the first words where there is none: there people name their matter.

        In several lengths, so that the very first words count most.
        """
        return [
            view.weighed([run[:length] for run in runs])
            for view, length in zip(self.beginnings_, self.recipe.beginnings, strict=True)
        ]

    def _views(self, documents: list[list[str]], runs: list[str]) -> tuple[Weighed, ...]:
        return (
            self.words_.weighed(documents),
            self.characters_.weighed(runs),
            *self._beginnings(runs),
        )

    def _features(self, documents: list[list[str]], runs: list[str]) -> Features:
        views = self._views(documents, runs)
        return Features(
            words=views[0].rows(),
            every=beside(views),
            known=self.words_.known_shares(documents),
            last_character=views[0].width + views[1].width,
        )


def frequent_first(views: Sequence[Grams]) -> Integers:
    """The features of views side by side, those of the most texts first."""
    weights = np.concatenate([view.idf_ for view in views])
    return np.argsort(weights, kind="stable")
