"""Linear heads over the shared features: ridge regression, calibrated, any number of labels."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin

from triage.arrays import Floats, Integers, Sparse
from triage.calibration import NEVER, fit_sharpness, set_floor, softmax, sure_thresholds

_BLOCK = 32
_THREADS = 2
# Added to every count before ratios are taken, so that rare features promise little.
_SMOOTHING = 0.3


class LinearHead(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """One weight column for each label: `coef_` (features, labels), `intercept_` (labels,).

    Ridge regression in which a feature's weight may go the further for a label, the more often the
    feature stands with that label than elsewhere (log-count ratio, Wang and Manning, 2012);
    `focus` is how much of the freedom is given out so, 0 to 1. Calibration sets `sharpness_`,
    `floor_` (of plausible labels) and `thresholds_` (labels,), from which a label is sure.
    """

    def __init__(self, *, ridge: float = 0.5, focus: float = 0.5, iterations: int = 15) -> None:
        self.ridge = ridge
        self.focus = focus
        self.iterations = iterations

    def fit(self, rows: Sparse, labels: Sequence[str], freedom: Floats | None = None) -> Self:
        """Fit on features (rows, features) and one label a row; one label alone is allowed.

        `freedom` (features,) is the prior variance of each feature's weights, one where not given.
        """
        self.classes_, numbers = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
        self.sharpness_ = 1.0
        self.floor_ = 0.0
        self.thresholds_: Floats = np.full(len(self.classes_), NEVER, np.float32)
        if len(self.classes_) == 1 or not rows.nnz:
            self._fit_prior(rows.shape[1], numbers)
        else:
            given = np.ones(rows.shape[1], np.float32) if freedom is None else freedom
            self._fit_ridge(rows, numbers, given)
        return self

    def decision_function(self, rows: Sparse) -> Floats:
        """Raw scores, shape (rows, labels), also for two labels."""
        return np.asarray(rows @ self.coef_, np.float32) + self.intercept_

    def calibrate(
        self, scores: Floats, labels: Integers, *, cover: float, precision: float
    ) -> None:
        """Choose sharpness and thresholds on scores of rows the fit has not seen."""
        self.sharpness_ = fit_sharpness(scores, labels)
        chances = softmax(scores, sharpness=self.sharpness_)
        self.floor_ = set_floor(chances, labels, cover=cover)
        self.thresholds_ = sure_thresholds(chances, labels, precision=precision)

    def predict_proba(self, rows: Sparse) -> Floats:
        """Calibrated probabilities, shape (rows, labels); rows sum to one."""
        return softmax(self.decision_function(rows), sharpness=self.sharpness_)

    def predict(self, rows: Sparse) -> npt.NDArray[np.str_]:
        """The best label of each row."""
        return np.asarray(self.classes_[self.decision_function(rows).argmax(axis=1)])

    def _fit_prior(self, features: int, numbers: Integers) -> None:
        """Nothing to tell labels apart by: their shares of the rows, whatever the text."""
        shares = np.bincount(numbers) / len(numbers)
        self.coef_: Floats = np.zeros((features, len(shares)), np.float32)
        self.intercept_: Floats = np.log(shares).astype(np.float32)

    def _fit_ridge(self, rows: Sparse, numbers: Integers, freedom: Floats) -> None:
        """Least squares in the dual, a block of labels at a time: memory stays bounded.

        Each label wants 1 on its rows and 0 elsewhere, less its share of all rows.
        """
        turned = rows.T.tocsr()
        mass = np.asarray(turned.sum(axis=1), np.float32).reshape(-1, 1)
        power = np.asarray(turned.multiply(turned).sum(axis=1), np.float32).reshape(-1, 1)
        count = len(self.classes_)
        shares = (np.bincount(numbers, minlength=count) / len(numbers)).astype(np.float32)
        size = min(_BLOCK, -(-count // _THREADS))

        def block(start: int) -> Floats:
            labels = np.arange(start, min(start + size, count))
            own = (numbers[:, None] == labels).astype(np.float32)
            spread = self._spread(turned @ own, mass=mass, power=power) * freedom[:, None]
            answer = self._conjugate(rows, turned, own - shares[labels], spread)
            return np.asarray(spread * (turned @ answer), np.float32)

        with ThreadPoolExecutor(_THREADS) as pool:
            parts = list(pool.map(block, range(0, count, size)))
        self.coef_ = np.concatenate(parts, axis=1)
        self.intercept_ = shares

    def _spread(self, own: Floats, *, mass: Floats, power: Floats) -> Floats:
        """The prior variance of each weight (features, labels), one on the average of a row.

        `own` is the mass of each feature in each label's rows, `mass` in all rows (features, 1).
        """
        here = np.log((own + _SMOOTHING) / (own.sum(axis=0) + 1))
        there = np.log(
            (mass - own + _SMOOTHING).clip(_SMOOTHING) / (mass.sum() - own.sum(axis=0) + 1)
        )
        ratio = (here - there) ** 2
        ratio /= np.maximum((power * ratio).sum(axis=0) / power.sum(), 1e-12)
        return np.asarray((1 - self.focus) + self.focus * ratio, np.float32)

    def _conjugate(self, rows: Sparse, turned: Sparse, wanted: Floats, spread: Floats) -> Floats:
        """Conjugate gradients on (X S X' + ridge) A = wanted, each column with its own S."""
        answer = np.zeros_like(wanted)
        rest = wanted.copy()
        step = rest.copy()
        size = (rest * rest).sum(axis=0)
        for _ in range(self.iterations):
            image = rows @ (spread * (turned @ step)) + self.ridge * step
            length = size / np.maximum((step * image).sum(axis=0), 1e-12)
            answer += length * step
            rest -= length * image
            fresh = (rest * rest).sum(axis=0)
            step = rest + fresh / np.maximum(size, 1e-12) * step
            size = fresh
        return answer
