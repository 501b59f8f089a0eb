"""A row of the tables, and the memory of the process that measures it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table: figures by part of the rows, seconds, megabytes; or why there is none."""

    recipe: str
    task: str
    package: str = ""
    missing: str = ""
    figures: dict[str, dict[str, float]] = field(default_factory=dict)
    cost: dict[str, float] = field(default_factory=dict)


def memory() -> float:
    """Megabytes that this process held at its peak."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0
