"""Figures, against scikit-learn where it has them."""

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st

from training import metrics

SEED = np.random.default_rng(7)
TRUTH = SEED.integers(0, 6, 400)
SCORES = SEED.dirichlet(np.ones(6), 400)
SCORES[np.arange(400), TRUTH] += 0.4
SCORES /= SCORES.sum(axis=1, keepdims=True)
GUESS = SCORES.argmax(axis=1)


def test_like_scikit_learn():
    counts = metrics.class_counts(truth=TRUTH, guess=GUESS, classes=6)
    precision, recall, f1, support = sklearn.metrics.precision_recall_fscore_support(TRUTH, GUESS)
    for own, theirs in zip(
        (counts.precision, counts.recall, counts.f1, counts.support),
        (precision, recall, f1, support),
        strict=True,
    ):
        np.testing.assert_allclose(own, theirs)
    assert metrics.macro_f1(counts=counts) == pytest.approx(f1.mean())
    assert metrics.top_k(truth=TRUTH, scores=SCORES, k=3) == pytest.approx(
        sklearn.metrics.top_k_accuracy_score(TRUTH, SCORES, k=3)
    )
    assert metrics.log_loss(truth=TRUTH, scores=SCORES) == pytest.approx(
        sklearn.metrics.log_loss(TRUTH, SCORES)
    )
    assert metrics.brier(truth=TRUTH, scores=SCORES) == pytest.approx(
        ((SCORES - np.eye(6)[TRUTH]) ** 2).sum(axis=1).mean()
    )


def test_calibration_error_of_a_known_case():
    right = np.array([True] * 6 + [False] * 4)
    assert metrics.calibration_error(right=right, confidence=np.full(10, 0.8)) == pytest.approx(0.2)
    assert metrics.calibration_error(right=right[:6], confidence=np.ones(6)) == 0


def test_coverage_at_a_precision():
    right = np.array([True, True, False, True])
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    assert metrics.coverage_at(right=right, confidence=confidence, precision=0.97) == 0.5
    assert metrics.coverage_at(right=right, confidence=confidence, precision=0.75) == 1.0
    assert metrics.coverage_at(right=~right, confidence=confidence, precision=0.97) == 0


def test_rows_of_equal_confidence_stand_or_fall_together():
    right = np.array([True, True, False])
    assert metrics.coverage_at(right=right, confidence=np.full(3, 0.5), precision=0.97) == 0


def test_an_unknown_truth_is_a_miss():
    truth = np.array([-1, 0])
    scores = np.array([[0.6, 0.4], [0.9, 0.1]])
    assert metrics.accuracy(truth=truth, guess=scores.argmax(axis=1)) == 0.5
    assert metrics.top_k(truth=truth, scores=scores, k=2) == 0.5
    assert metrics.brier(truth=truth, scores=scores) == pytest.approx((1.52 + 0.02) / 2)


def test_confusions_most_frequent_first():
    truth, guess = np.array([0, 0, 1, 2, 2]), np.array([1, 1, 0, 2, 1])
    assert metrics.confusions(truth=truth, guess=guess, limit=2) == [(0, 1, 2), (1, 0, 1)]


def test_nothing_gives_zero_everywhere():
    none, table = np.zeros(0, np.int64), np.zeros((0, 3))
    flags = np.zeros(0, np.bool_)
    assert metrics.accuracy(truth=none, guess=none) == 0
    assert metrics.top_k(truth=none, scores=table, k=3) == 0
    assert metrics.calibration_error(right=flags, confidence=table[:, 0]) == 0
    assert metrics.coverage_at(right=flags, confidence=table[:, 0], precision=0.9) == 0
    assert metrics.brier(truth=none, scores=table) == 0
    assert metrics.log_loss(truth=none, scores=table) == 0
    assert metrics.confusions(truth=none, guess=none, limit=3) == []
    assert metrics.macro_f1(counts=metrics.class_counts(truth=none, guess=none, classes=3)) == 0


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60))
def test_calibration_error_and_coverage_are_shares(pairs):
    right = np.array([one for one, _ in pairs])
    confidence = np.array([other for _, other in pairs])
    assert 0 <= metrics.calibration_error(right=right, confidence=confidence) <= 1
    assert 0 <= metrics.coverage_at(right=right, confidence=confidence, precision=0.9) <= 1
