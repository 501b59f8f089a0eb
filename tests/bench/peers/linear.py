"""Plain scikit-learn recipes: counts or TF-IDF, then something linear."""

import pickle
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.special import expit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

from tests.bench.peers.recipe import Cut, Floats, Ranked, characters, telling_words, words
from triage.arrays import Sparse

_OUT_OF = 3


def words_svm() -> "Linear":
    """TF-IDF of words 1-2 → linear SVM."""
    return Linear(_words(words))


def characters_svm() -> "Linear":
    """TF-IDF of characters 1-4 → linear SVM."""
    return Linear(_characters(characters))


def both_svm() -> "Linear":
    """Both vectorisers side by side → linear SVM."""
    return Linear(_both(words))


def both_telling_svm() -> "Linear":
    """The same after stop words and punctuation are dropped everywhere."""
    return Linear(_both(telling_words))


def signalen() -> "Logistic":
    """Counts → term frequency (no IDF, rows of length one) → L1 logistic regression, liblinear."""
    return Logistic()


class Logistic:
    """Settings of Signalen's classification service (its parameters_fast).

    Its Dutch stemmer and stop words have no meaning here: our segmenter and our stop words stand in
    their place. liblinear is one against the rest: probabilities are each label's own, normalised.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.vectoriser = Pipeline(
            [
                ("count", CountVectorizer(analyzer=telling_words)),
                ("tf", TfidfTransformer(use_idf=False)),
            ]
        )
        self.weights: Floats = np.zeros((0, 0))
        self.start: Floats = np.zeros(0)

    def fit(self, texts: Sequence[str], labels: Sequence[str], groups: Sequence[str]) -> None:
        rows = self.vectoriser.fit_transform(texts)
        single = LogisticRegression(l1_ratio=1.0, solver="liblinear", max_iter=300, random_state=0)
        # liblinear in scikit-learn no longer takes more than two labels by itself.
        learned = OneVsRestClassifier(single).fit(rows, labels)
        self.labels = list(map(str, learned.classes_))
        self.weights = np.concatenate([one.coef_ for one in learned.estimators_]).T
        self.start = np.concatenate([one.intercept_ for one in learned.estimators_])

    def rank(self, texts: Sequence[str]) -> Ranked:
        told = expit(self._decided(texts))
        told /= told.sum(axis=1, keepdims=True)
        return Ranked(scores=told, probabilities=told)

    def best(self, texts: Sequence[str]) -> list[str]:
        return [self.labels[at] for at in self._decided(texts).argmax(axis=1).tolist()]

    def size(self) -> float:
        # Most weights are zero under L1: stored as they would be kept.
        return len(pickle.dumps((self.vectoriser, csr_array(self.weights), self.start))) / 1e6

    def _decided(self, texts: Sequence[str]) -> Floats:
        return np.asarray(self.vectoriser.transform(texts) @ self.weights) + self.start


class Linear:
    """A TF-IDF vectoriser before a linear SVM with sigmoid scaling."""

    def __init__(self, vectoriser: TfidfVectorizer | FeatureUnion) -> None:
        self.labels: list[str] = []
        self.vectoriser = vectoriser
        self.scaled: Any = None

    def fit(self, texts: Sequence[str], labels: Sequence[str], groups: Sequence[str]) -> None:
        rows = self.vectoriser.fit_transform(texts)
        # Folds as a list: as a number they are refused where a label has fewer rows than folds.
        folds = StratifiedKFold(_OUT_OF, shuffle=True, random_state=0).split(rows, labels)
        self.scaled = CalibratedClassifierCV(
            LinearSVC(random_state=0), method="sigmoid", cv=list(folds), ensemble=False
        ).fit(rows, labels)
        self.labels = list(map(str, self.scaled.classes_))

    def rank(self, texts: Sequence[str]) -> Ranked:
        rows = self.vectoriser.transform(texts)
        return Ranked(scores=self._decided(rows), probabilities=self.scaled.predict_proba(rows))

    def best(self, texts: Sequence[str]) -> list[str]:
        decided = self._decided(self.vectoriser.transform(texts))
        return [self.labels[at] for at in decided.argmax(axis=1).tolist()]

    def size(self) -> float:
        return len(pickle.dumps((self.vectoriser, self.scaled))) / 1e6

    def _decided(self, rows: Sparse) -> Floats:
        """The SVM's own decision, not the sigmoids' of it: (n, c), also for two labels."""
        (one,) = self.scaled.calibrated_classifiers_
        decided = one.estimator.decision_function(rows)
        return np.stack([-decided, decided], axis=1) if decided.ndim == 1 else decided


def _both(cut: Cut) -> FeatureUnion:
    return FeatureUnion([("words", _words(cut)), ("characters", _characters(cut))])


def _words(cut: Cut) -> TfidfVectorizer:
    return TfidfVectorizer(
        tokenizer=cut, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True, min_df=2
    )


def _characters(cut: Cut) -> TfidfVectorizer:
    """Characters of the words run together, so that blanks and dropped words leave no trace."""
    return TfidfVectorizer(
        preprocessor=Joined(cut), analyzer="char", ngram_range=(1, 4), sublinear_tf=True, min_df=2
    )


class Joined:
    """Cuts a text and runs the words together again; a class, so that it pickles."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut

    def __call__(self, text: str) -> str:
        return "".join(self.cut(text)).lower()
