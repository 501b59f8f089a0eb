"""Linear heads over the shared features: ridge regression, calibrated, any number of labels."""

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin

from triage.arrays import Booleans, Floats, Integers, Sparse
from triage.blocks import RowBlocks
from triage.calibration import (
    NEVER,
    fit_scaling,
    fit_sharpness,
    set_floor,
    softmax,
    sure_thresholds,
)
from triage.ridge import Ridge


def _untold(fraction: float) -> None:
    """Nobody watches."""


class LinearHead(ClassifierMixin, BaseEstimator):
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

    def fit(
        self,
        rows: Sparse | RowBlocks,
        labels: Sequence[str | None],
        freedom: Floats | None = None,
        *,
        start: Self | None = None,
        told: Callable[[float], None] = _untold,
    ) -> Self:
        """Fit on features (rows, features); rows without a label teach nothing, one must have one.

        `freedom` (features,) is the prior variance of each feature's weights, one where not given.
        `start` is a head over the same features to go on from; `told` hears the share done.
        """
        blocks = rows if isinstance(rows, RowBlocks) else RowBlocks.of(rows)
        known = np.fromiter(map(bool, labels), np.bool_, len(labels))
        names = np.asarray([label for label in labels if label], dtype=str)
        numbers = np.full(len(labels), -1, np.int64)
        self.classes_, numbers[known] = np.unique(names, return_inverse=True)
        self.sharpness_ = 1.0
        self.floor_ = 0.0
        self.thresholds_: Floats = np.full(len(self.classes_), NEVER, np.float32)
        shares = np.bincount(numbers[known]) / len(names)
        if len(self.classes_) == 1 or not blocks.entries:
            # Nothing to tell labels apart by: their shares of the rows, whatever the text.
            self.coef_: Floats = np.zeros((blocks.width, len(shares)), np.float32)
            self.intercept_: Floats = np.log(shares).astype(np.float32)
        else:
            self.intercept_ = shares.astype(np.float32)
            given = np.ones(blocks.width, np.float32) if freedom is None else freedom
            solver = Ridge(
                blocks=blocks,
                numbers=numbers,
                known=None if known.all() else known,
                freedom=blocks.inward(given)[:, None],
                shares=self.intercept_,
                ridge=self.ridge,
                focus=self.focus,
                iterations=self.iterations,
            )
            begun = None if start is None else blocks.inward(self._aligned(start))
            self.coef_ = blocks.outward(solver.solve(begun, told))
        return self

    def decision_function(self, rows: Sparse) -> Floats:
        """Raw scores, shape (rows, labels), also for two labels."""
        return np.asarray(rows @ self.coef_, np.float32) + self.intercept_

    def calibrate(
        self,
        scores: Floats,
        labels: Integers,
        *,
        cover: float,
        precision: float,
        beside: Sequence[Self] = (),
        half: Booleans | None = None,
    ) -> None:
        """Choose scaling and thresholds on scores (rows, heads * labels) of rows no fit has seen.

        Given a `half` of the rows (rows,) to prove it on, heads `beside` of the same labels, whose
        scores stand to the right, and what one label's score tells of another are folded into the
        weights: a mix of linear maps is a linear map too, so that predicting costs no more.
        Else one sharpness is all.
        """
        if half is not None:
            heads = (self, *beside)
            scaling, chances = fit_scaling(scores, labels, maps=len(heads), half=half)
            parts = list(zip(heads, np.split(scaling.matrix, len(heads)), strict=True))
            self.intercept_ = np.sum([one.intercept_ @ part for one, part in parts], axis=0)
            self.intercept_ += scaling.shift
            self.coef_ = np.sum([one.coef_ @ part for one, part in parts], axis=0)
            self.sharpness_ = scaling.sharpness
        else:
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

    def _aligned(self, start: Self) -> Floats:
        """The weights of another head in the order of these labels, nought for new ones."""
        column = {label: number for number, label in enumerate(start.classes_.tolist())}
        places = np.asarray([column.get(label, -1) for label in self.classes_.tolist()])
        return np.asarray(start.coef_[:, places] * (places >= 0), np.float32)
