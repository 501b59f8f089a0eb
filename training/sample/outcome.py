"""How a past ticket ended: returned or not, how long it took, what the citizen said."""

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass

from models.enums import Kind, Urgency

Draw = Callable[[], float]

RATED = 0.64
CONTENT = (0.04, 0.08, 0.18, 0.46, 1.0)
ANNOYED = (0.14, 0.28, 0.48, 0.74, 1.0)
SOLVED = (0.08, 0.22, 0.7, 0.94, 0.99)
"""Cumulative shares of ratings 1 to 5, and the share of matters solved by rating."""

REASONS = (
    "该事项不属于我单位职责范围，建议转{unit}办理",
    "依据权责清单，此类事项由{unit}主管，申请退单",
    "经现场核实，责任主体为{unit}，请重新派单",
    "职责已按属地管理下放，请派{unit}",
    "我单位无此项执法权，建议派{unit}",
    "管护权属不在我单位，经联系应由{unit}处理",
)
HOURS = {
    Kind.INQUIRY: 40.0,
    Kind.HELP: 80.0,
    Kind.COMPLAINT: 110.0,
    Kind.REPORT: 130.0,
    Kind.PROPOSAL: 120.0,
    Kind.PRAISE: 24.0,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """Seconds from receipt to closing, rating or None, solved or None when nobody was asked."""

    seconds: int
    satisfaction: int | None
    solved: bool | None


def ending_of(*, kind: Kind, urgency: Urgency, returned: bool, draw: Draw) -> Ending:
    """How it ended; a returned ticket takes longer and pleases less."""
    spread = 0.25 + 1.5 * draw() * draw()
    hours = HOURS[kind] * spread if urgency is Urgency.NORMAL else 1.0 + 20.0 * draw()
    if returned:
        hours += 20.0 + 40.0 * draw()
    satisfaction: int | None = None
    solved: bool | None = None
    if draw() < RATED:
        rating = bisect(ANNOYED if returned else CONTENT, draw())
        satisfaction = rating + 1
        solved = draw() < SOLVED[rating]
    return Ending(seconds=int(hours * 3600) + 60, satisfaction=satisfaction, solved=solved)
