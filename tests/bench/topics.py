"""Accuracy and honesty on the real messages: `python tests/bench/topics.py [--data DIR]`.

Five folds of `topics_all.csv`, near-duplicates (`near_group`) never split; each fold is scored by a
classifier of the other four. "all" are all held-out rows; "raw" only those that arrive as people
write them, as the reserved rows do. Mean and spread over the folds; nothing is tuned in a fold.
"""

import argparse
import csv
import time
from pathlib import Path

import numpy as np

from training import metrics
from triage.pipeline import Classifier, Examples, fit
from triage.recipe import Recipe

FOLDS = 5
DATA = Path(__file__).parents[3] / "shared" / "data"


def read(data: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10**8)
    with (data / "topics_all.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fold_of(rows: list[dict[str, str]], *, seed: int) -> np.ndarray:
    """Whole groups in random folds of equal size."""
    groups = np.asarray([int(row["near_group"]) for row in rows])
    distinct = np.unique(groups)
    folds = np.empty(len(distinct), int)
    folds[np.random.default_rng(seed).permutation(len(distinct))] = np.arange(len(distinct)) % FOLDS
    return folds[np.searchsorted(distinct, groups)]


def learned(rows: list[dict[str, str]], recipe: Recipe) -> Classifier:
    examples = Examples(
        texts=[row["text"] for row in rows],
        units=[row["label"] for row in rows],
        groups=[row["near_group"] for row in rows],
    )
    return fit(examples, recipe, lambda stage, fraction: None)


def figures(truth: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    guess, sure = scores.argmax(axis=1), scores.max(axis=1)
    return judged(truth, guess=guess, sure=sure, classes=scores.shape[1])


def judged(
    truth: np.ndarray, *, guess: np.ndarray, sure: np.ndarray, classes: int
) -> dict[str, float]:
    """What guesses (n,) are worth, and the confidence (n,) that came with them."""
    right = guess == truth
    counts = metrics.class_counts(truth=truth, guess=guess, classes=classes)
    return {
        "macro-F1": metrics.macro_f1(counts=counts),
        "accuracy": float(right.mean()),
        "ECE": metrics.calibration_error(right=right, confidence=sure),
        "at 97 %": metrics.coverage_at(right=right, confidence=sure, precision=0.97),
        "at 99 %": metrics.coverage_at(right=right, confidence=sure, precision=0.99),
    }


def show(name: str, truth: np.ndarray, scores: np.ndarray, folds: np.ndarray) -> None:
    each = [figures(truth[folds == k], scores[folds == k]) for k in range(FOLDS)]
    pooled = figures(truth, scores)
    for figure, value in pooled.items():
        across = [one[figure] for one in each]
        mean, spread = np.mean(across), np.std(across)
        print(f"{name:9s} {figure:9s} mean {mean:.4f} ± {spread:.4f}   pooled {value:.4f}")


def show_sets(name: str, found: list[tuple[bool, int]]) -> None:
    cover = np.mean([held for held, _ in found])
    size = np.mean([size for _, size in found])
    print(f"{name:9s} plausible sets: cover {cover:.4f}, mean size {size:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rows = read(given.data)
    folds = fold_of(rows, seed=given.seed)
    labels = sorted({row["label"] for row in rows})
    truth = np.asarray([labels.index(row["label"]) for row in rows])
    raw = np.asarray([row["source"] == "raw" for row in rows])
    scores = np.zeros((len(rows), len(labels)), np.float32)
    sets = [(False, 0)] * len(rows)
    sure = np.zeros(len(rows), bool)
    start = time.perf_counter()
    for fold in range(FOLDS):
        classifier = learned(
            [row for row, at in zip(rows, folds, strict=True) if at != fold], Recipe()
        )
        held = np.flatnonzero(folds == fold)
        scores[held] = classifier.probabilities([rows[at]["text"] for at in held]).units
        for at, plausible in zip(held, classifier.plausible(scores[held]), strict=True):
            sets[at] = rows[at]["label"] in plausible, len(plausible)
        sure[held] = [
            table.max() >= classifier.sure_thresholds[labels[table.argmax()]]
            for table in scores[held]
        ]
    print(f"{len(rows)} rows, {FOLDS} folds, {time.perf_counter() - start:.0f} s")
    show("all", truth, scores, folds)
    show("raw", truth[raw], scores[raw], folds[raw])
    show_sets("all", sets)
    show_sets("raw", [one for one, is_raw in zip(sets, raw, strict=True) if is_raw])
    right = scores.argmax(axis=1) == truth
    print(
        f"sure by the stored thresholds: {sure.mean():.4f} of rows, {right[sure].mean():.4f} right"
    )


if __name__ == "__main__":
    main()
