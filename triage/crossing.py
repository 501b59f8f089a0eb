"""A head fitted on all rows, calibrated on scores from heads that did not see the rows."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sklearn.base import clone

from triage.arrays import Floats, Integers
from triage.blocks import RowBlocks
from triage.heads import LinearHead
from triage.recipe import Recipe

# From a head that lacks a sixth of the rows to one that has them all it is a short way.
_FURTHER = 4

Labels = Sequence[str | None]


def fit_head(
    parts: Mapping[int, RowBlocks],
    labels: Mapping[int, Labels],
    recipe: Recipe,
    told: Callable[[float], None],
    *,
    fresh: LinearHead,
    freedom: Floats | None = None,
) -> LinearHead | None:
    """Fit on the rows of all folds (fold -> rows, labels); None where no row has a label.

    Fold -1 is never held out. Where one fold alone is, the head goes on from the one without it.
    `fresh` is an unfitted head, of which copies are fitted.
    """
    if not any(any(own) for own in labels.values()):
        return None
    held = sorted(fold for fold in parts if fold >= 0)
    share = 0.75 if len(held) == 1 else 1 / (len(held) + 1)
    scored: list[tuple[LinearHead, Floats, Labels]] = []
    for number, fold in enumerate(held):
        rest = [other for other in sorted(parts) if other != fold]
        told_of_rest = [label for other in rest for label in labels[other]]
        if len(set(filter(None, told_of_rest))) < 2:
            continue

        def so_far(part: float, number: int = number) -> None:
            told((number + part) * share)

        head: LinearHead = clone(fresh)
        head.fit(_together(parts, rest), told_of_rest, freedom, told=so_far)
        scored.append((head, head.decision_function(parts[fold]), labels[fold]))
    begun = scored[0][0] if len(held) == len(scored) == 1 else None
    every: LinearHead = clone(fresh)
    if begun is not None:
        every.set_params(iterations=_FURTHER)
    every.fit(
        _together(parts, sorted(parts)),
        [label for fold in sorted(parts) for label in labels[fold]],
        freedom,
        start=begun,
        told=lambda part: told(len(held) * share + part * (1 - len(held) * share)),
    )
    every.set_params(iterations=fresh.iterations)
    _calibrate(every, scored, recipe)
    return every


def _calibrate(
    every: LinearHead, scored: Sequence[tuple[LinearHead, Floats, Labels]], recipe: Recipe
) -> None:
    """Show the head the held-out scores, labels that the scoring head lacked as impossible."""
    column = {label: number for number, label in enumerate(every.classes_.tolist())}
    tables: list[Floats] = []
    truths: list[Integers] = []
    for head, scores, labels in scored:
        columns = [column[label] for label in head.classes_.tolist()]
        truth = np.asarray([column.get(label or "", -1) for label in labels], np.int64)
        kept = np.flatnonzero(np.isin(truth, columns))
        table = np.full((len(kept), len(column)), -1.0, np.float32)
        table[:, columns] = scores[kept]
        tables.append(table)
        truths.append(truth[kept])
    if tables:
        every.calibrate(
            np.concatenate(tables),
            np.concatenate(truths),
            cover=recipe.cover,
            precision=recipe.precision,
        )


def _together(parts: Mapping[int, RowBlocks], folds: Sequence[int]) -> RowBlocks:
    first, *others = (parts[fold] for fold in folds)
    return first.beside(others)
