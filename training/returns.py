"""From past tickets to what their returns teach: which unit gave which kind of matter back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from training.labels import LabelledRow
from triage.knowledge import ReturnFact


def learn_returns(rows: Sequence[LabelledRow]) -> tuple[ReturnFact, ...]:
    """Count, for each unit and category, tickets it gave back and tickets it finished.

    A return between two offices of one label (the wrong district) says nothing of the matter and
    is not counted.
    """
    returned: Counter[tuple[str, str]] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    for one in rows:
        if one.category is None:
            continue
        kept[one.label, one.category] += 1
        if one.returned_by is not None and one.returned_by != one.label:
            returned[one.returned_by, one.category] += 1
    return tuple(
        ReturnFact(unit=unit, category=category, returned=count, kept=kept[unit, category])
        for (unit, category), count in sorted(returned.items())
    )
