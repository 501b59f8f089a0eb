"""From clean text to one row of numbers that every head shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from triage.arrays import Floats, Sparse
from triage.grams import CharacterGrams, WordGrams, beside, forms, telling
from triage.recipe import Recipe
from triage.tokens import Token, Tokenizer


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """The same rows as words (n, w), and as all views side by side (n, w + c + b).

    `every` is words, characters and the characters of the beginning; `known` is the share of each
    row's telling words that the vocabulary has, shape (n,).
    """

    words: Sparse
    every: Sparse
    known: Floats
    last_character: int

    @property
    def characters(self) -> Sparse:
        """The characters alone, (n, c)."""
        return self.every[:, self.words.shape[1] : self.last_character]


class Featuriser(TransformerMixin, BaseEstimator):  # type: ignore[misc]
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
        recipe = self.recipe
        documents = [self.words(text) for text in texts]
        runs = ["".join(words) for words in documents]
        self.words_ = WordGrams(limit=recipe.word_features, minimum_rows=recipe.minimum_rows)
        self.characters_ = self._characters(recipe.character_features)
        self.beginnings_ = self._characters(recipe.beginning_features)
        self.words_.fit(documents)
        self.characters_.fit(runs)
        self.beginnings_.fit(self._beginnings(runs))
        return self._features(documents, runs)

    def features(self, texts: Sequence[str]) -> Features:
        """The features of clean texts."""
        documents = [self.words(text) for text in texts]
        return self._features(documents, ["".join(words) for words in documents])

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
        words = [one.word.lower() for one in tokens]
        return tokens, self.words_.parts(words, weights, columns)

    def word_rows(self, texts: Sequence[str]) -> Sparse:
        """The word features alone, for what does not look at characters; shape (n, w)."""
        return self.words_.rows([self.words(text) for text in texts])

    def variances(self) -> Floats:
        """How far the weight of each feature of `every` may go, relative to each other."""
        recipe = self.recipe
        views = (self.words_, self.characters_, self.beginnings_)
        freedom = (recipe.word_freedom, recipe.character_freedom, recipe.beginning_freedom)
        return np.repeat(np.asarray(freedom, np.float32), [len(view.idf_) for view in views])

    def _characters(self, limit: int) -> CharacterGrams:
        recipe = self.recipe
        return CharacterGrams(
            limit=limit,
            minimum_rows=recipe.minimum_rows,
            shortest=recipe.characters_min,
            longest=recipe.characters_max,
        )

    def _beginnings(self, runs: Sequence[str]) -> list[str]:
        """A title, or the first words where there is none: there people name their matter."""
        return [run[: self.recipe.beginning] for run in runs]

    def _features(self, documents: list[list[str]], runs: list[str]) -> Features:
        views = (
            self.words_.weighed(documents),
            self.characters_.weighed(runs),
            self.beginnings_.weighed(self._beginnings(runs)),
        )
        return Features(
            words=views[0].rows(),
            every=beside(views),
            known=self.words_.known_shares(documents),
            last_character=views[0].width + views[1].width,
        )
