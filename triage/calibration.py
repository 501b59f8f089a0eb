"""From scores to probabilities that mean what they say."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from triage.arrays import Booleans, Floats, Integers

_COLDEST, _HOTTEST = -3.0, 5.0
# Fewer rows than this prove no precision of 97 %.
_ENOUGH = 30
# A threshold that no probability reaches.
NEVER = 2.0
# So many rows an entry settle a matrix. Of 39 units, with 0.9 rows an entry, it lost three points
# among new matters; of seven topics, with 50, it gained most of a point.
_ROWS_AN_ENTRY = 20
# More rows than this settle it no better.
_MOST_ROWS = 20_000
# How firmly the matrix keeps to plain temperature scaling, in rows that would have to object.
_FIRMNESS = 3.0
_STEPS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Scaling:
    """How raw scores (rows, maps * labels) become scores (rows, labels) for one sharpness.

    `matrix` is (maps * labels, labels), `shift` (labels,): what one label's score tells of another.
    """

    matrix: Floats
    shift: Floats
    sharpness: float

    @classmethod
    def plain(cls, *, maps: int, labels: int, sharpness: float) -> Self:
        """The mean of the maps, sharpened."""
        matrix = np.tile(np.eye(labels, dtype=np.float32), (maps, 1)) / np.float32(maps)
        return cls(matrix=matrix, shift=np.zeros(labels, np.float32), sharpness=sharpness)

    def probabilities(self, scores: Floats) -> Floats:
        """The probabilities of raw scores, shape (rows, labels)."""
        return softmax(scores @ self.matrix + self.shift, sharpness=self.sharpness)


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


def fit_scaling(
    scores: Floats, labels: Integers, *, maps: int, half: Booleans
) -> tuple[Scaling, Floats]:
    """The scaling under which held-out raw scores (rows, maps * labels) explain their labels best.

    Matrix scaling (Guo et al., 2017) drawn towards temperature scaling, and temperature scaling
    itself where rows are few or prove the matrix no better on rows it has not seen. Also gives the
    probabilities (rows, labels) of the same rows, each from the half that it is not in; `half`
    (rows,) cuts them so that near-duplicates stay together.
    """
    count = scores.shape[1] // maps
    mean = scores.reshape(len(scores), maps, count).mean(axis=1)
    plain = Scaling.plain(maps=maps, labels=count, sharpness=fit_sharpness(mean, labels))
    fallback = softmax(mean, sharpness=plain.sharpness)
    enough = maps * count * count * _ROWS_AN_ENTRY <= len(labels)
    if count < 2 or not enough or half.all() or not half.any():
        return plain, fallback
    crossed = np.empty_like(fallback)
    for own in (half, ~half):
        crossed[own] = _fit_matrix(scores[~own], labels[~own], plain).probabilities(scores[own])
    if _surprise(crossed, labels) >= _surprise(fallback, labels):
        return plain, fallback
    return _fit_matrix(scores, labels, plain), crossed


def _fit_matrix(scores: Floats, labels: Integers, plain: Scaling) -> Scaling:
    """Multinomial regression on sharpened scores, drawn towards the plain scaling."""
    kept = slice(None, None, -(-len(labels) // _MOST_ROWS))
    labels = labels[kept]
    told = np.hstack([scores[kept] * plain.sharpness, np.ones((len(labels), 1), np.float32)])
    start = np.vstack([plain.matrix, plain.shift]).astype(np.float64)
    truth = np.eye(start.shape[1], dtype=np.float32)[labels]

    def loss(flat: Floats) -> tuple[float, Floats]:
        matrix = flat.reshape(start.shape)
        chances = softmax(told @ matrix.astype(np.float32), sharpness=1.0)
        away = matrix - start
        slope = told.T @ (chances - truth) + _FIRMNESS * away
        total = len(labels) * _surprise(chances, labels) + _FIRMNESS / 2 * float((away**2).sum())
        return total, slope.ravel().astype(np.float64)

    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    matrix = found.x.reshape(start.shape).astype(np.float32)
    return Scaling(
        matrix=matrix[:-1], shift=matrix[-1] / plain.sharpness, sharpness=plain.sharpness
    )


def _surprise(chances: Floats, labels: Integers) -> float:
    """The mean negative logarithm of the true labels' probabilities."""
    own = chances[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(own, 1e-12), dtype=np.float64).mean())


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
