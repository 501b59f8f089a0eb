"""Ctrl-C in the middle of a training: what is live stays live, and nothing else is left."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from training.sample.city import City
from training.sample.generator import generate
from training.sample.writing import write_history

HOTLINE = Path(sys.executable).parent / "hotline"
ROOT = Path(__file__).parents[3]


def started(var: Path, *words: str) -> subprocess.Popen[bytes]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
    return subprocess.Popen(
        [HOTLINE, *words],
        env=clean | {"HOTLINE_VAR": str(var), "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
def test_an_interrupted_training_leaves_everything_as_it_was(tmp_path: Path, city: City) -> None:
    history, artifacts = tmp_path / "history.csv", tmp_path / "var" / "artifacts"
    day = date(2026, 10, 31)
    tickets = generate(city, rows=500, seed=5, start=date(2026, 1, 1), end=day)
    write_history(tickets, path=history)
    train = ("train", "--history", str(history), "--force", "--reason", "试用", "--memory", "0")
    assert started(tmp_path / "var", *train).wait() == 0
    before = {path: path.read_bytes() for path in artifacts.rglob("*") if path.is_file()}
    assert artifacts / "LIVE" in before
    training = started(tmp_path / "var", *train)
    # The scratch files tell that features are being written: the middle of the work.
    while not list(artifacts.glob(".staging/*.rows/*/*.bin")):
        assert training.poll() is None
        time.sleep(0.01)
    training.send_signal(signal.SIGINT)
    assert training.wait() == 130
    after = {path: path.read_bytes() for path in artifacts.rglob("*") if path.is_file()}
    assert after == before
    assert not list(artifacts.glob(".staging/*"))
