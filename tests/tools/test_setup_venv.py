"""Setting up says in one sentence what is wrong, and touches nothing before it knows."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "setup_venv.py"


def test_an_old_python_is_told_what_to_do(monkeypatch, capsys, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    monkeypatch.setattr(sys, "argv", ["setup_venv.py", str(tmp_path / "venv")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "需要 Python 3.11 或更新版本，现在是 3.9。请安装后重试，例如：make demo PYTHON=python3.12\n"
    )
    assert not (tmp_path / "venv").exists()


def test_a_damaged_pip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tools" / "vendor").mkdir(parents=True)
    shutil.copy(SCRIPT, tmp_path / "tools")
    for wheel in (SCRIPT.parent / "vendor").glob("*.whl"):
        (tmp_path / "tools" / "vendor" / wheel.name).write_bytes(b"not the wheel")
    command = [sys.executable, tmp_path / "tools" / SCRIPT.name, tmp_path / "venv"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "已损坏" in done.stderr
    assert not (tmp_path / "venv").exists()
