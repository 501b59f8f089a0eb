"""The artefacts of one installation, which is live, and every promotion there ever was."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from training.errors import (
    EvaluationDamaged,
    LiveMoved,
    NothingLive,
    NothingToRollBackTo,
    VersionInvalid,
    VersionTaken,
    VersionUnknown,
)
from training.records import Record, read_record, write_record
from triage import artifact
from triage.artifact import LoadedArtifact, Manifest
from triage.errors import ArtifactError

LIVE = "LIVE"
HISTORY = "HISTORY"
_VERSION = re.compile(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$")
# Names of the registry itself.
_RESERVED = frozenset({LIVE, HISTORY})
_PROMOTE, _ROLLBACK = "promote", "rollback"


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """One line of HISTORY: when which version went live, after which, by whom, whether by force.

    Lines of before there were pages name nobody and no reason.
    """

    at: str
    version: str
    previous: str | None
    action: str
    forced: bool
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One artefact in a listing; `trouble` says in Chinese why it cannot be used."""

    version: str
    live: bool
    manifest: Manifest | None
    record: Record | None
    trouble: str = ""


class Registry:
    """Artefact directories under `root`, signed with `key`; safe for several processes at once.

    A version appears by one rename and is never changed; LIVE is replaced in one step; HISTORY is
    only appended to.
    """

    def __init__(self, *, root: Path, key: bytes) -> None:
        self._root = root
        self._key = key

    @property
    def key(self) -> bytes:
        """The secret with which artefacts and records are signed."""
        return self._key

    def staging(self, version: str) -> Path:
        """A path, not yet existing, where `version` is written before `add`; unseen by others."""
        self._check_free(version)
        folder = self._root / ".staging"
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        staged = folder / f"{os.getpid()}-{version}"
        shutil.rmtree(staged, ignore_errors=True)
        return staged

    def add(self, version: str, *, staged: Path, record: Record) -> None:
        """Make a staged artefact visible, whole and verified; raises `VersionTaken`."""
        self._check_free(version)
        write_record(staged, record=record, version=version, key=self._key)
        artifact.read_manifest(staged, key=self._key)
        try:
            staged.rename(self._root / version)
        except OSError as error:
            raise VersionTaken(version=version) from error
        _sync(self._root)

    def discard(self, staged: Path) -> None:
        """Remove what a failed training left in its staging place."""
        shutil.rmtree(staged, ignore_errors=True)

    def versions(self) -> Sequence[str]:
        """Every visible version, in the order of their names."""
        if not self._root.is_dir():
            return ()
        found = (path.name for path in self._root.iterdir() if path.is_dir())
        return tuple(sorted(name for name in found if _VERSION.match(name)))

    def list(self) -> Sequence[Entry]:
        """Every version with manifest and record; a damaged one is listed with its trouble."""
        live = self.live()
        return tuple(self._entry(version, live=version == live) for version in self.versions())

    def live(self) -> str | None:
        """The live version, None where nothing was ever promoted."""
        try:
            return (self._root / LIVE).read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def load(self, version: str = LIVE) -> LoadedArtifact:
        """Load a version, or the live one; `VersionUnknown`, `NothingLive` or `ArtifactError`."""
        return artifact.load(self._directory(version), key=self._key)

    def record(self, version: str = LIVE) -> Record:
        """The verified evaluation of a version and the texts it has seen."""
        directory = self._directory(version)
        return read_record(directory, version=directory.name, key=self._key)

    def history(self) -> Sequence[Promotion]:
        """Every promotion and rollback, oldest first; a line cut off by a crash is skipped."""
        try:
            lines = (self._root / HISTORY).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(filter(None, map(_promotion, lines)))

    def promote(
        self,
        version: str,
        *,
        at: datetime,
        expected: str | None,
        forced: bool = False,
        by: str = "",
        reason: str = "",
    ) -> None:
        """Make `version` live if the live one is still `expected`; raises `LiveMoved`.

        The artefact is loaded first: what cannot be loaded never goes live. `by` and `reason` are
        remembered: who said so, and why where the gates did not.
        """
        self.load(version)
        with self._lock():
            found = self.live()
            if found != expected:
                raise LiveMoved(expected=expected, found=found)
            self._go_live(
                Promotion(
                    at=at.isoformat(),
                    version=version,
                    previous=found,
                    action=_PROMOTE,
                    forced=forced,
                    by=by,
                    reason=reason,
                )
            )

    def rollback_target(self) -> str | None:
        """Return the version that a rollback would return to, if there is one."""
        line = self._earlier()
        return line[-1] if self.live() is not None and line else None

    def _earlier(self) -> Sequence[str]:
        current = self.live()
        return [version for version in self._line() if version != current]

    def rollback(self, *, at: datetime, by: str = "") -> str:
        """Return to the version that was live before, and return its name."""
        with self._lock():
            current, line = self.live(), self._earlier()
            if current is None or not line:
                raise NothingToRollBackTo
            self.load(line[-1])
            self._go_live(
                Promotion(
                    at=at.isoformat(),
                    version=line[-1],
                    previous=current,
                    action=_ROLLBACK,
                    forced=False,
                    by=by,
                )
            )
            return line[-1]

    def _line(self) -> Sequence[str]:
        """The versions under the live one: promotions pile up, rollbacks take off."""
        pile: list[str] = []
        for entry in self.history():
            if entry.action == _PROMOTE:
                pile.append(entry.version)
            else:
                while pile and pile[-1] != entry.version:
                    pile.pop()
        return pile

    def _go_live(self, entry: Promotion) -> None:
        aside = self._root / f".{LIVE}.{os.getpid()}"
        _write(aside, f"{entry.version}\n", mode="w")
        aside.replace(self._root / LIVE)
        # The leading newline closes a line that a crash may have cut off.
        line = json.dumps(asdict(entry), ensure_ascii=False)
        _write(self._root / HISTORY, f"\n{line}\n", mode="a")
        _sync(self._root)

    def _entry(self, version: str, *, live: bool) -> Entry:
        directory = self._root / version
        try:
            manifest = artifact.read_manifest(directory, key=self._key)
            record = read_record(directory, version=version, key=self._key)
        except (ArtifactError, EvaluationDamaged) as error:
            return Entry(version=version, live=live, manifest=None, record=None, trouble=str(error))
        return Entry(version=version, live=live, manifest=manifest, record=record)

    def _directory(self, version: str) -> Path:
        name = version
        if version == LIVE:
            live = self.live()
            if live is None:
                raise NothingLive
            name = live
        if not _VERSION.match(name) or not (self._root / name).is_dir():
            raise VersionUnknown(version=name, known=self.versions())
        return self._root / name

    def _check_free(self, version: str) -> None:
        if not _VERSION.match(version) or version in _RESERVED:
            raise VersionInvalid(version=version)
        if (self._root / version).exists():
            raise VersionTaken(version=version)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _sweep(folder: Path) -> None:
    """Remove what trainings left behind whose process is no more; they cost much room."""
    for path in folder.iterdir():
        owner = path.name.lstrip(".").partition("-")[0]
        if owner.isdecimal() and not _runs(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _promotion(line: str) -> Promotion | None:
    try:
        return Promotion(**json.loads(line)) if line.strip() else None
    except (ValueError, TypeError):
        return None


def _write(path: Path, text: str, *, mode: str) -> None:
    with path.open(mode, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
