"""`hotline figures` gives the same table as the page."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.database import Database
from tests.service.queries.figures import lives

COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def var(tmp_path: Path, sqlite_template: Path) -> Path:
    shutil.copy(sqlite_template, tmp_path / "hotline.sqlite3")
    database = Database(f"sqlite:///{tmp_path / 'hotline.sqlite3'}")
    lives.write(database)
    database.dispose()
    return tmp_path


def call(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
    return subprocess.run(
        [*COMMAND, "figures", *words],
        env=clean | {"HOTLINE_VAR": str(var), "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_months_figures_are_written_as_a_table(var: Path) -> None:
    october = ("--since", "2026-10-01", "--until", "2026-10-31")
    done = call(var, *october)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    told = {(row["单位代码"], row["指标"]): (row["分子"], row["分母"]) for row in rows}
    assert told["", "响应率"] == ("11", "15")
    assert told["CGJ", "按时办结率"] == ("4", "8")
    out = var / "figures.csv"
    assert call(var, *october, "--out", str(out), "--unit", "HBJ").returncode == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "CGJ" not in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [("--since", "nonsense"), ("--area", "nowhere")])
def test_a_wrong_question_is_refused_in_one_sentence(var: Path, words: tuple[str, str]) -> None:
    done = call(var, *words)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
