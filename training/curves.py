"""Two curves of held-out rows: is a probability kept, and how much can go without a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_BINS = 10
_POINTS = 40
_DIGITS = 5


@dataclass(frozen=True, kw_only=True)
class ReliabilityBin:
    """Rows of nearly one probability: what it promised on average, and the share that was right."""

    promised: float
    kept: float
    rows: int


@dataclass(frozen=True, kw_only=True)
class CoveragePoint:
    """The share of most confident rows, the share right among them, and where they end."""

    coverage: float
    precision: float
    threshold: float


@dataclass(frozen=True, kw_only=True)
class Curves:
    """The reliability of the first choice's probability, and precision over coverage."""

    reliability: tuple[ReliabilityBin, ...]
    coverage: tuple[CoveragePoint, ...]

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Curves:
        """Read what `dataclasses.asdict` made of curves; KeyError or TypeError on anything else."""
        return cls(
            reliability=tuple(ReliabilityBin(**one) for one in fields["reliability"]),
            coverage=tuple(CoveragePoint(**one) for one in fields["coverage"]),
        )


def curves_of(*, right: npt.NDArray[np.bool_], confidence: npt.NDArray[np.floating]) -> Curves:
    """Draw both curves of rows (n,): whether the first choice was right, and its probability."""
    return Curves(
        reliability=tuple(_reliability(right, confidence)),
        coverage=tuple(_coverage(right, confidence)),
    )


def _reliability(
    right: npt.NDArray[np.bool_], confidence: npt.NDArray[np.floating]
) -> Sequence[ReliabilityBin]:
    places = np.clip((confidence * _BINS).astype(np.int64), 0, _BINS - 1)
    return [
        ReliabilityBin(
            promised=_rounded(confidence[places == place].mean()),
            kept=_rounded(right[places == place].mean()),
            rows=int((places == place).sum()),
        )
        for place in range(_BINS)
        if (places == place).any()
    ]


def _coverage(
    right: npt.NDArray[np.bool_], confidence: npt.NDArray[np.floating]
) -> Sequence[CoveragePoint]:
    if not len(right):
        return []
    order = np.argsort(-confidence, kind="stable")
    ordered, reached = confidence[order], np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    # Rows of equal confidence cannot be told apart by a threshold: cut only where it changes.
    cuts = np.flatnonzero(np.append(ordered[1:] < ordered[:-1], True))
    wanted = np.linspace(len(right) / _POINTS, len(right), _POINTS) - 1
    chosen = cuts[np.unique(np.searchsorted(cuts, wanted).clip(max=len(cuts) - 1))]
    return [
        CoveragePoint(
            coverage=_rounded((at + 1) / len(right)),
            precision=_rounded(reached[at]),
            threshold=_rounded(ordered[at]),
        )
        for at in chosen.tolist()
    ]


def _rounded(figure: float) -> float:
    return round(float(figure), _DIGITS)
