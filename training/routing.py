"""How often the finished suggestion, with place and duty list, names the unit that finished it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from training.labels import LabelledRow
from triage.prediction import Prediction
from triage.suggester import Query, Suggester
from triage.territory import PLACELESS

# Reconciling and explaining cost milliseconds a row; of so many the share is known to ±1.5 points.
_SAMPLE = 1_000


@dataclass(frozen=True, kw_only=True)
class RoutingFigures:
    """Shares over `rows`; `sure` is the share not abstained, `sure_right` the first right in it."""

    rows: int
    first: float
    top_3: float
    sure: float
    sure_right: float


def evaluate_routing(
    *, suggester: Suggester, rows: Sequence[LabelledRow], on: date
) -> RoutingFigures | None:
    """Ask for suggestions as of `on` for an even sample of `rows`; None where there are none.

    The truth is the unit of today that finished the matter, territory resolved, not the label.
    """
    sample = rows[:: max(1, len(rows) // _SAMPLE)][:_SAMPLE]
    if not sample:
        return None
    predictions = suggester.suggest_many([_query(one) for one in sample], on=on, top=3)
    pairs = list(zip(predictions, [one.unit for one in sample], strict=True))
    first = [place_of(prediction, unit) == 0 for prediction, unit in pairs]
    sure = [prediction.abstained is None for prediction in predictions]
    return RoutingFigures(
        rows=len(sample),
        first=sum(first) / len(sample),
        top_3=sum(place_of(prediction, unit) >= 0 for prediction, unit in pairs) / len(sample),
        sure=sum(sure) / len(sample),
        sure_right=sum(map(all, zip(first, sure, strict=True))) / max(sum(sure), 1),
    )


def _query(one: LabelledRow) -> Query:
    row = one.row
    return Query(text=row.text, title=row.title, address=row.address, area=row.area)


def place_of(prediction: Prediction, unit: str) -> int:
    """The place of `unit` among the candidates, -1 where it is not named.

    The stand-in for an unknown place takes no seat, but what stands behind it is not first.
    """
    units = [candidate.unit for candidate in prediction.candidates]
    if unit not in units:
        return -1
    place = units.index(unit)
    return max(1, place - (PLACELESS in units[:place])) if place else 0
