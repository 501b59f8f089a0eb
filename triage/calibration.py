"""From scores to probabilities that mean what they say."""

import numpy as np
from scipy.optimize import minimize_scalar

from triage.arrays import Floats, Integers

_COLDEST, _HOTTEST = -3.0, 5.0


def softmax(scores: Floats, *, sharpness: float) -> Floats:
    """Rows of probabilities that sum to one, from scores (rows, labels)."""
    scaled = np.asarray(scores, np.float64) * sharpness
    scaled -= scaled.max(axis=1, keepdims=True)
    np.exp(scaled, out=scaled)
    scaled /= scaled.sum(axis=1, keepdims=True)
    return scaled.astype(np.float32)


def fit_sharpness(scores: Floats, labels: Integers) -> float:
    """The factor under which held-out scores (rows, labels) explain their labels best.

    Temperature scaling (Guo et al., 2017) with 1/T; needs at least one row, else 1.0.
    """
    if not len(labels) or scores.shape[1] < 2:
        return 1.0
    own = np.arange(len(labels))

    def loss(logarithm: float) -> float:
        scaled = np.asarray(scores, np.float64) * np.exp(logarithm)
        top = scaled.max(axis=1)
        spread = np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top
        return float((spread - scaled[own, labels]).mean())

    found = minimize_scalar(loss, bounds=(_COLDEST, _HOTTEST), method="bounded")
    return float(np.exp(found.x))
