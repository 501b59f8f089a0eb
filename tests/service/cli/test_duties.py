"""`hotline duties`: the list out, in, and its editions compared, as an administrator types it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOTLINE = Path(sys.executable).parent / "hotline"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def var(sqlite_template: Path, tmp_path: Path) -> Path:
    (tmp_path / "var").mkdir()
    shutil.copy(sqlite_template, tmp_path / "var" / "city.sqlite3")
    return tmp_path / "var"


def call(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
    given = {
        "HOTLINE_VAR": str(var),
        "HOTLINE_DATABASE_URL": f"sqlite:///{var / 'city.sqlite3'}",
        "COLUMNS": "200",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [HOTLINE, "duties", *words],
        env=clean | given,
        capture_output=True,
        text=True,
        timeout=600,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_the_list_goes_out_is_changed_comes_in_and_is_compared(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    assert call(var, "export", "--out", str(file)).returncode == 0
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("D02010101,"))
    lines[at] = lines[at].replace(",ZJJ,", ",CGJ,", 1)
    file.write_text("\n".join([*lines, "N1,坏行,010101,火星局,,依据,,,,"]), encoding="utf-8")
    refused = call(var, "import", str(file))
    assert refused.returncode == 1
    assert "第 " in refused.stderr
    assert "火星局" in refused.stderr
    tried = call(var, "import", str(file), "--dry-run")
    assert "变更 1 条" in tried.stdout
    assert "有错 1 行" in tried.stdout
    done = call(var, "import", str(file), "--skip-bad", "--note", "〔2026〕9号")
    assert done.returncode == 0, done.stderr
    assert "现为第 1 版" in done.stdout
    assert "〔2026〕9号" in call(var, "diff").stdout
    told = call(var, "diff", "0").stdout
    assert "~ D02010101 主办：ZJJ → CGJ" in told
