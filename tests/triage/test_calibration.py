"""Sets and thresholds keep their promise on rows they have not seen."""

import numpy as np
import pytest

from triage.calibration import NEVER, fit_sharpness, set_floor, softmax, sure_thresholds


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
