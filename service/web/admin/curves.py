"""Two curves as the numbers of an SVG: places in a box of 100 by 100, with their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from training.curves import CoveragePoint, Curves, ReliabilityBin

_WIDTH = 100.0
_TARGET = 0.97
_FLOORS = (0.9, 0.8, 0.7, 0.5, 0.0)
_FEW = 20


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One point: its place in the box, and its radius where it stands for many rows."""

    x: float
    y: float
    radius: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One version's line; `role` is candidate or live, `points` as SVG writes them."""

    version: str
    role: str
    points: str
    dots: Sequence[Dot]


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One mark of an axis."""

    at: float
    label: str


@dataclass(frozen=True, kw_only=True)
class CoverageChart:
    """Precision over coverage; `target` is the height of 97 %."""

    lines: Sequence[Line]
    ticks: Sequence[Tick]
    target: float
    table: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class ReliabilityChart:
    """What probabilities promise against what was kept."""

    lines: Sequence[Line]
    table: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One version that has curves."""

    version: str
    role: str
    curves: Curves


def coverage_chart(drawn: Sequence[Drawn]) -> CoverageChart | None:
    """Return the chart of precision over coverage; nothing where nobody has a curve."""
    if not any(one.curves.coverage for one in drawn):
        return None
    lowest = min(point.precision for one in drawn for point in one.curves.coverage)
    floor = next(floor for floor in _FLOORS if lowest >= floor or floor == 0.0)

    def height(precision: float) -> float:
        return _placed((precision - floor) / (1 - floor))

    ticks = [floor + (1 - floor) * part / 4 for part in range(5)]
    return CoverageChart(
        lines=[
            Line(
                version=one.version,
                role=one.role,
                points=_points((p.coverage, height(p.precision)) for p in one.curves.coverage),
                dots=(),
            )
            for one in drawn
        ],
        ticks=[Tick(at=height(tick), label=f"{100 * tick:g}%") for tick in ticks],
        target=height(_TARGET),
        table=[
            (f"{part}%", [_precision_at(one.curves.coverage, part / 100) for one in drawn])
            for part in range(10, 101, 10)
        ],
    )


def reliability_chart(drawn: Sequence[Drawn]) -> ReliabilityChart | None:
    """Return the chart of promised and kept; nothing where nobody has a curve."""
    if not any(one.curves.reliability for one in drawn):
        return None
    return ReliabilityChart(
        lines=[_kept(one) for one in drawn],
        table=[
            (f"{place}–{place + 10}%", [_bin_words(one.curves, place) for one in drawn])
            for place in range(0, 100, 10)
            if any(_bin(one.curves, place) for one in drawn)
        ],
    )


def _kept(one: Drawn) -> Line:
    bins = one.curves.reliability
    total = max(sum(each.rows for each in bins), 1)
    told = [each for each in bins if each.rows >= _FEW] or list(bins)
    return Line(
        version=one.version,
        role=one.role,
        points=_points((each.promised, _placed(each.kept)) for each in told),
        dots=[
            Dot(
                x=round(_WIDTH * each.promised, 2),
                y=_placed(each.kept),
                radius=round(1.2 + 3 * (each.rows / total) ** 0.5, 2),
            )
            for each in bins
        ],
    )


def _placed(share: float) -> float:
    """The height in the box, which counts from its top."""
    return round(_WIDTH * (1 - min(max(share, 0.0), 1.0)), 2)


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_WIDTH * x:.2f},{y:.2f}" for x, y in pairs)


def _precision_at(points: Sequence[CoveragePoint], coverage: float) -> str:
    found = next((one for one in points if one.coverage >= coverage - 0.001), None)
    return f"{100 * found.precision:.1f}%" if found else "—"


def _bin(curves: Curves, place: int) -> ReliabilityBin | None:
    return next(
        (one for one in curves.reliability if min(int(one.promised * 10), 9) * 10 == place), None
    )


def _bin_words(curves: Curves, place: int) -> str:
    found = _bin(curves, place)
    if found is None:
        return "—"
    return f"{100 * found.promised:.0f}% → {100 * found.kept:.0f}%（{found.rows}）"
