"""Who is at a ticket, put into the few words that a row and the head of a pane have room for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.clock import to_city
from models.ticket import Ticket
from service.operations.acting import Acting
from service.queries.presence import NOBODY, Watch, watches
from service.web.language import say

#: More names than this in one row help nobody.
_MOST_NAMES = 2


@dataclass(frozen=True, kw_only=True)
class RowWatch:
    """What a row says of the others at its ticket; `is_taken` where another has it in hand."""

    words: str = ""
    is_taken: bool = False


@dataclass(frozen=True, kw_only=True)
class ClaimView:
    """The head of an open ticket: who has it in hand, who else looks, and what just changed."""

    number: str
    is_mine: bool
    holder: str
    since: str
    lookers: str
    here: str = "/"
    opens: bool = False
    was_mine: bool = False


NO_WATCH = RowWatch()


def row_watches(act: Acting, tickets: Sequence[Ticket]) -> Mapping[str, RowWatch]:
    """Return what to say beside each ticket's line, by its number; two queries for all."""
    found = watches(act.session, [one.id or 0 for one in tickets], at=act.at)
    return {one.number: _row(found[one.id or 0], act) for one in tickets if one.id in found}


def claim_view(
    act: Acting, ticket: Ticket, *, here: str, opens: bool = False, held: bool = False
) -> ClaimView:
    """Return who is at an open ticket of the list at `here`.

    `held` says that the page showed it as one's own.
    """
    watch = watches(act.session, [ticket.id or 0], at=act.at).get(ticket.id or 0, NOBODY)
    holder = watch.holder
    is_mine = holder is not None and holder.key == act.actor.key
    return ClaimView(
        number=ticket.number,
        is_mine=is_mine,
        holder=holder.name if holder else "",
        since=f"{to_city(watch.since):%H:%M}" if watch.since else "",
        lookers=_named([one.name for one in watch.lookers if one.key != act.actor.key]),
        here=here,
        opens=opens,
        was_mine=held and not is_mine,
    )


def _row(watch: Watch, act: Acting) -> RowWatch:
    others = [one.name for one in watch.lookers if one.key != act.actor.key]
    looking = say("%(who)s 在看", who=_named(others)) if others else ""
    if watch.holder is None or watch.holder.key == act.actor.key:
        return RowWatch(words=looking)
    return RowWatch(words=say("%(who)s 在办", who=watch.holder.name), is_taken=True)


def _named(people: Sequence[str]) -> str:
    first = "、".join(people[:_MOST_NAMES])
    if len(people) <= _MOST_NAMES:
        return first
    return say("%(names)s 等 %(n)s 人", names=first, n=len(people))
