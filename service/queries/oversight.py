"""How a ticket is overseen: exclusions, supervisions, what it was split from and into."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.event import Event
from models.exclusion import Exclusion
from models.merge import MergeLink
from models.supervision import Supervision
from models.ticket import Ticket
from service.queries.belongings import Belongings


@dataclass(frozen=True, kw_only=True)
class Oversight:
    """What oversees one ticket; `recurred` and `recurs` name the two sides of a false close."""

    exclusions: Sequence[Exclusion]
    supervisions: Sequence[Supervision]
    undone: Sequence[MergeLink]
    split_from: str | None
    split_into: Sequence[str]
    recurred: Sequence[str]
    recurs: Sequence[str]


def oversight(there: Belongings, *, events: Sequence[Event]) -> Oversight:
    """Return how a ticket is overseen; at most five queries. `events` are its own."""
    session, ticket = there.session, there.ticket
    parent = session.get(Ticket, ticket.parent_id) if ticket.parent_id else None
    return Oversight(
        exclusions=there.rows(Exclusion, col(Exclusion.id)),
        supervisions=there.rows(Supervision, col(Supervision.id)),
        undone=_undone(session, ticket) if there.is_linked else (),
        split_from=parent.number if parent else None,
        split_into=[child.number for child in there.rows(Ticket, col(Ticket.number))],
        recurred=_named(events, "recurred"),
        recurs=_named(events, "recurs"),
    )


def _undone(session: Session, ticket: Ticket) -> Sequence[MergeLink]:
    return session.exec(
        select(MergeLink)
        .where(MergeLink.child_id == ticket.id, col(MergeLink.undone_at).is_not(None))
        .order_by(col(MergeLink.id))
    ).all()


def _named(events: Sequence[Event], fact: str) -> list[str]:
    named = (event.facts.get(fact, "") for event in events)
    return [number for one in named for number in one.split(";") if number]
