"""The category tree (事项分类): where the leaves are unsure, their parent is named instead."""

from collections import defaultdict
from collections.abc import Mapping
from heapq import nsmallest

from triage.knowledge import Knowledge

_SURE = 0.5
# Smaller masses add up to little and cost time.
LEAST_CATEGORY = 0.002


def named(
    categories: Mapping[str, float], *, knowledge: Knowledge, limit: int
) -> list[tuple[str, float]]:
    """At most `limit` categories, likeliest first; an unsure leaf gives way to a surer parent.

    Where no leaf holds half of the mass, the lowest category that does stands first, with the sum
    of all leaves below it; the leaves follow.
    """
    ranked = nsmallest(limit, categories.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] >= _SURE:
        return ranked
    sums: dict[str, float] = defaultdict(float)
    depths: dict[str, int] = {}
    for category, mass in categories.items():
        if mass < LEAST_CATEGORY:
            continue
        for depth, parent in enumerate(reversed(knowledge.lineage(category))):
            sums[parent] += mass
            depths[parent] = depth
    holding = [code for code, mass in sums.items() if mass >= _SURE]
    if not holding:
        return ranked
    best = max(holding, key=lambda code: (depths[code], sums[code], code))
    return [(best, sums[best]), *ranked[: limit - 1]]
