"""One recipe on one task: accuracy, honesty, time and memory, in the process that calls it."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TextIO

import numpy as np

from tests.bench.peers.recipe import Floats, Recipe
from tests.bench.peers.row import Row, memory
from tests.bench.peers.task import Integers, Split, Task
from tests.bench.topics import judged
from training.metrics import top_k
from triage.calibration import set_floor

COVER = 0.95
_ROUNDS = 3
_BULK = 1_000
_SINGLES = 200


@dataclass(kw_only=True)
class _Told:
    """What the examined rows were told, rows in the order of the task."""

    scores: Floats
    probabilities: Floats
    fold: Integers
    floor: Floats  # from training rows alone, where a recipe keeps one; else not a number


def measure(
    recipe_of: Callable[[], Recipe],
    task: Task,
    *,
    name: str,
    package: str = "",
    say: TextIO | None = None,
) -> Row:
    """Fit and examine on every split; `recipe_of` makes a fresh recipe each time."""
    floor_memory = memory()
    shape = (len(task.texts), len(task.classes))
    told = _Told(
        scores=np.full(shape, -np.inf, np.float32),
        probabilities=np.zeros(shape, np.float32),
        fold=np.full(len(task.texts), -1, np.int64),
        floor=np.full(len(task.texts), np.nan, np.float32),
    )
    spent: list[dict[str, float]] = []
    for number, split in enumerate(task.splits):
        recipe = recipe_of()
        spent.append(_one(recipe, task, split, told=told, number=number))
        if say:
            print(f"  {name} {number + 1}/{len(task.splits)}: {spent[-1]}", file=say, flush=True)
        if number == 0:
            spent[0]["size MB"] = recipe.size()
            spent[0] |= timed(recipe, [task.texts[at] for at in split.examine.tolist()])
        del recipe
        gc.collect()
    cost = {key: float(np.mean([one[key] for one in spent if key in one])) for key in spent[0]}
    cost |= {"peak MB": memory(), "before MB": floor_memory}
    return Row(recipe=name, task=task.name, package=package, figures=judge(task, told), cost=cost)


def _one(recipe: Recipe, task: Task, split: Split, *, told: _Told, number: int) -> dict[str, float]:
    teach, examine = split.teach.tolist(), split.examine.tolist()
    texts = [task.texts[at] for at in teach]
    wall, work = time.perf_counter(), time.process_time()
    recipe.fit(texts, [task.labels[at] for at in teach], [task.groups[at] for at in teach])
    wall, work = time.perf_counter() - wall, time.process_time() - work
    found = recipe.rank([task.texts[at] for at in examine])
    place = {label: at for at, label in enumerate(task.classes)}
    columns = np.asarray([place[label] for label in recipe.labels])
    told.scores[np.ix_(split.examine, columns)] = found.scores
    told.probabilities[np.ix_(split.examine, columns)] = found.probabilities
    told.fold[split.examine] = number
    told.floor[split.examine] = getattr(recipe, "floor", lambda: np.nan)()
    return {"train s": wall, "train CPU s": work}


def judge(task: Task, told: _Told) -> dict[str, dict[str, float]]:
    """Figures of all examined rows and of each part, with the spread of macro-F1 over the folds."""
    seen = told.fold >= 0
    tables = {"": sets(task, told)}
    if np.isfinite(told.floor[seen]).all():
        tables["own "] = _held(task, told, np.arange(len(seen)), floor=told.floor)
    found = {}
    for name, part in {"all": np.arange(len(seen)), **task.parts}.items():
        rows = part[seen[part]]
        each = [_figures(task, told, rows[told.fold[rows] == k]) for k in range(len(task.splits))]
        found[name] = _figures(task, told, rows) | {
            "macro-F1 mean": float(np.mean([one["macro-F1"] for one in each])),
            "macro-F1 ±": float(np.std([one["macro-F1"] for one in each])),
        }
        for kind, (cover, size) in tables.items():
            found[name][f"{kind}cover"] = float(cover[rows].mean())
            found[name][f"{kind}set size"] = float(size[rows].mean())
    return found


def _figures(task: Task, told: _Told, rows: Integers) -> dict[str, float]:
    guess = told.scores[rows].argmax(axis=1)
    sure = told.probabilities[rows, guess]
    truth = task.truth[rows]
    found = judged(truth, guess=guess, sure=sure, classes=len(task.classes))
    return found | {"top-3": top_k(truth=truth, scores=told.scores[rows], k=3), "rows": len(rows)}


def sets(task: Task, told: _Told) -> tuple[np.ndarray, np.ndarray]:
    """Whether the set at 95 % held each row's label, and how large it was.

    Split conformal, the same for every recipe: a row's floor comes from examined rows of the other
    folds, or, where there is one fold, of the other half.
    """
    halves = told.fold
    if not halves.max():
        draw = np.random.default_rng(0)
        halves = np.where(halves < 0, -1, draw.permutation(len(halves)) % 2)
    cover, size = np.zeros(len(halves), bool), np.zeros(len(halves))
    for half in range(int(halves.max()) + 1):
        rows = np.flatnonzero(halves == half)
        others = np.flatnonzero((halves >= 0) & (halves != half))
        floor = set_floor(told.probabilities[others], task.truth[others], cover=COVER)
        floors = np.full(len(rows), floor)
        cover[rows], size[rows] = _held(task, told, rows, floor=floors)
    return cover, size


def _held(
    task: Task, told: _Told, rows: Integers, *, floor: Floats
) -> tuple[np.ndarray, np.ndarray]:
    """Whether labels at or above each row's floor, and always the first, hold the true one."""
    chosen = told.probabilities[rows] >= floor[:, None]
    own = np.arange(len(rows))
    chosen[own, told.scores[rows].argmax(axis=1)] = True
    return chosen[own, task.truth[rows]], chosen.sum(axis=1)


def timed(recipe: Recipe, texts: Sequence[str]) -> dict[str, float]:
    """Texts a CPU second in bulk, the best of three rounds; µs of one text alone, the median.

    CPU seconds, since rows are measured one after the other on a machine that others use as well.
    """
    many = list(texts[:_BULK])
    recipe.best(many[:50])
    took = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        recipe.best(many)
        took.append(time.process_time() - start)
    alone = []
    for text in many[:_SINGLES]:
        start = time.perf_counter()
        recipe.best([text])
        alone.append(time.perf_counter() - start)
    return {"bulk /s": len(many) / min(took), "one µs": 1e6 * float(np.median(alone))}
