"""Which rows teach and which examine: the newest fifth is held out, no near-duplicate straddles."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from training.duplicates import bare
from training.labels import LabelledRow
from training.near_duplicates import near_groups

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

HELD_OUT = 0.2
_OLDEST = datetime(1, 1, 1)  # noqa: DTZ001 - only differences matter
_AT_LEAST = 0.05
# With fewer rows dated, "the newest" would be an accident of who filled in the date.
_DATED_ENOUGH = 0.8


class Manner(StrEnum):
    """How the held-out rows were chosen."""

    BY_TIME = "by_time"
    BY_HASH = "by_hash"

    @property
    def label(self) -> str:
        """The manner in Chinese, for the report."""
        return {
            Manner.BY_TIME: "按受理时间，最新的五分之一留作考核",
            Manner.BY_HASH: "多数记录没有受理时间，按内容分组的固定散列留出五分之一作考核",
        }[self]


@dataclass(frozen=True, kw_only=True)
class Split:
    """Indices of the rows that teach and of those that examine, and each row's group (n,).

    `echoes` are newest rows that tell again what a teaching row told: they do neither.
    """

    training: Integers
    held_out: Integers
    echoes: Integers
    manner: Manner
    since: datetime | None
    groups: Integers


def split_rows(rows: Sequence[LabelledRow]) -> Split:
    """Hold out a fifth; groups stay whole; a class that would vanish from training stays in it."""
    groups = _groups(rows)
    moments = [one.row.received_at for one in rows]
    dated = sum(moment is not None for moment in moments)
    since: datetime | None = None
    if dated >= _DATED_ENOUGH * len(rows) > 0:
        manner = Manner.BY_TIME
        held = _newest(moments=moments, groups=groups)
        since = min(
            (one for one, out in zip(moments, held, strict=True) if one and out), default=None
        )
    else:
        manner = Manner.BY_HASH
        held = _hashed(rows=rows, groups=groups)
    held &= ~_needed(rows=rows, held=held, groups=groups)
    echo = _echoes(moments=moments, held=held, groups=groups) if since else np.zeros_like(held)
    echo &= ~_needed(rows=rows, held=held | echo, groups=np.arange(len(rows)))
    return Split(
        training=np.flatnonzero(~held & ~echo),
        held_out=np.flatnonzero(held),
        echoes=np.flatnonzero(echo),
        manner=manner,
        since=since,
        groups=groups,
    )


def _groups(rows: Sequence[LabelledRow]) -> Integers:
    """Number the groups: by the source's own group column where given, else by likeness."""
    named: dict[str, int] = {}
    if rows and all(one.row.group for one in rows):
        numbers = [named.setdefault(one.row.group or "", len(named)) for one in rows]
        return np.array(numbers, dtype=np.int64)
    return near_groups([bare(one.row) for one in rows])


def _newest(*, moments: Sequence[datetime | None], groups: Integers) -> Booleans:
    """Hold out groups first reported in the newest fifth.

    Where echoes of older groups leave less than a twentieth, the border moves back until a
    twentieth examines.
    """
    stamps = np.array([_seconds(moment) for moment in moments])
    first = np.full(int(groups.max()) + 1, np.inf)
    np.minimum.at(first, groups, stamps)
    first_of_row = first[groups]
    border = min(
        np.quantile(stamps[np.isfinite(stamps)], 1 - HELD_OUT, method="lower"),
        np.quantile(first_of_row, 1 - _AT_LEAST, method="lower"),
    )
    held: Booleans = first_of_row > border
    return held


def _echoes(*, moments: Sequence[datetime | None], held: Booleans, groups: Integers) -> Booleans:
    """Mark rows from the held-out time whose group began to teach before it.

    To teach, they would show the past what the future holds; to examine, they would be easy.
    A row that a vanishing class needs keeps teaching: its group has no row before the border.
    """
    stamps = np.array([_seconds(moment) for moment in moments])
    border = stamps[held].min(initial=np.inf)
    first = np.full(int(groups.max()) + 1, np.inf)
    np.minimum.at(first, groups, stamps)
    found: Booleans = ~held & (stamps >= border) & (first[groups] < border)
    return found


def _seconds(moment: datetime | None) -> float:
    """Order moments as they are written; a row without one counts as the oldest."""
    return (moment.replace(tzinfo=None) - _OLDEST).total_seconds() if moment else -np.inf


def _hashed(*, rows: Sequence[LabelledRow], groups: Integers) -> Booleans:
    """Hold out groups by a hash of their first row's words: stable when rows are added."""
    share: dict[int, float] = {}
    for one, group in zip(rows, groups.tolist(), strict=True):
        if group not in share:
            digest = hashlib.blake2b(bare(one.row).encode("utf-8", "replace"), digest_size=8)
            share[group] = int.from_bytes(digest.digest()) / 2**64
    return np.array([share[group] < HELD_OUT for group in groups.tolist()], dtype=np.bool_)


def _needed(*, rows: Sequence[LabelledRow], held: Booleans, groups: Integers) -> Booleans:
    """Mark held-out groups without which some class would have no row left to learn from."""
    labels = np.array([one.label for one in rows])
    orphaned = set(labels[held]) - set(labels[~held])
    keep: set[int] = set()
    for label in sorted(orphaned):
        keep.add(int(groups[np.flatnonzero(held & (labels == label))[0]]))
    return np.isin(groups, sorted(keep))
