"""What every recipe is given: texts, labels, and which rows teach and which examine.

`python -m tests.bench.peers.task NAME FILE [quick]` writes a task once, so that the children that
read it need not hold what made it.
"""

import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.bench.city import city_knowledge, city_successions
from tests.bench.routing_ablation import TODAY, generated
from tests.bench.topics import DATA, fold_of, read
from training.evaluation import full_text
from training.preparation import prepare

Integers = npt.NDArray[np.int64]
CITY_ROWS, QUICK_CITY_ROWS, QUICK_FOLDS = 20_000, 5_000, 2
SEED = 0


@dataclass(frozen=True, kw_only=True)
class Split:
    """Rows that teach and rows that examine."""

    teach: Integers
    examine: Integers


@dataclass(frozen=True, kw_only=True)
class Task:
    """Rows in order; `groups` join near-duplicates, `parts` are rows reported apart."""

    name: str
    texts: Sequence[str]
    labels: Sequence[str]
    groups: Sequence[str]
    splits: Sequence[Split]
    parts: dict[str, Integers]

    @property
    def classes(self) -> list[str]:
        """All labels in column order, also those that only examine."""
        return sorted(set(self.labels))

    @property
    def truth(self) -> Integers:
        """The column of each row's label."""
        return np.unique(np.asarray(self.labels), return_inverse=True)[1].astype(np.int64)


def topics(*, quick: bool, data: Path = DATA) -> Task:
    """Five folds of the real messages, `near_group` never split; quick: the first two folds."""
    rows = read(data)
    folds = fold_of(rows, seed=SEED)
    numbers = range(QUICK_FOLDS if quick else int(folds.max()) + 1)
    splits = [
        Split(teach=np.flatnonzero(folds != one), examine=np.flatnonzero(folds == one))
        for one in numbers
    ]
    return Task(
        name="topics",
        texts=[row["text"] for row in rows],
        labels=[row["label"] for row in rows],
        groups=[row["near_group"] for row in rows],
        splits=splits,
        parts={"raw": np.flatnonzero([row["source"] == "raw" for row in rows])},
    )


def city(*, quick: bool) -> Task:
    """Generated tickets: the oldest four fifths teach, the newest fifth as it came examines.

    Labels are those that training gives: today's units, districts and streets as one label each.
    """
    prepared = prepare(
        history=generated(rows=QUICK_CITY_ROWS if quick else CITY_ROWS, seed=12345),
        knowledge=city_knowledge(),
        successions=city_successions(),
        on=TODAY,
    )
    rows = prepared.rows
    split = Split(teach=prepared.teaching, examine=prepared.arriving)
    labels = [one.label for one in rows]
    return Task(
        name="city",
        texts=[full_text(one) for one in rows],
        labels=labels,
        groups=[str(group) for group in prepared.split.groups.tolist()],
        splits=[split],
        parts={"new": prepared.split.held_out},
    )


def made(name: str, *, quick: bool) -> Task:
    """The task of a name."""
    return topics(quick=quick) if name == "topics" else city(quick=quick)


def load(path: Path) -> Task:
    """Read a task that this run wrote."""
    task = pickle.loads(path.read_bytes())
    assert isinstance(task, Task)
    return task


def main() -> None:
    # By its full name, so that the pickle can be read where this file is not the main module.
    from tests.bench.peers.task import made as make

    name, file, *quick = sys.argv[1:]
    if name == "topics" and not DATA.exists():
        raise SystemExit("没有真实留言（../shared/data），跳过")
    Path(file).write_bytes(pickle.dumps(make(name, quick=bool(quick))))


if __name__ == "__main__":
    main()
