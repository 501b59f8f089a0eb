"""How training grows: seconds and memory by stage, `python -m tests.bench.training_scale`.

Each size is trained in a process of its own, so that its peak is its own; the exponent between two
sizes is log(seconds) over log(rows). One million rows take some 20 minutes on two free cores.
"""

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.city import city_knowledge, city_successions
from tests.bench.figures import OUT, keep
from training.history import read_history
from training.registry import Registry
from training.retrain import Order, retrain
from triage.blocks import Room

AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What one stage cost."""

    stage: str
    share: float
    seconds: float
    peak_mb: int


@dataclass(frozen=True, kw_only=True)
class Training:
    """What one training cost, and how well the artefact answers."""

    rows: int
    seconds: float
    cpu_seconds: float
    peak_mb: int
    artifact_mb: float
    held_out: int
    accuracy: float
    macro_f1: float
    ece: float
    arriving: float | None
    stages: list[Stage]


class Stages:
    """Seconds and peak memory (MB) from each stage to the next, as the progress tells them."""

    def __init__(self) -> None:
        self.rows: list[Stage] = []
        self._name, self._share, self._since = "", 0.0, time.perf_counter()

    def tell(self, name: str, share: float) -> None:
        now = time.perf_counter()
        if name != self._name:
            if self._name:
                cost = Stage(
                    stage=self._name,
                    share=round(self._share, 3),
                    seconds=round(now - self._since, 2),
                    peak_mb=peak_of_stage(),
                )
                self.rows.append(cost)
            self._name, self._share, self._since = name, share, now


def peak_of_stage() -> int:
    """The highest resident size since the last call, where the kernel tells it (MB)."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return 0
    line = next(one for one in text.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) // 1000


def child(history: Path, *, rows: int, megabytes: int) -> None:
    """Train once and print the figures as JSON."""
    start, stages = time.perf_counter(), Stages()
    stages.tell("读取历史", 0.0)
    told = read_history(history)
    with tempfile.TemporaryDirectory() as folder:
        outcome = retrain(
            history=told,
            knowledge=city_knowledge(),
            successions=city_successions(),
            registry=Registry(root=Path(folder) / "artifacts", key=b"k" * 32),
            order=Order(version="v1", at=AT, trained_on="bench", megabytes=megabytes),
            progress=stages.tell,
        )
        files = (Path(folder) / "artifacts" / "v1").iterdir()
        size = sum(path.stat().st_size for path in files)
    stages.tell("", 1.0)
    used = resource.getrusage(resource.RUSAGE_SELF)
    found, arriving = outcome.evaluation, outcome.evaluation.arriving
    figures = Training(
        rows=rows,
        seconds=round(time.perf_counter() - start, 1),
        cpu_seconds=round(used.ru_utime + used.ru_stime, 1),
        peak_mb=max([used.ru_maxrss // 1000, *(one.peak_mb for one in stages.rows)]),
        artifact_mb=round(size / 1e6, 1),
        held_out=found.rows,
        accuracy=round(found.accuracy, 4),
        macro_f1=round(found.macro_f1, 4),
        ece=round(found.ece, 4),
        arriving=None if arriving is None else round(arriving.accuracy, 4),
        stages=stages.rows,
    )
    print(json.dumps(asdict(figures), ensure_ascii=False))


def trained(rows: int, *, seed: int, megabytes: int) -> Training:
    """Generate a history and train on it, in two processes that are gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder) / "history.csv"
        sample = ["-m", "training.sample", "--rows", str(rows), "--seed", str(seed)]
        subprocess.run(
            [sys.executable, *sample, "--out", str(history)], check=True, stdout=subprocess.DEVNULL
        )
        own = ["-m", "tests.bench.training_scale", "--child", str(history)]
        done = subprocess.run(
            [sys.executable, *own, "--rows", str(rows), "--memory", str(megabytes)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found = json.loads(done.stdout.splitlines()[-1])
    stages = [Stage(**one) for one in found.pop("stages")]
    return Training(stages=stages, **found)


def show(found: Training) -> None:
    print(
        f"{found.rows:>9} rows  {found.seconds:>7} s  {found.cpu_seconds:>7} CPU s  "
        f"peak {found.peak_mb} MB  artefact {found.artifact_mb} MB  "
        f"accuracy {found.accuracy}  arriving {found.arriving}  ECE {found.ece}"
    )
    for one in found.stages:
        print(f"{'':14}{one.seconds:>9} s  {one.peak_mb:>6} MB  {one.stage}")


def growth(sizes: tuple[int, int], costs: tuple[float, float]) -> float:
    """The exponent with which a cost grew from one size to the other."""
    return math.log(costs[1] / costs[0]) / math.log(sizes[1] / sizes[0])


def figures_of(found: list[Training]) -> dict[str, float]:
    """The figures as the table of bars asks for them."""
    named: dict[str, float] = {}
    for one in found:
        named[f"{one.rows} s"] = one.seconds
        named[f"{one.rows} CPU s"] = one.cpu_seconds
        named[f"{one.rows} GB"] = one.peak_mb / 1_000
        named[f"{one.rows} accuracy"] = one.accuracy
    if len(found) > 1:
        less, more = found[-2:]
        sizes = (less.rows, more.rows)
        named["exponent"] = growth(sizes, (less.seconds, more.seconds))
        named["CPU exponent"] = growth(sizes, (less.cpu_seconds, more.cpu_seconds))
    return named


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--memory", type=int, default=Room().megabytes, help="MB for features")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child is not None:
        child(given.child, rows=given.rows[0], megabytes=given.memory)
        return
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    found = []
    for rows in given.rows:
        found.append(trained(rows, seed=given.seed, megabytes=given.memory))
        show(found[-1])
    figures = figures_of(found)
    print({name: round(value, 3) for name, value in figures.items() if "exponent" in name})
    print(keep("training_scale", figures, out=given.out))


if __name__ == "__main__":
    main()
