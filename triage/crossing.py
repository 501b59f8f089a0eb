"""A head fitted on all rows, calibrated on scores from heads that did not see the rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone

from triage.arrays import Booleans, Floats, Integers
from triage.blocks import RowBlocks
from triage.heads import LinearHead
from triage.recipe import Recipe

# From a head that lacks a sixth of the rows to one that has them all it is a short way.
_FURTHER = 4

Told = Callable[[float], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The rows (n, features) of one fold, their labels, and a half of them (n,) where labels mix.

    Near-duplicates stand in one fold and in one half.
    """

    rows: RowBlocks
    labels: Sequence[str | None]
    half: Booleans | None = None


def fit_head(
    parts: Mapping[int, Part],
    recipe: Recipe,
    told: Told,
    *,
    fresh: Sequence[LinearHead],
    freedom: Floats | None = None,
) -> LinearHead | None:
    """Fit on the rows of all folds; None where no row has a label. Fold -1 is never held out.

    Copies of the unfitted heads `fresh` learn side by side and become one. Where one head alone has
    one fold alone held out, it goes on from the one without it.
    """
    if not any(any(part.labels) for part in parts.values()):
        return None
    held = sorted(fold for fold in parts if fold >= 0)
    goes_on = len(held) == len(fresh) == 1
    share = 0.75 if goes_on else 1 / (len(held) + 1)
    last = _span(told, len(held) * share, 1 - len(held) * share)
    scored: list[_Scored] = []
    for number, fold in enumerate(held):
        rest = [parts[other] for other in sorted(parts) if other != fold]
        if len({label for part in rest for label in part.labels if label}) > 1:
            span = _span(told, number * share, share)
            heads = _fitted(rest, fresh, freedom=freedom, told=span)
            scores = [head.decision_function(parts[fold].rows) for head in heads]
            scored.append(_Scored(heads=heads, scores=scores, part=parts[fold]))
    every = [parts[fold] for fold in sorted(parts)]
    if goes_on and scored:
        (begun,) = scored[0].heads
        further = clone(fresh[0]).set_params(iterations=_FURTHER)
        head, *beside = _fitted(every, [further], freedom=freedom, told=last, start=begun)
        head.set_params(iterations=fresh[0].iterations)
    else:
        # Without held-out rows nothing can tell what a second head is worth.
        wanted = fresh if scored else fresh[:1]
        head, *beside = _fitted(every, wanted, freedom=freedom, told=last)
    if scored:
        _calibrate(head, beside, scored, recipe)
    return head


def _fitted(
    parts: Sequence[Part],
    fresh: Sequence[LinearHead],
    *,
    freedom: Floats | None,
    told: Told,
    start: LinearHead | None = None,
) -> list[LinearHead]:
    """Copies of the heads, fitted on the rows of some folds."""
    first, *others = (part.rows for part in parts)
    rows = first.beside(others)
    labels = [label for part in parts for label in part.labels]
    heads: list[LinearHead] = [clone(head) for head in fresh]
    for number, head in enumerate(heads):
        span = _span(told, number / len(heads), 1 / len(heads))
        head.fit(rows, labels, freedom, start=start, told=span)
    return heads


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scored:
    """What heads say of a fold that they did not see: scores (n, labels) of each."""

    heads: Sequence[LinearHead]
    scores: Sequence[Floats]
    part: Part

    def table(self, column: Mapping[str, int]) -> tuple[Floats, Integers, Booleans | None]:
        """Scores (kept, heads * columns), the column of each true label, and the half kept.

        Kept are the rows whose label the heads know; labels that they lack are impossible.
        """
        own = [column[label] for label in self.heads[0].classes_.tolist()]
        places = [column.get(label or "", -1) for label in self.part.labels]
        truth = np.asarray(places, np.int64)
        kept = np.flatnonzero(np.isin(truth, own))
        table = np.full((len(kept), len(self.heads), len(column)), -1.0, np.float32)
        for number, scores in enumerate(self.scores):
            table[:, number, own] = scores[kept]
        half = None if self.part.half is None else self.part.half[kept]
        return table.reshape(len(kept), len(self.heads) * len(column)), truth[kept], half


def _calibrate(
    head: LinearHead, beside: Sequence[LinearHead], scored: Sequence[_Scored], recipe: Recipe
) -> None:
    """Show the head the held-out scores of all folds."""
    column = {label: number for number, label in enumerate(head.classes_.tolist())}
    tables, truths, halves = zip(*(one.table(column) for one in scored), strict=True)
    known = [half for half in halves if half is not None]
    head.calibrate(
        np.concatenate(tables),
        np.concatenate(truths),
        cover=recipe.cover,
        precision=recipe.precision,
        beside=beside,
        half=np.concatenate(known) if known else None,
    )


def _span(told: Told, start: float, size: float) -> Told:
    """Tell the progress of one step as its part of the whole."""
    return lambda share: told(start + share * size)
