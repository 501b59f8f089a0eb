"""bugbug's recipe: TF-IDF of single words → XGBoost with its defaults, isotonic calibration.

As in its calibration: a fifth of the training rows is kept for the isotonic curves. The trees grow
by the exact method, which XGBoost chose by itself for data of this size when that recipe was made;
the histogram method of today costs five times the time on these sparse rows. One thread: two that
wait for each other on a busy machine cost ten times the work.
"""

import pickle
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import train_test_split

from tests.bench.peers.recipe import Floats, Ranked, words

_THREADS = 1


class Boosted:
    """A hundred rounds of trees for each label, then a curve for each label's probability."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.vectoriser = TfidfVectorizer(tokenizer=words, token_pattern=None, min_df=0.0001)
        self.trees: Any = None
        self.curves: list[IsotonicRegression] = []

    def fit(self, texts: Sequence[str], labels: Sequence[str], groups: Sequence[str]) -> None:
        from xgboost import XGBClassifier

        rows = self.vectoriser.fit_transform(texts)
        grown, kept = train_test_split(np.arange(len(labels)), test_size=0.2, random_state=42)
        truth = np.asarray(labels)
        # Labels without a row among the four fifths are unknown to the trees.
        known, numbers = np.unique(truth[grown], return_inverse=True)
        self.labels = known.tolist()
        self.trees = XGBClassifier(n_jobs=_THREADS, tree_method="exact", random_state=0)
        self.trees.fit(rows[grown], numbers)
        told = self.trees.predict_proba(rows[kept])
        self.curves = [
            IsotonicRegression(out_of_bounds="clip").fit(told[:, at], truth[kept] == label)
            for at, label in enumerate(self.labels)
        ]

    def rank(self, texts: Sequence[str]) -> Ranked:
        told = self._probabilities(texts)
        return Ranked(scores=told, probabilities=told)

    def best(self, texts: Sequence[str]) -> list[str]:
        return [self.labels[at] for at in self._probabilities(texts).argmax(axis=1).tolist()]

    def size(self) -> float:
        return len(pickle.dumps((self.vectoriser, self.trees, self.curves))) / 1e6

    def _probabilities(self, texts: Sequence[str]) -> Floats:
        raw = self.trees.predict_proba(self.vectoriser.transform(texts))
        told = np.stack([curve.predict(raw[:, at]) for at, curve in enumerate(self.curves)], axis=1)
        mass = told.sum(axis=1, keepdims=True)
        # Where every curve says never, the trees' own word stands.
        return np.asarray(np.where(mass > 0, told / np.maximum(mass, 1e-12), raw))
