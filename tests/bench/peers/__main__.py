"""Ours beside its peers, in one run: `python -m tests.bench.peers [--quick] [--only NAME …]`.

Every recipe runs in a process of its own on the same rows and folds; the tables go to the screen
and, with all figures, to `bench.md` and `peers.json` under `--out`, after every row anew.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.figures import OUT, ROOT, commit, machine
from tests.bench.peers.catalogue import BY_NAME, RECIPES, Entry
from tests.bench.peers.row import Row
from tests.bench.peers.table import TITLES, conditions_line, markdown, missing

TASKS = tuple(TITLES)


def main() -> None:
    given = _arguments()
    entries = [one for one in RECIPES if not given.only or one.name in given.only]
    told = machine() | {
        "commit": commit(),
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "范围": "快速" if given.quick else "全部",
    }
    work = [(name, one) for name in given.tasks for one in entries if name in one.tasks]
    rows: list[Row] = []
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, entry) in enumerate(work):
            since = f"{time.monotonic() - start:.0f} s"
            print(f"[{number + 1}/{len(work)} {since}] {name}: {entry.title}", file=sys.stderr)
            rows.append(_row(entry, name, folder=Path(folder), quick=given.quick))
            text = _keep(given.out, rows=rows, told=told)
    print(text)
    print(f"已写入 {given.out}/bench.md 与 peers.json")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="2 folds, 5,000 tickets")
    parser.add_argument("--only", nargs="*", choices=list(BY_NAME), default=[])
    parser.add_argument("--tasks", nargs="*", choices=TASKS, default=list(TASKS))
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args()


def _row(entry: Entry, task: str, *, folder: Path, quick: bool) -> Row:
    """The row of a child process; a child that fails says so and spoils no other."""
    if not entry.installed:
        return missing(entry.name, task)
    file, out = folder / f"{task}.pickle", folder / f"{task}.{entry.name}.json"
    flag = ["quick"] if quick else []
    if not entry.alone and not file.exists() and _child("task", [task, str(file), *flag]):
        return Row(recipe=entry.name, task=task, missing="无数据，见上")
    if _child("child", [entry.name, str(file), str(out), *flag]):
        return Row(recipe=entry.name, task=task, missing="失败，见上")
    return Row(**json.loads(out.read_text(encoding="utf-8")))


def _child(module: str, arguments: list[str]) -> int:
    command = [sys.executable, "-m", f"tests.bench.peers.{module}", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _keep(out: Path, *, rows: list[Row], told: dict[str, str]) -> str:
    out.mkdir(parents=True, exist_ok=True)
    text = f"# 同场对比\n\n{conditions_line(told)}\n\n{markdown(rows)}"
    (out / "bench.md").write_text(text, encoding="utf-8")
    whole = {"conditions": told, "rows": [asdict(row) for row in rows]}
    lines = json.dumps(whole, ensure_ascii=False, indent=1)
    (out / "peers.json").write_text(lines + "\n", encoding="utf-8")
    return text


if __name__ == "__main__":
    main()
