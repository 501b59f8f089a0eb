"""Figures of a classifier from true labels and probabilities; pure numpy, nothing remembered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]

_BINS = 15
_TINY = 1e-12


@dataclass(frozen=True, kw_only=True)
class ClassCounts:
    """Per class (k,): precision, recall, F1 (0 where undefined) and rows that truly belong."""

    precision: Floats
    recall: Floats
    f1: Floats
    support: Integers


def accuracy(*, truth: Integers, guess: Integers) -> float:
    """Return the share of right guesses (n,); 0 for no rows."""
    return float(np.mean(truth == guess)) if len(truth) else 0.0


def class_counts(*, truth: Integers, guess: Integers, classes: int) -> ClassCounts:
    """Return figures per class; a truth of -1 (a class the classifier lacks) is always a miss."""
    right = np.bincount(truth[(truth == guess) & (truth >= 0)], minlength=classes)
    support = np.bincount(truth[truth >= 0], minlength=classes)
    guessed = np.bincount(guess[guess >= 0], minlength=classes)
    precision = right / np.maximum(guessed, 1)
    recall = right / np.maximum(support, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, _TINY)
    return ClassCounts(precision=precision, recall=recall, f1=f1, support=support)


def macro_f1(*, counts: ClassCounts) -> float:
    """Return the mean F1 over classes that occur in the truth; 0 for none."""
    present = counts.support > 0
    return float(counts.f1[present].mean()) if present.any() else 0.0


def top_k(*, truth: Integers, scores: Floats, k: int) -> float:
    """Return the share of rows whose true class is among the k largest of scores (n, c)."""
    if not len(truth):
        return 0.0
    k = min(k, scores.shape[1])
    best = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    return float((best == truth[:, None]).any(axis=1).mean())


def calibration_error(*, right: npt.NDArray[np.bool_], confidence: Floats) -> float:
    """Return the expected calibration error over 15 equal bins of the top probability."""
    if not len(right):
        return 0.0
    bins = np.clip((confidence * _BINS).astype(np.int64), 0, _BINS - 1)
    sizes = np.bincount(bins, minlength=_BINS)
    gaps = np.abs(
        np.bincount(bins, weights=right.astype(float), minlength=_BINS)
        - np.bincount(bins, weights=confidence, minlength=_BINS)
    )
    return float(gaps[sizes > 0].sum() / len(right))


def coverage_at(*, right: npt.NDArray[np.bool_], confidence: Floats, precision: float) -> float:
    """Return the largest share of most confident rows that is right with that precision."""
    if not len(right):
        return 0.0
    order = np.argsort(-confidence, kind="stable")
    reached = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    # Rows of equal confidence cannot be told apart by a threshold: cut only where it changes.
    ordered = confidence[order]
    cuts = np.append(ordered[1:] < ordered[:-1], True)
    good = np.flatnonzero((reached >= precision) & cuts)
    return float((good[-1] + 1) / len(right)) if len(good) else 0.0


def brier(*, truth: Integers, scores: Floats) -> float:
    """Return the mean squared distance (0..2) from the true one-hot; lacking classes count 1."""
    if not len(truth):
        return 0.0
    known = truth >= 0
    at_truth = np.where(known, scores[np.arange(len(truth)), np.maximum(truth, 0)], 0.0)
    return float(np.mean((scores**2).sum(axis=1) - 2 * at_truth + 1))


def log_loss(*, truth: Integers, scores: Floats) -> float:
    """Return the mean negative log of the true class's probability, bounded at 1e-12."""
    if not len(truth):
        return 0.0
    known = truth >= 0
    at_truth = np.where(known, scores[np.arange(len(truth)), np.maximum(truth, 0)], 0.0)
    return float(-np.log(np.maximum(at_truth, _TINY)).mean())


def confusions(*, truth: Integers, guess: Integers, limit: int) -> list[tuple[int, int, int]]:
    """Return the most frequent (true, guessed, rows) among wrong guesses, most frequent first."""
    wrong = (truth != guess) & (truth >= 0)
    pairs, rows = np.unique(
        np.stack([truth[wrong], guess[wrong]], axis=1), axis=0, return_counts=True
    )
    order = np.argsort(-rows, kind="stable")[:limit]
    return [(int(pairs[at][0]), int(pairs[at][1]), int(rows[at])) for at in order]
