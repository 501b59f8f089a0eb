"""Files between a preview and the person's word on it: kept aside for a day, then deleted."""

import os
import re
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from models.errors import Conflict

#: How long a file waits for the person's word.
KEPT = timedelta(hours=24)
_KEY = re.compile(r"[0-9a-f]{64}")
_ENDING = ".kept"


def keep(folder: Path, *, content: bytes, owner: str, at: datetime) -> str:
    """Keep a file and return the key under which its owner alone finds it again."""
    folder.mkdir(parents=True, exist_ok=True)
    key = _key(content, owner)
    path = folder / f"{key}{_ENDING}"
    written = path.with_suffix(".part")
    written.write_bytes(content)
    # Its age is counted by the same clock that asks for it.
    os.utime(written, (at.timestamp(), at.timestamp()))
    written.replace(path)
    return key


def kept(folder: Path, *, key: str, owner: str, at: datetime) -> bytes:
    """Return a file that was kept.

    Raises:
        Conflict: it has expired, or it is another person's.
    """
    path = folder / f"{key}{_ENDING}"
    if _KEY.fullmatch(key) and path.exists() and not _is_old(path, at):
        content = path.read_bytes()
        if _key(content, owner) == key:
            return content
    raise Conflict("上次的文件已清理，请重新选择文件。", code="file_expired")


def clear(folder: Path, *, at: datetime) -> int:
    """Delete what nobody said a word on in time, and return how many files that were."""
    old = [path for path in folder.glob(f"*{_ENDING}") if _is_old(path, at)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _is_old(path: Path, at: datetime) -> bool:
    return path.stat().st_mtime < (at - KEPT).timestamp()


def _key(content: bytes, owner: str) -> str:
    return sha256(owner.encode() + b"\0" + content).hexdigest()
