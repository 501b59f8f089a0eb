"""Everything that belongs to one ticket, in the order in which it happened."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.assignment import Assignment
from models.citizen import Citizen, IdentityAccess
from models.event import Event
from models.merge import MergeLink
from models.reply import Reply
from models.return_request import ReturnRequest
from models.revisit import Revisit
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.queries.belongings import Belongings


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A ticket with its events, assignments, returns, replies, revisits and suggestions."""

    ticket: Ticket
    events: Sequence[Event]
    assignments: Sequence[Assignment]
    returns: Sequence[ReturnRequest]
    replies: Sequence[Reply]
    revisits: Sequence[Revisit]
    suggestions: Sequence[Suggestion]
    looks: Sequence[IdentityAccess]
    phone_masked: str
    merged_into: str | None
    merged: Sequence[str]


def trail(there: Belongings) -> Trail:
    """Return all that happened to a ticket; a bounded number of queries, whatever its length."""
    session, ticket = there.session, there.ticket
    citizen = session.get(Citizen, ticket.citizen_id) if ticket.citizen_id else None
    return Trail(
        ticket=ticket,
        events=events(session, ticket),
        assignments=session.exec(
            select(Assignment).where(Assignment.ticket_id == ticket.id).order_by(col(Assignment.id))
        ).all(),
        returns=there.rows(ReturnRequest, col(ReturnRequest.id)),
        replies=there.rows(Reply, col(Reply.id)),
        revisits=there.rows(Revisit, col(Revisit.id)),
        suggestions=there.rows(Suggestion, col(Suggestion.created_at), col(Suggestion.id)),
        looks=there.rows(IdentityAccess, col(IdentityAccess.id)),
        phone_masked=citizen.phone_masked if citizen else "",
        merged_into=_merged_into(session, ticket) if there.is_linked else None,
        merged=_merged(session, ticket) if there.is_linked else (),
    )


def _merged_into(session: Session, ticket: Ticket) -> str | None:
    return session.exec(
        select(Ticket.number)
        .join(MergeLink, col(MergeLink.parent_id) == Ticket.id)
        .where(MergeLink.child_id == ticket.id, col(MergeLink.undone_at).is_(None))
    ).first()


def _merged(session: Session, ticket: Ticket) -> Sequence[str]:
    return session.exec(
        select(Ticket.number)
        .join(MergeLink, col(MergeLink.child_id) == Ticket.id)
        .where(MergeLink.parent_id == ticket.id, col(MergeLink.undone_at).is_(None))
        .order_by(Ticket.number)
    ).all()


def events(session: Session, ticket: Ticket) -> Sequence[Event]:
    """Return a ticket's events, oldest first."""
    return session.exec(
        select(Event).where(Event.ticket_id == ticket.id).order_by(col(Event.sequence))
    ).all()


def broken_link(ticket: Ticket, chain: Sequence[Event]) -> int | None:
    """Return the sequence of the first event that was changed or is missing; none if all holds."""
    previous = ""
    for expected, event in enumerate(chain, start=1):
        if (
            event.sequence != expected
            or event.previous_hash != previous
            or event.hash != event.sealed_hash()
        ):
            return expected
        previous = event.hash
    if ticket.event_count != len(chain) or ticket.event_head != previous:
        return len(chain) + 1
    return None
