"""From 64-bit codes to feature numbers by a hash table that numpy can walk for a whole batch."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from triage.arrays import Codes, Integers

# An odd multiplier spreads codes over the high bits (Fibonacci hashing, Knuth).
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SPARE_BITS = 3
_NEXT = np.uint64(1)
_NONE = np.int64(-1)
# One long text has about so many grams; with more, memory that is not touched counts for more.
_FEW = 4_096


@dataclass(frozen=True, kw_only=True, slots=True)
class Lookup:
    """`codes` by bucket; bucket b holds codes[starts[b]:starts[b + 1]], mostly none or one."""

    codes: Codes
    starts: Integers
    shift: int

    @classmethod
    def of(cls, codes: Codes) -> Self:
        """Number distinct codes; their numbers are their places in `codes` of the answer."""
        bits = max(len(codes).bit_length() + _SPARE_BITS, 4)
        shift = 64 - bits
        hashed = codes * _MULTIPLIER
        order = np.argsort(hashed, kind="stable")
        buckets = (hashed[order] >> np.uint64(shift)).astype(np.int64)
        sizes = np.bincount(buckets, minlength=1 << bits)
        starts = np.append(0, sizes.cumsum()).astype(np.int32)
        return cls(codes=codes[order], starts=starts, shift=shift)

    def places(self, codes: Codes) -> Integers:
        """The number of each code, -1 for a code without one; int64."""
        if len(codes) <= _FEW and len(self.codes):
            return self._few(codes)
        found = np.full(len(codes), -1, np.int64)
        buckets = (codes * _MULTIPLIER) >> np.uint64(self.shift)
        place = self.starts[buckets]
        end = self.starts[buckets + np.uint64(1)]
        waiting = np.flatnonzero(place < end)
        place, end, wanted = place[waiting], end[waiting], codes[waiting]
        while len(waiting):
            hit = self.codes[place] == wanted
            found[waiting[hit]] = place[hit]
            place = place + 1
            on = ~hit & (place < end)
            waiting, place, end, wanted = waiting[on], place[on], end[on], wanted[on]
        return found

    def _few(self, codes: Codes) -> Integers:
        """The same for one text: every bucket's first code is looked at, for each call costs."""
        buckets = (codes * _MULTIPLIER) >> np.uint64(self.shift)
        place = self.starts[buckets]
        size = self.starts[buckets + _NEXT] - place
        hit = (self.codes.take(place, mode="clip") == codes) & (size > 0)
        found = np.where(hit, place, _NONE)
        waiting = ((size > 1) & ~hit).nonzero()[0]
        step = 1
        while len(waiting):
            further = place[waiting] + step
            hit = self.codes[further] == codes[waiting]
            found[waiting[hit]] = further[hit]
            step += 1
            waiting = waiting[~hit & (size[waiting] > step)]
        return found
