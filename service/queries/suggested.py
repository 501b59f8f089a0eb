"""The suggestions that tickets were shown with."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from models.suggestion import Suggestion
from models.ticket import Ticket


def newest_of(session: Session, tickets: Sequence[Ticket]) -> Mapping[int, Suggestion]:
    """Return the newest suggestion of each ticket by the ticket's id; one query for all."""
    rows = session.exec(
        select(Suggestion)
        .where(col(Suggestion.ticket_id).in_([ticket.id for ticket in tickets]))
        .order_by(col(Suggestion.created_at), col(Suggestion.id))
    )
    return {row.ticket_id: row for row in rows if row.ticket_id is not None}
