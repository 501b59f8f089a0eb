"""Groups of nearly equal texts in linear time, so that no group straddles a split."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_SHINGLE = 5
_SKETCH = 32
_BANDS = 4
_PER_BAND = 2
# Estimated share of common shingles from which two texts count as one matter told twice; a little
# below the promised 0.7, because missing a pair costs more than joining one too many.
_ALIKE = 0.65
# Later texts are compared with so many earlier ones that share a band: keeps the work linear.
_COMPARED = 8
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
# Fills short sketches; no shingle hashes to it, for real ones are odd.
_NOTHING = np.uint64(0)


def near_groups(texts: Sequence[str]) -> Integers:
    """Return a group number for each text (n,); texts alike by ~0.7 of their 5-grams share one.

    `texts` come without punctuation and spaces (`training.duplicates.bare`).
    """
    forest = _Forest(size=len(texts))
    buckets: dict[tuple[int, bytes], list[int]] = {}
    sketches = np.full((len(texts), _SKETCH), _NOTHING)
    for at, text in enumerate(texts):
        hashes = np.unique(_shingles(text))
        sketch = hashes[:_SKETCH]
        sketches[at, : len(sketch)] = sketch
        near: set[int] = set()
        for key in _bands(hashes):
            bucket = buckets.setdefault(key, [])
            near.update(bucket)
            if len(bucket) < _COMPARED:
                bucket.append(at)
        others = sorted(near)
        for other, alike in zip(others, _alike(sketch, sketches[others]), strict=True):
            if alike:
                forest.join(at, other)
    return forest.roots()


def _bands(hashes: Hashes) -> list[tuple[int, bytes]]:
    """Return one key for each band: its smallest hashes.

    The band of a shingle depends on the shingle alone, so equal shingles meet in equal bands.
    """
    number = (hashes >> np.uint64(1)) % np.uint64(_BANDS)
    keys = [(band, hashes[number == band][:_PER_BAND].tobytes()) for band in range(_BANDS)]
    return [key for key in keys if key[1]]


def _alike(sketch: Hashes, others: Hashes) -> list[bool]:
    """Estimate how many shingles one sorted sketch (s,) shares with each row of `others` (m, 32).

    A full sketch ends somewhere: only below the earlier end are both complete and comparable.
    """
    if not len(others):
        return []
    at = np.minimum(np.searchsorted(sketch, others), len(sketch) - 1)
    common = (sketch[at] == others).sum(axis=1)
    end = np.minimum(_end(sketch[None, :]), _end(others))
    own = np.searchsorted(sketch, end, side="right")
    theirs = ((others != _NOTHING) & (others <= end[:, None])).sum(axis=1)
    found: list[bool] = (common >= _ALIKE * (own + theirs - common)).tolist()
    return found


def _end(sketches: Hashes) -> Hashes:
    """The last hash of each full sketch; the largest of all where every shingle is in it."""
    full = sketches.shape[1] == _SKETCH
    last = sketches[:, -1]
    return np.where(full & (last != _NOTHING), last, np.iinfo(np.uint64).max)


def _shingles(text: str) -> Hashes:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = codes.astype(np.uint64)
    width = min(_SHINGLE, max(len(codes), 1))
    total = np.zeros(max(len(codes) - width + 1, 1), dtype=np.uint64)
    for shift in range(min(width, len(codes))):
        total = total * _BASE + codes[shift : shift + len(total)]
    total ^= total >> np.uint64(29)
    total *= _MIX
    return (total ^ (total >> np.uint64(32))) | np.uint64(1)


class _Forest:
    """Disjoint sets with path halving."""

    def __init__(self, *, size: int) -> None:
        self._parent = list(range(size))

    def root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first

    def roots(self) -> Integers:
        return np.array([self.root(at) for at in range(len(self._parent))], dtype=np.int64)
