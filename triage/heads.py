"""Linear heads over the shared features: ridge regression, calibrated, any number of labels."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin

from triage.arrays import Floats, Integers, Sparse
from triage.calibration import fit_sharpness, softmax

_BLOCK = 32
_THREADS = 2


class LinearHead(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """One weight column for each label: `coef_` (features, labels), `intercept_` (labels,)."""

    def __init__(self, *, ridge: float = 1.0, iterations: int = 12) -> None:
        self.ridge = ridge
        self.iterations = iterations

    def fit(self, rows: Sparse, labels: Sequence[str]) -> Self:
        """Fit on features (rows, features) and one label a row; one label alone is allowed."""
        self.classes_, numbers = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
        self.sharpness_ = 1.0
        if len(self.classes_) == 1 or not rows.nnz:
            self._fit_prior(rows.shape[1], numbers)
        else:
            self._fit_ridge(rows, numbers)
        return self

    def decision_function(self, rows: Sparse) -> Floats:
        """Raw scores, shape (rows, labels), also for two labels."""
        return np.asarray(rows @ self.coef_, np.float32) + self.intercept_

    def calibrate(self, scores: Floats, labels: Integers) -> None:
        """Choose the sharpness on scores of rows the fit has not seen."""
        self.sharpness_ = fit_sharpness(scores, labels)

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

    def _fit_ridge(self, rows: Sparse, numbers: Integers) -> None:
        """Least squares in the dual, a block of labels at a time: memory stays bounded.

        Each label wants 1 on its rows and 0 elsewhere, less its share of all rows.
        """
        turned = rows.T.tocsr()
        count = len(self.classes_)
        shares = (np.bincount(numbers, minlength=count) / len(numbers)).astype(np.float32)
        size = min(_BLOCK, -(-count // _THREADS))

        def block(start: int) -> Floats:
            labels = np.arange(start, min(start + size, count))
            wanted = (numbers[:, None] == labels).astype(np.float32) - shares[labels]
            return np.asarray(turned @ self._conjugate(rows, turned, wanted), np.float32)

        with ThreadPoolExecutor(_THREADS) as pool:
            parts = list(pool.map(block, range(0, count, size)))
        self.coef_ = np.concatenate(parts, axis=1)
        self.intercept_ = shares

    def _conjugate(self, rows: Sparse, turned: Sparse, wanted: Floats) -> Floats:
        """Conjugate gradients on (K + ridge) A = wanted for all columns at once."""
        answer = np.zeros_like(wanted)
        rest = wanted.copy()
        step = rest.copy()
        size = (rest * rest).sum(axis=0)
        for _ in range(self.iterations):
            image = rows @ (turned @ step) + self.ridge * step
            length = size / np.maximum((step * image).sum(axis=0), 1e-12)
            answer += length * step
            rest -= length * image
            fresh = (rest * rest).sum(axis=0)
            step = rest + fresh / np.maximum(size, 1e-12) * step
            size = fresh
        return answer
