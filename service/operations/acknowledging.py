"""Acknowledging (签收) many tickets at once: each for itself, and of each what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import HotlineError, Invalid
from service.operations.acting import Acting
from service.operations.handling import acknowledge
from service.operations.moving import open_ticket
from service.operations.visibility import scope
from service.queries import tickets

#: Tickets of one press: they are one transaction, and others wait for their turn.
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Picked:
    """One ticket as the person saw it in the list."""

    number: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one ticket; `trouble` says why it was not acknowledged."""

    number: str
    trouble: str = ""


def acknowledge_all(act: Acting, *, picked: Sequence[Picked]) -> Sequence[Outcome]:
    """Take each picked ticket on; one that fails stops no other.

    Raises:
        Invalid: nothing was picked, or more than `MOST`.
    """
    once = {one.number: one for one in picked}
    if not once:
        raise Invalid("没有选中任何工单，请至少选一件。", code="nothing_picked")
    if len(once) > MOST:
        raise Invalid(f"一次最多签收 {MOST} 件，请分几次。", code="too_many_picked")
    # In one order for everybody, so that two who pick the same tickets do not wait in a ring.
    return [_acknowledge(act, once[number]) for number in sorted(once)]


def _acknowledge(act: Acting, one: Picked) -> Outcome:
    try:
        with act.session.begin_nested():
            tickets.find(act.session, number=one.number, unit=scope(act.actor))
            acknowledge(act, open_ticket(act, number=one.number, version=one.version))
    except HotlineError as refused:
        return Outcome(number=one.number, trouble=refused.detail)
    return Outcome(number=one.number)
