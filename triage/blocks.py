"""Sparse rows in blocks of bounded size: in memory while there is room, in files beyond it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import scipy.sparse as sp

from triage.arrays import Booleans, Floats, Integers, Sparse

# Sums are made in so many lanes and then joined: their order, and so every bit of the result,
# does not depend on the machine.
LANES = 2
_BLOCK_ROWS = 32_768


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much memory sparse rows may fill in MB; what does not fit is written below `folder`.

    Without a folder the system's place for temporary files is used.
    """

    megabytes: int = 4_000
    folder: Path | None = None


class Scratch:
    """Keeps blocks for one training; its files vanish with the `with` block, however it ends."""

    def __init__(self, room: Room) -> None:
        self._left = room.megabytes * 1_000_000
        self._parent = room.folder
        self._folder: Path | None = None
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def keep(self, rows: Sparse) -> "Block":
        """Take a block in: as it is while the budget lasts, else as a file."""
        size = rows.data.nbytes + rows.indices.nbytes
        if size <= self._left:
            self._left -= size
            return Block(shape=rows.shape, ends=rows.indptr, rows=rows)
        path = self._path()
        with path.open("wb") as file:
            rows.data.tofile(file)
            rows.indices.tofile(file)
        return Block(shape=rows.shape, ends=rows.indptr, path=path)

    def _path(self) -> Path:
        if self._folder is None:
            if self._parent is not None:
                self._parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="rows-", dir=self._parent))
        self._files += 1
        return self._folder / f"{self._files}.bin"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Some rows (rows, features), either at hand or in a file of float32 and int32."""

    shape: tuple[int, int]
    ends: Integers
    rows: Sparse | None = None
    path: Path | None = None

    def load(self) -> Sparse:
        """The rows; from a file they are read anew each time and live as long as they are used."""
        if self.path is None:
            return self.rows
        entries = int(self.ends[-1])
        with self.path.open("rb") as file:
            values = np.fromfile(file, np.float32, entries)
            columns = np.fromfile(file, np.int32, entries)
        return sp.csr_array((values, columns, self.ends), shape=self.shape)


@dataclass(frozen=True, kw_only=True)
class RowBlocks:
    """Sparse rows (n, width) that are never all in one array.

    Inside the blocks, feature order[i] stands in column i where an order is given: with the
    frequent ones together products find a quarter more of what they need in the cache.
    """

    blocks: Sequence[Block]
    width: int
    order: Integers | None = None

    @classmethod
    def of(cls, rows: Sparse) -> Self:
        """Rows at hand, cut into lanes."""
        spans = block_spans(rows.shape[0])
        with Scratch(Room(megabytes=1 << 40)) as scratch:
            kept = [scratch.keep(rows[start:stop]) for start, stop in spans]
        return cls(blocks=kept, width=rows.shape[1])

    def __len__(self) -> int:
        return sum(block.shape[0] for block in self.blocks)

    @property
    def entries(self) -> int:
        """How many values the rows hold."""
        return sum(int(block.ends[-1]) for block in self.blocks)

    def beside(self, others: Sequence["RowBlocks"]) -> "RowBlocks":
        """These rows and others below them; nothing is copied."""
        blocks = [*self.blocks, *(block for other in others for block in other.blocks)]
        return RowBlocks(blocks=blocks, width=self.width, order=self.order)

    def inward(self, table: Floats) -> Floats:
        """A table (features, …) in the order of the blocks, in which sums and products are made."""
        return table if self.order is None else table[self.order]

    def outward(self, table: Floats) -> Floats:
        """The way back."""
        if self.order is None:
            return table
        found = np.empty_like(table)
        found[self.order] = table
        return found

    def weigh(self, known: Booleans | None) -> tuple[Floats, Floats]:
        """For each feature the sum and the sum of squares over the known rows; (width, 1) each."""
        mass, power = np.zeros(self.width), np.zeros(self.width)
        for rows, start, stop in self._each(self.blocks):
            values = rows.data
            if known is not None:
                values = values * np.repeat(known[start:stop], np.diff(rows.indptr))
            mass += np.bincount(rows.indices, values, self.width)
            power += np.bincount(rows.indices, values * values, self.width)
        return mass[:, None].astype(np.float32), power[:, None].astype(np.float32)

    def turned(self, table: Callable[[int, int], Floats], columns: int) -> Floats:
        """X'T, shape (width, columns), for a table that is made for rows start..stop."""
        return self._sum(columns, lambda rows, start, stop: table(start, stop))

    def gram(self, weights: Floats, known: Booleans | None) -> Floats:
        """X'XW over the known rows for weights (width, columns), in one walk over the rows."""

        def image(rows: Sparse, start: int, stop: int) -> Floats:
            found: Floats = rows @ weights
            return found if known is None else found * known[start:stop, None]

        return self._sum(weights.shape[1], image)

    def __matmul__(self, weights: Floats) -> Floats:
        """XW, shape (n, columns), for weights in the features' own order."""
        weights = self.inward(weights)
        with ThreadPoolExecutor(LANES) as pool:
            parts = list(pool.map(lambda block: block.load() @ weights, self.blocks))
        empty = np.empty((0, weights.shape[1]), np.float32)
        return np.concatenate([empty, *parts]).astype(np.float32, copy=False)

    def _sum(self, columns: int, table: Callable[[Sparse, int, int], Floats]) -> Floats:
        """The sum of X'T over blocks, T made from each block (rows, start, stop)."""

        def lane(number: int) -> Floats:
            total: Floats | None = None
            for rows, start, stop in self._each(self.blocks, lane=number):
                part: Floats = rows.T @ table(rows, start, stop)
                if total is None:
                    total = part
                else:
                    total += part
            return np.zeros((self.width, columns), np.float32) if total is None else total

        with ThreadPoolExecutor(LANES) as pool:
            first, *others = pool.map(lane, range(min(LANES, max(len(self.blocks), 1))))
        for other in others:
            first += other
        return first

    def _each(
        self, blocks: Sequence[Block], *, lane: int | None = None
    ) -> Iterator[tuple[Sparse, int, int]]:
        """Each block, or those of one lane, with the places where its rows start and end."""
        start = 0
        for number, block in enumerate(blocks):
            stop = start + block.shape[0]
            if lane is None or number % LANES == lane:
                yield block.load(), start, stop
            start = stop


def stacked(parts: Sequence[Sparse]) -> Sparse:
    """Rows below each other, one copy at a time; all have the same width."""
    ends = np.zeros(sum(part.shape[0] for part in parts) + 1, np.int64)
    ends[1:] = np.concatenate([np.diff(part.indptr) for part in parts]).cumsum()
    values = np.concatenate([part.data for part in parts])
    columns = np.concatenate([part.indices for part in parts])
    shape = (len(ends) - 1, parts[0].shape[1])
    return sp.csr_array((values, columns, ends.astype(np.int32)), shape=shape)


def reordered(parts: Sequence[Sparse], order: Integers) -> Sparse:
    """Rows below each other, feature order[i] in column i; columns rise within a row."""
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    rows = stacked(parts)
    rows.indices = place[rows.indices]
    rows.has_sorted_indices = False
    rows.sort_indices()
    return rows


def block_spans(rows: int) -> list[tuple[int, int]]:
    """How rows are cut: equal spans, one for each lane at least and none too large."""
    count = max(min(LANES, rows), -(-rows // _BLOCK_ROWS))
    edges = [rows * number // max(count, 1) for number in range(count + 1)]
    return list(pairwise(edges))
