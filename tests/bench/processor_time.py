"""How much processor time a process and its children used, whatever runs beside them."""

import os
from collections import defaultdict
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def spent_by(root: int) -> float:
    """Return the seconds of processor time of a process and all below it, ended ones included."""
    used: dict[int, int] = {}
    below: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it ended while we looked
        # The name in brackets may hold blanks: what follows it has fixed places.
        after = told.rpartition(")")[2].split()
        below[int(after[1])].append(int(folder.name))
        used[int(folder.name)] = sum(map(int, after[11:15]))
    return _summed(root, used, below) / _TICK


def _summed(root: int, used: dict[int, int], below: dict[int, list[int]]) -> int:
    return used.get(root, 0) + sum(_summed(one, used, below) for one in below.get(root, ()))
