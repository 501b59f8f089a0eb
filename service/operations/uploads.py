"""Files that a person sends for a run: kept aside, in pieces, and only while they are needed."""

import csv
from pathlib import Path

from models.errors import Conflict
from models.run import Run


def file_of(folder: Path, run: Run) -> Path:
    """Return where a run's file is kept; the name that it came with names nothing on disk."""
    # The ending only helps a person who looks: files are read by their content.
    return folder / f"{run.id}{Path(run.file_name).suffix.lower()[:8]}"


def refused_of(folder: Path, run: Run) -> Path:
    """Return where the refused rows of a run's file are kept."""
    return folder / f"{run.id}.refused.csv"


def refused_rows(folder: Path, run: Run) -> int:
    """Return how many rows of a run's file were refused."""
    with refused_of(folder, run).open(encoding="utf-8-sig", newline="") as file:
        return max(0, sum(1 for _ in csv.reader(file)) - 1)


def append(folder: Path, run: Run, *, at: int, piece: bytes) -> int:
    """Put a piece at byte `at` of a run's file and return how many bytes are here.

    Raises:
        Conflict: bytes before it are missing, or it goes beyond what was announced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = file_of(folder, run)
    here = path.stat().st_size if path.exists() else 0
    if at > here or at + len(piece) > run.file_size:
        raise Conflict("上传中断过，请重新选择文件。", code="piece_misplaced")
    with path.open("r+b" if path.exists() else "wb") as file:
        file.seek(at)
        file.write(piece)
    return max(here, at + len(piece))


def is_whole(folder: Path, run: Run) -> bool:
    """Tell whether all of a run's file is here."""
    path = file_of(folder, run)
    return path.exists() and path.stat().st_size == run.file_size


def forget(folder: Path, run: Run) -> None:
    """Delete what a run keeps: the words of citizens are not kept for nothing."""
    for path in (file_of(folder, run), refused_of(folder, run)):
        path.unlink(missing_ok=True)
