"""Weighted features as bare arrays: many rows become a sparse matrix, one stays as it is."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from triage.arrays import Floats, Integers, Sparse


class Weighed(NamedTuple):
    """Sparse rows as bare arrays: values and columns (rising within a row), entries a row."""

    values: Floats
    columns: Integers
    sizes: Integers
    width: int

    def rows(self) -> Sparse:
        """The rows as scipy has them, shape (documents, features)."""
        ends = np.concatenate(([0], self.sizes.cumsum())).astype(np.int32)
        columns = self.columns.astype(np.int32)
        return sp.csr_array((self.values, columns, ends), shape=(len(self.sizes), self.width))

    def __matmul__(self, weights: Floats) -> Floats:
        """The product with dense weights (features, labels), shape (documents, labels)."""
        if len(self.sizes) != 1:
            return np.asarray(self.rows() @ weights, np.float32)
        # No BLAS: for one row it may wake threads, which takes longer than the sum.
        line = np.einsum("i,ij->j", self.values, weights.take(self.columns, axis=0))
        return np.asarray(line, np.float32)[None]


def joined(parts: Sequence[Weighed], *, width: int) -> Weighed:
    """Several batches below each other."""
    return Weighed(
        values=np.concatenate([np.empty(0, np.float32), *(one.values for one in parts)]),
        columns=np.concatenate([np.empty(0, np.int64), *(one.columns for one in parts)]),
        sizes=np.concatenate([np.empty(0, np.int64), *(one.sizes for one in parts)]),
        width=width,
    )


def beside(views: Sequence[Weighed]) -> Sparse:
    """The columns of several views of the same rows side by side."""
    sizes = np.sum([view.sizes for view in views], axis=0)
    total = int(sizes.sum())
    values, columns = np.empty(total, np.float32), np.empty(total, np.int64)
    place, edge = sizes.cumsum() - sizes, 0
    for view in views:
        # Each entry goes as far behind its row's place as it stands behind its row's start.
        shift = np.repeat(place - (view.sizes.cumsum() - view.sizes), view.sizes)
        there = shift + np.arange(len(view.values))
        values[there] = view.values
        columns[there] = view.columns + edge
        place, edge = place + view.sizes, edge + view.width
    return Weighed(values=values, columns=columns, sizes=sizes, width=edge).rows()


def one_beside(views: Sequence[Weighed]) -> Weighed:
    """The same for one row, where nothing has to move apart; it stays bare."""
    edges = accumulate((view.width for view in views), initial=0)
    columns = [view.columns + edge for view, edge in zip(views, edges, strict=False)]
    return Weighed(
        values=np.concatenate([view.values for view in views]),
        columns=np.concatenate(columns),
        sizes=np.asarray((sum(len(view.values) for view in views),)),
        width=sum(view.width for view in views),
    )
