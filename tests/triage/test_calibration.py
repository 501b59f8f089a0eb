"""Sets and thresholds keep their promise on rows they have not seen."""

import numpy as np
import pytest

from triage.calibration import (
    NEVER,
    fit_scaling,
    fit_sharpness,
    set_floor,
    softmax,
    sure_thresholds,
)


def planted(seed: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and labels drawn from them."""
    random = np.random.default_rng(seed)
    chances = softmax(random.normal(size=(rows, 6)).astype(np.float32), sharpness=3.0)
    labels = np.asarray([random.choice(6, p=row / row.sum()) for row in chances.astype(float)])
    return chances, labels


@pytest.mark.parametrize("cover", [0.8, 0.95])
def test_sets_cover_what_they_promise(cover: float) -> None:
    chances, labels = planted(1, 4_000)
    floor = set_floor(chances, labels, cover=cover)
    fresh, truth = planted(2, 4_000)
    held = fresh >= floor
    assert held[np.arange(len(truth)), truth].mean() == pytest.approx(cover, abs=0.02)


def test_the_promise_does_not_need_an_honest_classifier() -> None:
    chances, labels = planted(1, 4_000)
    fresh, truth = planted(2, 4_000)
    floor = set_floor(chances**4, labels, cover=0.9)
    assert ((fresh**4)[np.arange(4_000), truth] >= floor).mean() == pytest.approx(0.9, abs=0.02)


def test_too_few_rows_promise_nothing_less_than_every_label() -> None:
    chances, labels = planted(1, 10)
    assert set_floor(chances, labels, cover=0.95) == 0.0
    assert (sure_thresholds(chances, labels, precision=0.5) == NEVER).all()


def test_sure_labels_are_right_so_often() -> None:
    chances, labels = planted(1, 20_000)
    thresholds = sure_thresholds(chances, labels, precision=0.9)
    fresh, truth = planted(2, 20_000)
    guess, sure = fresh.argmax(axis=1), fresh.max(axis=1)
    chosen = sure >= thresholds[guess]
    assert chosen.mean() > 0.05
    assert (guess == truth)[chosen].mean() == pytest.approx(0.9, abs=0.03)


def test_sharpness_of_perfect_rows_stays_finite() -> None:
    scores = np.eye(3, dtype=np.float32)
    assert fit_sharpness(scores, np.arange(3)) < 50


def confused(seed: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of two maps side by side, where a high score for label 1 often means label 0."""
    random = np.random.default_rng(seed)
    scores = random.normal(size=(rows, 8)).astype(np.float32)
    truth = scores[:, :4] + 0.5 * scores[:, 4:]
    truth[:, 0] += scores[:, 1]
    chances = softmax(truth, sharpness=2.0)
    labels = np.asarray([random.choice(4, p=row / row.sum()) for row in chances.astype(float)])
    return scores, labels


def even(scores: np.ndarray) -> np.ndarray:
    """Every other row."""
    return np.arange(len(scores)) % 2 == 0


def surprise(chances: np.ndarray, labels: np.ndarray) -> float:
    return float(-np.log(chances[np.arange(len(labels)), labels]).mean())


def test_a_matrix_learns_what_one_score_tells_of_another_label() -> None:
    scores, labels = confused(1, 4_000)
    fresh, truth = confused(2, 4_000)
    scaling, _ = fit_scaling(scores, labels, maps=2, half=even(scores))
    mean = (fresh[:, :4] + fresh[:, 4:]) / 2
    plain = softmax(mean, sharpness=fit_sharpness((scores[:, :4] + scores[:, 4:]) / 2, labels))
    assert surprise(scaling.probabilities(fresh), truth) < surprise(plain, truth) - 0.1


def test_probabilities_of_the_same_rows_are_honest() -> None:
    scores, labels = confused(1, 1_000)
    scaling, crossed = fit_scaling(scores, labels, maps=2, half=even(scores))
    assert surprise(crossed, labels) > surprise(scaling.probabilities(scores), labels)
    np.testing.assert_allclose(crossed.sum(axis=1), 1.0, rtol=1e-5)


@pytest.mark.parametrize(("rows", "kind"), [(700, "too few"), (1_000, "nothing to learn")])
def test_where_a_matrix_does_not_pay_the_scaling_stays_plain(rows: int, kind: str) -> None:
    random = np.random.default_rng(4)
    scores = random.normal(size=(rows, 6)).astype(np.float32)
    chances = softmax(scores, sharpness=3.0)
    labels = np.asarray([random.choice(6, p=row / row.sum()) for row in chances.astype(float)])
    scaling, crossed = fit_scaling(scores, labels, maps=1, half=even(scores))
    np.testing.assert_array_equal(scaling.matrix, np.eye(6))
    assert not scaling.shift.any(), kind
    np.testing.assert_array_equal(crossed, scaling.probabilities(scores))


def test_copies_of_a_few_rows_prove_no_matrix() -> None:
    """What looks learned from hundreds of rows may be four rows' oddity: copies share a half."""
    scores, labels = np.eye(4, dtype=np.float32), np.asarray([1, 0, 3, 2])
    many, truth = np.tile(scores, (100, 1)), np.tile(labels, 100)
    honest, _ = fit_scaling(many, truth, maps=1, half=np.tile(np.arange(4) < 2, 100))
    np.testing.assert_array_equal(honest.matrix, np.eye(4))
    careless, _ = fit_scaling(many, truth, maps=1, half=np.repeat(np.arange(100) % 2 > 0, 4))
    assert np.abs(careless.matrix - np.eye(4)).max() > 1


def test_one_half_alone_proves_nothing() -> None:
    scores, labels = confused(1, 1_000)
    scaling, _ = fit_scaling(scores, labels, maps=2, half=np.ones(1_000, np.bool_))
    assert not scaling.shift.any()
