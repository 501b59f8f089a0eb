"""When people call: days, hours, and which matters belong to which month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zlib import crc32

import numpy as np
import numpy.typing as npt

from models.enums import Kind
from training.sample.values import City, Kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WEEKDAYS = (1.18, 1.12, 1.08, 1.05, 1.02, 0.8, 0.72)
MONTHS = (0.98, 0.78, 0.95, 0.96, 1.0, 1.06, 1.15, 1.1, 1.02, 0.97, 1.02, 1.0)
HOURS = (
    0.5, 0.3, 0.2, 0.15, 0.15, 0.3, 0.9, 2.4, 6.2, 9.0, 9.2, 7.6,
    4.4, 4.6, 6.8, 7.8, 7.4, 6.0, 4.6, 4.8, 5.0, 4.2, 2.8, 1.3,
)  # fmt: skip
NEW_AFTER = 0.8
NEW_SHARE = 0.15
NEW_STEPS = (0.8, 0.84, 0.88, 0.92, 0.96)
RANK_OFFSET = 3.0
FULL_LENGTH = 60
"""Shorter kernels leave little to vary, so they are heard less often."""

KIND_WEIGHTS = {
    Kind.INQUIRY: 1.7,
    Kind.HELP: 1.1,
    Kind.COMPLAINT: 0.85,
    Kind.REPORT: 0.7,
    Kind.PROPOSAL: 0.7,
    Kind.PRAISE: 0.7,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """Days with one mix of matters; `progress` is the share of the period up to its first."""

    first: date
    month: int
    progress: float


class Clockwork:
    """Turns a position in [0, 1) within the history into seconds since the first midnight."""

    def __init__(self, *, start: date, end: date) -> None:
        self.start = start
        self.days = (end - start).days + 1
        days = [start + timedelta(days=offset) for offset in range(self.days)]
        volume = [MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] for day in days]
        hourly = np.outer(np.array(volume), np.array(HOURS)).ravel()
        self._cumulative = np.concatenate([[0.0], np.cumsum(hourly)]) / hourly.sum()
        self._edges = np.arange(len(self._cumulative)) * 3600.0
        self.segments = _segments(days)
        firsts = [(segment.first - start).days for segment in self.segments]
        self._firsts = np.array(firsts)

    def seconds(self, positions: Floats) -> Ints:
        """Whole seconds since the first midnight; never decreasing with the position."""
        seconds: Floats = np.interp(positions, self._cumulative, self._edges)
        return seconds.astype(np.int64)

    def segments_of(self, seconds: Ints) -> Ints:
        """The index of the segment each second lies in."""
        return np.searchsorted(self._firsts, seconds // 86400, side="right") - 1


def _segments(days: Sequence[date]) -> tuple[Segment, ...]:
    """Cut at each first of a month and where new matters come in."""
    steps = {int(step * len(days)) for step in NEW_STEPS}
    cuts = [i for i, day in enumerate(days) if i == 0 or day.day == 1 or i in steps]
    return tuple(_segment(days, cut) for cut in cuts)


def _segment(days: Sequence[date], cut: int) -> Segment:
    return Segment(first=days[cut], month=days[cut].month, progress=(cut + 1) / len(days))


def introductions(kernels: Sequence[Kernel]) -> Floats:
    """When each kernel is first heard, as progress in [0, 1): 0 for most, late for new matters.

    In each level-1 category NEW_SHARE of the kernels are new, never all of a third-level one.
    """
    since = np.zeros(len(kernels))
    groups: dict[str, list[int]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for index, kernel in enumerate(kernels):
        groups.setdefault(kernel.category[:2], []).append(index)
        key = (kernel.category, kernel.unit)
        sizes[key] = sizes.get(key, 0) + 1
    for group in groups.values():
        wanted = round(len(group) * NEW_SHARE)
        for index in sorted(group, key=lambda i: crc32(kernels[i].text.encode())):
            key = (kernels[index].category, kernels[index].unit)
            if wanted and sizes[key] > 1:
                since[index] = NEW_STEPS[wanted % len(NEW_STEPS)]
                sizes[key] -= 1
                wanted -= 1
    return since


def base_weights(city: City) -> Floats:
    """How often each kernel is heard over a year: the unit's share, long-tailed over categories."""
    shares = {share.unit: share.share for share in city.shares}
    ranks: dict[str, list[str]] = {}
    for kernel in city.kernels:
        ranks.setdefault(kernel.unit, [])
        if kernel.category not in ranks[kernel.unit]:
            ranks[kernel.unit].append(kernel.category)
    for categories in ranks.values():
        categories.sort(key=lambda code: crc32(code.encode()))
    raw = np.array(
        [
            KIND_WEIGHTS[kernel.kind]
            * (0.4 + crc32(kernel.text.encode()) % 1000 / 800)
            * min(1.0, 0.25 + len(kernel.text) / FULL_LENGTH)
            / (RANK_OFFSET + ranks[kernel.unit].index(kernel.category))
            for kernel in city.kernels
        ]
    )
    totals: dict[str, float] = {}
    for kernel, weight in zip(city.kernels, raw, strict=True):
        totals[kernel.unit] = totals.get(kernel.unit, 0.0) + float(weight)
    scale = [shares.get(kernel.unit, 0.2) / totals[kernel.unit] for kernel in city.kernels]
    weights: Floats = raw * np.array(scale)
    return weights


def mixes(city: City, *, segments: Sequence[Segment]) -> list[Floats]:
    """For each segment the cumulative share of each kernel, ending with 1."""
    base, since = base_weights(city), introductions(city.kernels)
    names = {category.code: category.name for category in city.categories}
    factors = np.array([_factors(city, kernel, names[kernel.category]) for kernel in city.kernels])
    found = []
    for segment in segments:
        heard = base * factors[:, segment.month - 1] * (since <= segment.progress)
        cumulative = np.cumsum(heard)
        found.append(cumulative / cumulative[-1])
    return found


def _factors(city: City, kernel: Kernel, name: str) -> tuple[float, ...]:
    """The first season one of whose words occurs in the category's name or the text."""
    for words in (name, kernel.text):
        for season in city.seasons:
            if any(word in words for word in season.words):
                mean = sum(season.factors) / len(season.factors)
                return tuple(factor / mean for factor in season.factors)
    return (1.0,) * 12
