"""From clean text to one row of numbers that every head shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from triage.arrays import Floats, Sparse
from triage.grams import CharacterGrams, WordGrams
from triage.recipe import Recipe
from triage.tokens import Token, Tokenizer
from triage.vocabulary import STOP_WORDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """The same rows as words (n, w), as words and characters side by side (n, w + c).

    `known` is the share of each row's telling words that the vocabulary has, shape (n,).
    """

    words: Sparse
    every: Sparse
    known: Floats


class Featuriser(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Cuts each masked text once and weighs its words and its characters."""

    def __init__(self, *, recipe: Recipe, tokenizer: Tokenizer) -> None:
        self.recipe = recipe
        self.tokenizer = tokenizer

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn both vocabularies from clean texts."""
        self.fit_features(texts)
        return self

    def fit_features(self, texts: Sequence[str]) -> Features:
        """Fit, and give the features of the same texts without cutting them twice."""
        recipe = self.recipe
        self.words_ = WordGrams(
            limit=recipe.word_features,
            minimum_rows=recipe.minimum_rows,
            title_weight=recipe.title_weight,
        )
        self.characters_ = CharacterGrams(
            limit=recipe.character_features,
            minimum_rows=recipe.minimum_rows,
            title_weight=recipe.title_weight,
            shortest=recipe.characters_min,
            longest=recipe.characters_max,
        )
        words, runs = self._documents(texts)
        self.words_.fit(words)
        self.characters_.fit(runs)
        return self._features(words, runs)

    def features(self, texts: Sequence[str]) -> Features:
        """The features of clean texts."""
        words, runs = self._documents(texts)
        return self._features(words, runs)

    def transform(self, texts: Sequence[str]) -> Sparse:
        """Words and characters side by side, shape (texts, features)."""
        return self.features(texts).every

    def _documents(self, texts: Sequence[str]) -> tuple[list[list[str]], list[str]]:
        words = [self.words(text) for text in texts]
        if not self.recipe.drop_stop_words:
            return words, ["".join(cut) for cut in words]
        return words, ["".join(w for w in cut if w not in STOP_WORDS) for cut in words]

    def words(self, text: str) -> list[str]:
        """The words of a clean text as they are counted: masked and in lower case."""
        return [word.lower() for word in self.tokenizer.cut(text)]

    def contributions(
        self, text: str, weights: Floats, columns: Sequence[int]
    ) -> tuple[list[Token], Floats]:
        """The words of a clean text and what each adds to some columns of scores.

        Weights are (features, all), the answer is (words, columns).
        """
        tokens = list(self.tokenizer.tokens(text))
        words = [token.word.lower() for token in tokens]
        return tokens, self.words_.parts(words, weights, columns)

    def word_rows(self, texts: Sequence[str]) -> Sparse:
        """The word features alone, for what does not look at characters; shape (n, w)."""
        return self.words_.rows([self.words(text) for text in texts])

    def _features(self, words: list[list[str]], runs: list[str]) -> Features:
        rows = self.words_.rows(words)
        return Features(
            words=rows,
            every=sp.hstack([rows, self.characters_.rows(runs)], format="csr"),
            known=np.asarray([self.words_.known_share(cut) for cut in words], np.float32),
        )
