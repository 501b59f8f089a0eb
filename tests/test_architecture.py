"""The house rules that a machine can guard: sizes, walls, and one writer of a status."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("models", "triage", "training", "service")


def _files() -> list[Path]:
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def _functions() -> Iterator[tuple[str, int]]:
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{path.name}:{node.name}", node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text))


def test_functions_are_small() -> None:
    lengths = dict(_functions())
    assert {name: length for name, length in lengths.items() if length > 50} == {}
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 25


def test_only_move_writes_a_tickets_status() -> None:
    writers = set()
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(t, ast.Attribute) and t.attr == "status" for t in targets):
                writers.add(str(path.relative_to(ROOT)))
    assert writers == {"service/operations/moving.py"}


def test_only_the_clock_asks_for_the_time() -> None:
    asked = {
        str(path.relative_to(ROOT))
        for path in _files()
        if "datetime.now(" in path.read_text(encoding="utf-8")
    }
    assert asked == {"models/clock.py"}
