"""What the README says and the code can prove."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.enums import Role
from models.settings import Settings
from models.workflow import MOVES

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
BOTH = pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])


@BOTH
def test_every_setting_stands_in_the_table_with_its_default(text: str) -> None:
    rows = dict(re.findall(r"^\| `(HOTLINE_\w+)` \| ([^|]*?) \|", text, re.MULTILINE))
    expected = {
        f"HOTLINE_{name.upper()}": f"`{field.default}`" if field.default != "" else None
        for name, field in Settings.model_fields.items()
    }
    assert set(rows) == set(expected)
    for name, default in expected.items():
        assert default is None or rows[name] == default


@BOTH
def test_every_command_is_named_and_exists(text: str) -> None:
    named = set(re.findall(r"^\| `hotline (\w+)` \|", text, re.MULTILINE))
    helped = subprocess.run(
        [Path(sys.executable).parent / "hotline", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "200", "PATH": "/usr/bin:/bin", "TERM": "dumb"},
    )
    offered = set(re.findall(r"^│ (\w+) ", helped.stdout, re.MULTILINE)) - {"--help"}
    assert named == offered


@BOTH
def test_the_folders_of_the_map_exist(text: str) -> None:
    folders = re.findall(r"^\| `([\w/]+/)` \|", text, re.MULTILINE)
    assert len(folders) >= 7
    for folder in folders:
        assert (ROOT / folder).is_dir(), folder


@BOTH
def test_files_and_names_that_the_walk_mentions_exist(text: str) -> None:
    mentioned = re.findall(r"`((?:\w+/)+\w+\.py)`", text)
    assert len(mentioned) >= 6
    for path in mentioned:
        assert (ROOT / path).exists() or (ROOT / "service" / path).exists(), path
    for picture in re.findall(r"\]\((docs/[^)]+)\)", text):
        assert (ROOT / picture).exists(), picture


def test_make_has_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "setup", "check"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_lock_names_no_host_and_nothing_names_a_machines_path() -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "://" not in lock
    assert not re.search(r"^-", lock, re.MULTILINE)
    command = ["git", "ls-files"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".yml", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not re.search(r"(?<![\w.$])/(?:work|root)/\w", text), name


def test_the_dependencies_are_locked() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for line in wanted:
        name = re.match(r"[\w-]+", line)
        assert name
        assert re.search(rf"^{name[0]}(?:==|\[)", locked, re.MULTILINE), line


def test_every_role_of_the_workflow_can_log_in_somewhere() -> None:
    used = {role for move in MOVES for role in move.roles}
    assert used <= set(Role)
