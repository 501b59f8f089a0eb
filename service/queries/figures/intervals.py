"""How sure a share is (Wilson's interval), and the band a unit falls into by it; pure."""

import math
from dataclasses import dataclass

from models.enums import Labelled

#: The normal quantile of a two-sided interval of 95 %.
Z = 1.959963984540054


class Band(Labelled):
    """How a unit stands beside the whole city (分档)."""

    ABOVE = "above", "优于全市"
    SAME = "same", "与全市相当"
    BELOW = "below", "低于全市"
    UNSCORED = "unscored", "不评分"


@dataclass(frozen=True, kw_only=True)
class Interval:
    """From where to where the true share lies with 95 % confidence, both between 0 and 1."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many; both are counts of what can be opened."""

    hits: int
    base: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.base:
            raise ValueError(f"{self.hits} of {self.base} is no share")

    @property
    def value(self) -> float | None:
        """The share itself; nothing where nothing was counted."""
        return self.hits / self.base if self.base else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval; nothing where nothing was counted."""
        return wilson(hits=self.hits, base=self.base) if self.base else None

    def __add__(self, other: "Share") -> "Share":
        return Share(hits=self.hits + other.hits, base=self.base + other.base)


NONE = Share(hits=0, base=0)


def wilson(*, hits: int, base: int) -> Interval:
    """Return Wilson's score interval at 95 %.

    Raises:
        ValueError: nothing was counted.
    """
    if base <= 0:
        raise ValueError("an interval needs at least one count")
    share, weight = hits / base, Z * Z / base
    centre = (share + weight / 2) / (1 + weight)
    reach = Z * math.sqrt(share * (1 - share) / base + weight / (4 * base)) / (1 + weight)
    low = 0.0 if hits == 0 else max(0.0, centre - reach)
    high = 1.0 if hits == base else min(1.0, centre + reach)
    return Interval(low=low, high=high)


def band(
    *, interval: Interval | None, base: int, beside: float | None, more_is_better: bool, least: int
) -> Band:
    """Return the band: another than the city's own only where the whole interval lies beyond it.

    Under `least` counts, or with nothing to stand beside, nobody is scored.
    """
    if base < least or interval is None or beside is None:
        return Band.UNSCORED
    if interval.low > beside:
        return Band.ABOVE if more_is_better else Band.BELOW
    if interval.high < beside:
        return Band.BELOW if more_is_better else Band.ABOVE
    return Band.SAME
