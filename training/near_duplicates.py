"""Groups of nearly equal texts in linear time, so that no group straddles a split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

Integers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Booleans = npt.NDArray[np.bool_]

_SHINGLE = 5
_SKETCH = 32
_BANDS = 4
_PER_BAND = 2
# Estimated share of common shingles from which two texts count as one matter told twice; a little
# below the promised 0.7, because missing a pair costs more than joining one too many.
_ALIKE = 0.65
# Later texts are compared with so many earlier ones that share a band: keeps the work linear.
_COMPARED = 8
# Texts that are hashed, and pairs that are compared, at a time: keeps the memory small.
_TEXTS, _PAIRS = 4_096, 65_536
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
# Fills short sketches and empty bands; no shingle hashes to it, for real ones are odd.
_NOTHING = np.uint64(0)
_LARGEST = np.uint64(np.iinfo(np.uint64).max)


def near_groups(texts: Sequence[str]) -> Integers:
    """Return a group number for each text (n,); texts alike by ~0.7 of their 5-grams share one.

    The number is the place of the group's first text. `texts` come without punctuation and spaces
    (`training.duplicates.bare`).
    """
    sketches = np.full((len(texts), _SKETCH), _NOTHING)
    bands = np.full((_BANDS, len(texts)), _NOTHING)
    for start in range(0, len(texts), _TEXTS):
        hashes, owners = _distinct(texts[start : start + _TEXTS])
        part = slice(start, start + _TEXTS)
        sketches[part] = _smallest(hashes, owners, rows=len(sketches[part]), keep=_SKETCH)
        bands[:, part] = _bands(hashes, owners, rows=len(sketches[part]))
    pairs = [_joined(sketches, band) for band in bands]
    earlier = np.concatenate([one for one, _ in pairs])
    later = np.concatenate([other for _, other in pairs])
    return _roots(earlier, later, size=len(texts))


def _distinct(texts: Sequence[str]) -> tuple[Hashes, Integers]:
    """Return the shingles of some texts, each once for each text that holds it, and their texts.

    They rise within a text.
    """
    codes = [np.frombuffer(one.encode("utf-32-le", "surrogatepass"), np.uint32) for one in texts]
    hashes = [_shingles(one.astype(np.uint64)) for one in codes]
    owners = np.repeat(np.arange(len(texts)), [len(one) for one in hashes])
    every = np.concatenate(hashes)
    order = np.lexsort((every, owners))
    every, owners = every[order], owners[order]
    fresh = np.append(True, (every[1:] != every[:-1]) | (owners[1:] != owners[:-1]))
    return every[fresh], owners[fresh]


def _smallest(hashes: Hashes, owners: Integers, *, rows: int, keep: int) -> Hashes:
    """Return the first `keep` hashes of each text (rows, keep), filled up with nothing."""
    sizes = np.bincount(owners, minlength=rows)
    rank = np.arange(len(owners)) - np.repeat(sizes.cumsum() - sizes, sizes)
    kept = rank < keep
    table = np.full((rows, keep), _NOTHING)
    table[owners[kept], rank[kept]] = hashes[kept]
    return table


def _bands(hashes: Hashes, owners: Integers, *, rows: int) -> Hashes:
    """Return one key for each band and text (bands, rows): its smallest hashes, mixed into one.

    The band of a shingle depends on the shingle alone, so equal shingles meet in equal bands.
    """
    number = (hashes >> np.uint64(1)) % np.uint64(_BANDS)
    keys = np.empty((_BANDS, rows), np.uint64)
    for band in range(_BANDS):
        own = number == band
        first, *others = _smallest(hashes[own], owners[own], rows=rows, keep=_PER_BAND).T
        keys[band] = first
        for other in others:
            keys[band] = np.where(first == _NOTHING, first, (keys[band] * _BASE + other) * _MIX)
    return keys


def _joined(sketches: Hashes, keys: Hashes) -> tuple[Integers, Integers]:
    """Return pairs (earlier, later) of alike texts among those with the same key (n,)."""
    order = np.argsort(keys, kind="stable")
    order = order[keys[order] != _NOTHING]
    ranked = keys[order]
    fresh = np.append(True, ranked[1:] != ranked[:-1])[: len(ranked)]
    first = np.flatnonzero(fresh)[fresh.cumsum() - 1] if len(ranked) else np.empty(0, np.int64)
    places = np.arange(len(ranked)) - first
    found = [np.empty((0, 2), np.int64)]
    for back in range(_COMPARED):
        # Each text beside the text that is `back` in its bucket, where that stands before it.
        late = np.flatnonzero(places > back)
        pairs = np.stack([order[first[late] + back], order[late]], axis=1)
        for part in _parts(pairs):
            found.append(part[_alike(sketches[part[:, 0]], sketches[part[:, 1]])])
    every = np.concatenate(found)
    return every[:, 0], every[:, 1]


def _parts(pairs: Integers) -> Iterator[Integers]:
    for start in range(0, len(pairs), _PAIRS):
        yield pairs[start : start + _PAIRS]


def _alike(ones: Hashes, others: Hashes) -> Booleans:
    """Estimate whether sketches (m, 32) side by side share enough of their shingles.

    A full sketch ends somewhere: only below the earlier end are both complete and comparable.
    """
    end = np.minimum(_end(ones), _end(others))[:, None]
    own = ((ones != _NOTHING) & (ones <= end)).sum(axis=1)
    theirs = ((others != _NOTHING) & (others <= end)).sum(axis=1)
    both = np.sort(np.concatenate([ones, others], axis=1), axis=1)
    common = ((both[:, 1:] == both[:, :-1]) & (both[:, 1:] != _NOTHING)).sum(axis=1)
    found: Booleans = common >= _ALIKE * (own + theirs - common)
    return found


def _end(sketches: Hashes) -> Hashes:
    """The last hash of each full sketch; the largest of all where every shingle is in it."""
    last = sketches[:, -1]
    return np.where(last != _NOTHING, last, _LARGEST)


def _shingles(codes: Hashes) -> Hashes:
    width = min(_SHINGLE, max(len(codes), 1))
    total = np.zeros(max(len(codes) - width + 1, 1), dtype=np.uint64)
    for shift in range(min(width, len(codes))):
        total = total * _BASE + codes[shift : shift + len(total)]
    total ^= total >> np.uint64(29)
    total *= _MIX
    return (total ^ (total >> np.uint64(32))) | np.uint64(1)


def _roots(earlier: Integers, later: Integers, *, size: int) -> Integers:
    """Number the texts by the first of all that pairs join, also over others."""
    links = sp.coo_array((np.ones(len(earlier), np.bool_), (earlier, later)), shape=(size, size))
    if not size:
        return np.empty(0, np.int64)
    count, part = connected_components(links.tocsr(), directed=False)
    first = np.full(count, size, np.int64)
    np.minimum.at(first, part, np.arange(size))
    roots: Integers = first[part]
    return roots
