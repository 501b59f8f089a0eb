"""From scores to probabilities that mean what they say."""

import numpy as np
from scipy.optimize import minimize_scalar

from triage.arrays import Floats, Integers

_COLDEST, _HOTTEST = -3.0, 5.0
# Fewer rows than this prove no precision of 97 %.
_ENOUGH = 30
# A threshold that no probability reaches.
NEVER = 2.0


def softmax(scores: Floats, *, sharpness: float) -> Floats:
    """Rows of probabilities that sum to one, from scores (rows, labels)."""
    scaled = np.asarray(scores, np.float64) * sharpness
    scaled -= scaled.max(axis=1, keepdims=True)
    np.exp(scaled, out=scaled)
    scaled /= scaled.sum(axis=1, keepdims=True)
    return scaled.astype(np.float32)


def fit_sharpness(scores: Floats, labels: Integers) -> float:
    """The factor under which held-out scores (rows, labels) explain their labels best.

    Temperature scaling (Guo et al., 2017) with 1/T; needs at least one row, else 1.0. One more
    imaginary row, which nothing explains, keeps a handful of easy rows from claiming certainty.
    """
    if not len(labels) or scores.shape[1] < 2:
        return 1.0
    own = np.arange(len(labels))
    doubt = 1 / (len(labels) + 1)

    def loss(logarithm: float) -> float:
        scaled = np.asarray(scores, np.float64) * np.exp(logarithm)
        top = scaled.max(axis=1)
        spread = np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top
        explained = (1 - doubt) * scaled[own, labels] + doubt * scaled.mean(axis=1)
        return float((spread - explained).mean())

    found = minimize_scalar(loss, bounds=(_COLDEST, _HOTTEST), method="bounded")
    return float(np.exp(found.x))


def set_floor(probabilities: Floats, labels: Integers, *, cover: float) -> float:
    """The probability that the true label of a row reaches at least `cover` of the time.

    Split conformal prediction: on rows like the held-out ones (rows, labels), the labels at or
    above the floor hold the true one with that chance, whatever the classifier is worth. Zero,
    which is every label, where the rows are too few to promise anything.
    """
    own = np.sort(probabilities[np.arange(len(labels)), labels])
    rank = int(np.floor((len(labels) + 1) * (1 - cover)))
    return float(own[rank - 1]) if rank >= 1 else 0.0


def sure_thresholds(probabilities: Floats, labels: Integers, *, precision: float) -> Floats:
    """For each label the lowest probability from which the label, ranked first, is right so often.

    Above one, which is never, where no threshold over enough held-out rows reaches the precision.
    """
    guess, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    found = np.full(probabilities.shape[1], NEVER, np.float32)
    for label in np.unique(guess):
        chosen = np.flatnonzero(guess == label)
        chosen = chosen[np.argsort(-sure[chosen], kind="stable")]
        rows = np.arange(1, len(chosen) + 1)
        share = np.cumsum(labels[chosen] == label) / rows
        good = np.flatnonzero((share >= precision) & (rows >= _ENOUGH))
        if len(good):
            found[label] = sure[chosen[good[-1]]]
    return found
