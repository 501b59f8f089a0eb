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


def trail(session: Session, ticket: Ticket) -> Trail:
    """Return all that happened to a ticket; a fixed number of queries, whatever its length."""
    citizen = session.get(Citizen, ticket.citizen_id) if ticket.citizen_id else None
    return Trail(
        ticket=ticket,
        events=events(session, ticket),
        assignments=session.exec(
            select(Assignment).where(Assignment.ticket_id == ticket.id).order_by(col(Assignment.id))
        ).all(),
        returns=session.exec(
            select(ReturnRequest)
            .where(ReturnRequest.ticket_id == ticket.id)
            .order_by(col(ReturnRequest.id))
        ).all(),
        replies=session.exec(
            select(Reply).where(Reply.ticket_id == ticket.id).order_by(col(Reply.id))
        ).all(),
        revisits=session.exec(
            select(Revisit).where(Revisit.ticket_id == ticket.id).order_by(col(Revisit.id))
        ).all(),
        suggestions=session.exec(
            select(Suggestion)
            .where(Suggestion.ticket_id == ticket.id)
            .order_by(col(Suggestion.created_at), col(Suggestion.id))
        ).all(),
        looks=session.exec(
            select(IdentityAccess)
            .where(IdentityAccess.ticket_id == ticket.id)
            .order_by(col(IdentityAccess.id))
        ).all(),
        phone_masked=citizen.phone_masked if citizen else "",
        merged_into=session.exec(
            select(Ticket.number)
            .join(MergeLink, col(MergeLink.parent_id) == Ticket.id)
            .where(MergeLink.child_id == ticket.id, col(MergeLink.undone_at).is_(None))
        ).first(),
        merged=session.exec(
            select(Ticket.number)
            .join(MergeLink, col(MergeLink.child_id) == Ticket.id)
            .where(MergeLink.parent_id == ticket.id, col(MergeLink.undone_at).is_(None))
            .order_by(Ticket.number)
        ).all(),
    )


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
