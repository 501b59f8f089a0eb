"""Tickets that may be the same matter as a new one (重复诉求): near in place, time and words."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.enums import Status
from models.ticket import Ticket
from service.operations.acting import Acting
from service.queries.suggested import ENDED, Nearby, by_numbers, open_near
from triage.knowledge import Knowledge
from triage.prediction import Prediction, SimilarTicket
from triage.similar import excerpt
from triage.text import clean

#: Days back in which a second call is likely about the same matter.
WINDOW_DAYS = 30
LIMIT = 3
# Shares of character pairs in common. Of the generated city's planted repeats 99.9 % reach the
# first among tickets of their street, of other tickets there 0.14 %.
_ALIKE = 0.3
_ALIKE_ANYWHERE = 0.6
_SAME_MATTER = 0.12
_ALIKE_PAST = 0.5
_LOOKED_AT = 60


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """A ticket that a new matter may repeat; `status` is empty for one of another system."""

    reference: str
    unit: str
    similarity: float
    excerpt: str
    status: Status | None = None
    received_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether a repeat can still be merged into it."""
        return self.status is not None and self.status not in ENDED


def repeats(
    act: Acting,
    *,
    text: str,
    prediction: Prediction,
    past: Sequence[SimilarTicket],
    knowledge: Knowledge,
    number: str = "",
) -> tuple[Repeat, ...]:
    """Return likely repeats: open tickets first, then those that the artefact remembers.

    `past` are the artefact's own finds, near in place and time already; `number` is the ticket
    whose words these are, if there is one yet.
    """
    words = clean(text).text
    if len(words) < 6:
        return ()
    near = _open(act, words, prediction, knowledge)
    found = sorted((one for one in near if one.reference != number), key=_order)
    seen = {number, *(one.reference for one in found)}
    alike = [one for one in past if one.similarity >= _ALIKE_PAST and one.reference not in seen]
    here = by_numbers(act.session, numbers=[one.reference for one in alike])
    return tuple([*found, *(_past(one, here) for one in alike)][:LIMIT])


def _order(one: Repeat) -> tuple[float, str]:
    return (-one.similarity, one.reference)


def _open(
    act: Acting, words: str, prediction: Prediction, knowledge: Knowledge
) -> Iterator[Repeat]:
    area = prediction.area
    around = _around(area, knowledge) if area else None
    since = act.at - timedelta(days=WINDOW_DAYS)
    rows = open_near(act.session, areas=around, since=since, limit=_LOOKED_AT)
    mine = _pairs(words)
    category = prediction.categories[0].code if prediction.categories else ""
    for row in rows:
        similarity = _cosine(mine, _pairs(row.text))
        if similarity >= _least(row, area=area, category=category):
            yield Repeat(
                reference=row.number,
                unit=row.lead or "",
                similarity=round(similarity, 4),
                excerpt=excerpt(row.text),
                status=row.status,
                received_at=row.received_at,
            )


def _least(row: Nearby, *, area: str | None, category: str) -> float:
    """How much alike the words must be: the less is known of the place, the more."""
    if area is None or row.area is None:
        return _ALIKE_ANYWHERE
    same = row.area == area and row.category == category != ""
    return _SAME_MATTER if same else _ALIKE


def _past(one: SimilarTicket, here: Mapping[str, Ticket]) -> Repeat:
    row = here.get(one.reference)
    return Repeat(
        reference=one.reference,
        unit=one.unit,
        similarity=one.similarity,
        excerpt=one.excerpt,
        status=row.status if row else None,
        received_at=row.received_at if row else None,
    )


def _around(area: str, knowledge: Knowledge) -> Collection[str]:
    """The area, what it holds, and what holds it up to the street; a district is too wide."""
    chain = [one for one in knowledge.chain(area) if knowledge.areas[one].level != "district"]
    inside = {area}
    while further := {
        code
        for code, fact in knowledge.areas.items()
        if fact.parent in inside and code not in inside
    }:
        inside |= further
    return inside.union(chain)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(min(len(text), 1_000) - 1))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = sum(one[pair] * other[pair] for pair in one.keys() & other.keys())
    if not shared:
        return 0.0
    return shared / math.sqrt(_square(one) * _square(other))


def _square(counts: Counter[str]) -> int:
    return sum(count * count for count in counts.values())
