"""Past tickets alike (相似工单) as the page shows them: who finished them, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.ticket import Ticket
from service.operations.acting import Acting
from service.queries.suggested import by_numbers
from service.web.language import say
from service.web.names import Names
from triage.prediction import SimilarTicket


@dataclass(frozen=True, kw_only=True)
class SimilarView:
    """A past ticket alike, the unit that finished it and how it ended; `percent` of alikeness."""

    reference: str
    unit: str
    percent: int
    excerpt: str
    is_here: bool
    outcome: str


def similar(act: Acting, found: Sequence[SimilarTicket], *, known: Names) -> list[SimilarView]:
    """Return past tickets alike with how they ended, one query for all."""
    here = by_numbers(act.session, numbers=[one.reference for one in found])
    return [_view(one, here, known) for one in found]


def _view(one: SimilarTicket, here: Mapping[str, Ticket], known: Names) -> SimilarView:
    ticket = here.get(one.reference)
    return SimilarView(
        reference=one.reference,
        unit=known.unit(one.unit),
        percent=round(100 * max(0.0, min(1.0, one.similarity))),
        excerpt=one.excerpt,
        is_here=ticket is not None,
        outcome=outcome(ticket) if ticket else "",
    )


def outcome(ticket: Ticket) -> str:
    """Return how a ticket ended and after how many days, or where it stands."""
    if ticket.closed_at is None:
        return say(ticket.status.label)
    how = say(ticket.closure.label if ticket.closure else ticket.status.label)
    days = (ticket.closed_at - ticket.received_at).days
    took = say("%(days)s 天", days=days) if days else say("当天")
    return f"{how} · {took}"
