"""Batch acceptance (批量采纳): a person takes many sure suggestions at once, but never blindly.

Of what is above the threshold a fixed share must be looked at one by one. Which tickets those are
follows from their numbers alone: nobody can draw again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.errors import HotlineError, Invalid
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.dispatching import Route, dispatch
from service.operations.moving import open_ticket
from service.operations.suggesting import Words
from service.queries.presence import watches
from service.queries.queue import undecided
from service.queries.suggested import newest_of

#: Share of a batch that must be looked at one by one.
SAMPLE_SHARE = 0.05
#: Probabilities from which a batch may be taken; less is for one at a time.
THRESHOLDS = (0.99, 0.98, 0.95, 0.9, 0.85, 0.8)
#: Tickets of one batch: it is one transaction, and others wait for their turn.
MOST = 100
#: Waiting tickets that are looked through for a batch.
_LOOKED_AT = 1_000


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A waiting ticket whose first suggestion is firm, and that suggestion as it is stored."""

    ticket: Ticket
    suggestion: Suggestion
    unit: str
    probability: float


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What a threshold would take, what must be looked at first, and how many it leaves alone."""

    least: float
    takes: Sequence[Ready]
    sampled: Sequence[Ready]
    below: int
    held: int
    unfit: int


@dataclass(frozen=True, kw_only=True)
class Picked:
    """One ticket as the person saw it in the preview."""

    number: str
    version: int
    suggestion: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one ticket of a batch; `trouble` says why it was not dispatched."""

    number: str
    unit: str
    trouble: str = ""


def preview(act: Acting, *, least: float) -> Batch:
    """Return what would be dispatched at a threshold, without doing anything.

    Raises:
        Invalid: the threshold is none of `THRESHOLDS`.
    """
    if least not in THRESHOLDS:
        choices = "、".join(f"{one:.0%}" for one in THRESHOLDS)
        raise Invalid(f"请从这些把握程度中选择：{choices}。", code="bad_threshold")
    waiting = undecided(act.session, limit=_LOOKED_AT)
    found = newest_of(act.session, waiting)
    firm = [ready for one in waiting if (ready := _ready(one, found.get(one.id or 0)))]
    above = [one for one in firm if one.probability >= least]
    taken = _taken_by_others(act, [one.ticket for one in above])
    free = [one for one in above if one.ticket.number not in taken][:MOST]
    drawn = sampled([one.ticket.number for one in free])
    return Batch(
        least=least,
        takes=[one for one in free if one.ticket.number not in drawn],
        sampled=[one for one in free if one.ticket.number in drawn],
        below=len(firm) - len(above),
        held=len(taken),
        unfit=len(waiting) - len(firm),
    )


def accept(act: Acting, *, least: float, picked: Sequence[Picked]) -> Sequence[Outcome]:
    """Dispatch each picked ticket to the unit first suggested; one that fails stops no other.

    What is no longer as it was in the preview is left alone and said so.

    Raises:
        Invalid: nothing was picked, or the threshold is none of `THRESHOLDS`.
    """
    if not picked:
        raise Invalid("没有选中任何工单，请至少选一件。", code="nothing_picked")
    batch = preview(act, least=least)
    allowed = {one.ticket.number: one for one in batch.takes}
    drawn = frozenset(one.ticket.number for one in batch.sampled)
    once = {one.number: one for one in picked}
    return [_accept(act, one, allowed=allowed, drawn=drawn) for one in once.values()]


def sampled(numbers: Sequence[str]) -> frozenset[str]:
    """Return those of these tickets that must be looked at one by one: a share, and at least one.

    A number is always drawn or always not; only where none is, the one drawn lowest stands in.
    """
    drawn = frozenset(one for one in numbers if _lot(one) < SAMPLE_SHARE)
    return drawn or frozenset(sorted(numbers, key=_lot)[:1])


def _lot(number: str) -> float:
    return int.from_bytes(hashlib.sha256(f"批量 {number}".encode()).digest()[:8]) / 2**64


def _accept(
    act: Acting, one: Picked, *, allowed: Mapping[str, Ready], drawn: frozenset[str]
) -> Outcome:
    try:
        with act.session.begin_nested():
            ticket = open_ticket(act, number=one.number, version=one.version)
            ready = allowed.get(one.number)
            if one.number in drawn:
                raise Invalid("抽中须逐件查看，请打开后再派。", code="sampled")
            if ready is None or ready.suggestion.id != one.suggestion:
                raise Invalid("建议已经变化或不够把握，请打开后再派。", code="not_in_batch")
            dispatch(act, ticket, route=_route(ready))
    except HotlineError as refused:
        return Outcome(number=one.number, unit="", trouble=refused.detail)
    return Outcome(number=one.number, unit=ready.unit)


def _route(ready: Ready) -> Route:
    first = _candidates(ready.suggestion)[0]
    duty = first.get("duty")
    own = duty if isinstance(duty, dict) and duty.get("lead") == ready.unit else None
    return Route(
        unit=ready.unit,
        category=str(own["category"]) if own and ready.ticket.category_code is None else None,
        duty=str(own["code"]) if own else None,
        suggestion=ready.suggestion.id,
    )


def _ready(ticket: Ticket, row: Suggestion | None) -> Ready | None:
    """A ticket fit for a batch: one firm suggestion for these very words, not used, no danger."""
    if row is None or row.top_unit is None or row.top_probability is None:
        return None
    words = Words(
        text=ticket.text, title=ticket.title, address=ticket.address, area=ticket.area_code
    )
    said = row.prediction
    repeats = said.get("duplicates")
    is_open = isinstance(repeats, list) and any(one.get("can_merge") for one in repeats)
    unfit = (row.abstained, row.chosen_at, said.get("flags"), said.get("matters"), is_open)
    if any(unfit) or row.text_digest != words.digest or not _candidates(row):
        return None
    return Ready(ticket=ticket, suggestion=row, unit=row.top_unit, probability=row.top_probability)


def _candidates(row: Suggestion) -> Sequence[Mapping[str, object]]:
    listed = row.prediction.get("candidates")
    return listed if isinstance(listed, list) else ()


def _taken_by_others(act: Acting, tickets: Sequence[Ticket]) -> frozenset[str]:
    found = watches(act.session, [one.id or 0 for one in tickets], at=act.at)
    held = {
        one for one, watch in found.items() if watch.holder and watch.holder.key != act.actor.key
    }
    return frozenset(one.number for one in tickets if one.id in held)
