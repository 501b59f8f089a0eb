"""The whole router on the generated history: text, place, duty list, register, lessons, returns.

No peer has these; the row stands apart. The truth is the unit of today that finished the matter,
each district and street by itself, which is harder than the label that the classifiers learn.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tests.bench.city import city_knowledge, city_successions
from tests.bench.peers.row import Row, memory
from tests.bench.peers.task import CITY_ROWS, QUICK_CITY_ROWS
from tests.bench.routing_ablation import TODAY, asked, generated, made, trained
from training.labels import LabelledRow
from training.metrics import calibration_error, coverage_at
from training.preparation import prepare
from training.returns import learn_returns
from training.routing import place_of
from triage.prediction import Prediction

_MANY = 200


def measure_whole(*, name: str, package: str, quick: bool) -> Row:
    """Train as the product does and ask for every newest ticket."""
    knowledge = city_knowledge()
    prepared = prepare(
        history=generated(rows=QUICK_CITY_ROWS if quick else CITY_ROWS, seed=12345),
        knowledge=knowledge,
        successions=city_successions(),
        on=TODAY,
    )
    before, start = memory(), time.perf_counter()
    classifier = trained(prepared, prepared.teaching)
    returns = learn_returns(prepared.at(prepared.teaching))
    cost = {"train s": time.perf_counter() - start, "before MB": before}
    suggester = made(replace(classifier, returns=returns), knowledge, rows=len(prepared.teaching))
    rows = prepared.at(prepared.arriving)
    start = time.process_time()
    found = asked(suggester, rows)
    cost |= {"bulk /s": len(rows) / (time.process_time() - start), "peak MB": memory()}
    fresh = np.isin(prepared.arriving, prepared.split.held_out)
    figures = {
        "all": _figures(rows, found),
        "new": _figures(
            [one for one, new in zip(rows, fresh, strict=True) if new],
            [one for one, new in zip(found, fresh, strict=True) if new],
        ),
    }
    every = Counter(one.label for one in prepared.rows)
    figures["all"]["weakest recall"] = weakest(rows, found, every=every)
    return Row(recipe=name, task="city", package=package, figures=figures, cost=cost)


def _figures(rows: Sequence[LabelledRow], found: Sequence[Prediction]) -> dict[str, float]:
    places = np.asarray([place_of(one, row.unit) for one, row in zip(found, rows, strict=True)])
    told = np.asarray([one.candidates[0].probability if one.candidates else 0.0 for one in found])
    first = places == 0
    return {
        "accuracy": float(first.mean()),
        "top-3": float((places >= 0).mean()),
        "ECE": calibration_error(right=first, confidence=told),
        "at 97 %": coverage_at(right=first, confidence=told, precision=0.97),
        "at 99 %": coverage_at(right=first, confidence=told, precision=0.99),
        "rows": len(rows),
    }


def weakest(
    rows: Sequence[LabelledRow], found: Sequence[Prediction], *, every: Counter[str]
) -> float:
    """The least recall among labels with many tickets in the history."""
    support = Counter(one.label for one in rows)
    right = Counter(
        row.label for row, one in zip(rows, found, strict=True) if place_of(one, row.unit) == 0
    )
    return min(
        (right[label] / count for label, count in support.items() if every[label] >= _MANY),
        default=float("nan"),
    )
