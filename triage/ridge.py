"""Ridge regression over rows in blocks by conjugate gradients, stopped early."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from triage.arrays import Booleans, Floats, Integers
from triage.blocks import RowBlocks

# So many labels are solved together: memory stays bounded, and each walk over the rows serves all.
_LABELS = 64
# Added to every count before ratios are taken, so that rare features promise little.
_SMOOTHING = 0.3


@dataclass(frozen=True, kw_only=True)
class Ridge:
    """What is asked: rows (n, features), label numbers (n,), which rows are known (None: all).

    `freedom` (features, 1) is the prior variance of each feature's weights, `shares` (labels,) what
    is taken off before, for each label wants 1 on its rows and 0 elsewhere.
    """

    blocks: RowBlocks
    numbers: Integers
    known: Booleans | None
    freedom: Floats
    shares: Floats
    ridge: float
    focus: float
    iterations: int

    def solve(self, begun: Floats | None, told: Callable[[float], None]) -> Floats:
        """The weights (features, labels), from those that somebody has begun with or from nought.

        `told` hears the share done.
        """
        mass, power = self.blocks.weigh(self.known)
        count = len(self.shares)
        size = -(-count // -(-count // _LABELS))
        found = np.empty((self.blocks.width, count), np.float32)
        for first in range(0, count, size):
            labels = np.arange(first, min(first + size, count))
            wanted = self._own(labels)
            root = np.sqrt(self._spread(wanted, mass=mass, power=power) * self.freedom)
            wanted -= mass * self.shares[labels]
            before = None if begun is None else begun[:, labels]

            def part(step: int, labels: Integers = labels) -> None:
                told((labels[0] + len(labels) * step / self.iterations) / count)

            found[:, labels] = self._conjugate(wanted, root=root, begun=before, told=part)
        return found

    def _own(self, labels: Integers) -> Floats:
        """The mass of each feature in the rows of each label, (features, labels)."""

        def table(start: int, stop: int) -> Floats:
            return np.asarray(self.numbers[start:stop, None] == labels, np.float32)

        return self.blocks.turned(table, len(labels))

    def _spread(self, own: Floats, *, mass: Floats, power: Floats) -> Floats:
        """The prior variance of each weight (features, labels), one on the average of a row.

        `own` is the mass of each feature in each label's rows, `mass` in all rows (features, 1).
        """
        here = np.log((own + _SMOOTHING) / (own.sum(axis=0) + 1))
        there = np.log(
            (mass - own + _SMOOTHING).clip(_SMOOTHING) / (mass.sum() - own.sum(axis=0) + 1)
        )
        ratio = (here - there) ** 2
        ratio /= np.maximum((power * ratio).sum(axis=0) / power.sum(), 1e-12)
        return np.asarray((1 - self.focus) + self.focus * ratio, np.float32)

    def _conjugate(
        self, wanted: Floats, *, root: Floats, begun: Floats | None, told: Callable[[int], None]
    ) -> Floats:
        """Solve (R X'X R + ridge) v = R wanted, each column with its own R = `root`; gives R v.

        Stopped early on purpose: the first steps learn what holds of many rows, the later ones
        what single rows happen to say.
        """
        rest = wanted * root
        answer = np.zeros_like(rest)
        if begun is not None:
            np.divide(begun, root, out=answer, where=root > 0)
            rest -= root * self.blocks.gram(begun, self.known) + self.ridge * answer
        step = rest.copy()
        size = _dots(rest, rest)
        for number in range(1, self.iterations + 1):
            image = self.blocks.gram(root * step, self.known)
            image *= root
            image += self.ridge * step
            length = size / np.maximum(_dots(step, image), 1e-12)
            answer += length * step
            image *= length
            rest -= image
            fresh = _dots(rest, rest)
            step *= fresh / np.maximum(size, 1e-12)
            step += rest
            size = fresh
            told(number)
        answer *= root
        return answer


def _dots(one: Floats, other: Floats) -> Floats:
    """The dot product of each column with its fellow, shape (columns,)."""
    return np.asarray(np.einsum("ij,ij->j", one, other), np.float32)
