"""Where a measuring script leaves its figures, so that one table can be made of many scripts.

One JSON file a script under `var/bench` (or `--out`): the figures, the machine, the commit and the
moment, so that a reader sees what was measured together and what is old.
"""

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUT = ROOT / "var" / "bench"
PACKAGES = ("numpy", "scipy", "scikit-learn", "jieba", "rjieba", "opencc")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What one script measured: figures by name, and under which conditions."""

    script: str
    figures: dict[str, float]
    machine: dict[str, str] = field(default_factory=dict)
    commit: str = ""
    measured_at: str = ""


def keep(script: str, figures: Mapping[str, float], *, out: Path = OUT) -> Path:
    """Write the figures of one script, replacing what it wrote before."""
    out.mkdir(parents=True, exist_ok=True)
    kept = Kept(
        script=script,
        figures={name: float(value) for name, value in figures.items()},
        machine=machine(),
        commit=commit(),
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    path = out / f"{script}.json"
    path.write_text(json.dumps(asdict(kept), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def kept(script: str, *, out: Path = OUT) -> Kept | None:
    """What a script wrote last, None where it has not run."""
    path = out / f"{script}.json"
    return Kept(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def machine() -> dict[str, str]:
    """Processor, cores, memory, system, Python, load of the moment."""
    told = {
        "processor": _line("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": _line("/proc/meminfo", "MemTotal"),
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "load": f"{os.getloadavg()[0]:.1f}",
    }
    return told | {name: version(name) for name in PACKAGES}


def version(package: str) -> str:
    """The installed version of a distribution, empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def commit() -> str:
    """The checked-out commit, with a plus where files differ from it."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip()


def _line(file: str, name: str) -> str:
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((one.split(":", 1)[1].strip() for one in lines if one.startswith(name)), "")
