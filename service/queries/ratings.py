"""Whether a ticket's round still waits for its citizen's rating."""

from collections.abc import Sequence

from sqlalchemy import and_, exists, not_, or_
from sqlmodel import Session, col, select

from models.enums import Closure, Status
from models.merge import MergeLink
from models.reply import Reply
from models.revisit import Revisit
from models.ticket import Ticket


def is_repeat(ticket: Ticket) -> bool:
    """Tell whether a ticket was closed as merged into another (并单)."""
    return ticket.status is Status.CLOSED and ticket.closure is Closure.MERGED


def awaiting_rating(session: Session, ids: Sequence[int]) -> Sequence[int]:
    """Return those of these tickets whose round still waits for a rating; one query.

    A merged ticket may be rated as soon as its own citizen has been answered.
    """
    answered = exists().where(
        col(Reply.ticket_id) == col(Ticket.id), col(Reply.is_accepted).is_(True)
    )
    rated = exists().where(
        col(Revisit.ticket_id) == col(Ticket.id),
        col(Revisit.round) == col(Ticket.round),
        col(Revisit.satisfaction).is_not(None),
    )
    repeat = and_(
        col(Ticket.status) == Status.CLOSED,
        col(Ticket.closure) == Closure.MERGED,
        answered,
        not_(rated),
    )
    found = session.exec(
        select(Ticket.id).where(
            col(Ticket.id).in_(ids), or_(col(Ticket.status) == Status.REVISITING, repeat)
        )
    )
    return [one for one in found if one is not None]


def is_rateable(session: Session, ticket: Ticket) -> bool:
    """Tell whether a rating of this ticket's round is still awaited."""
    return ticket.id is not None and bool(awaiting_rating(session, [ticket.id]))


def is_rated(session: Session, ticket: Ticket) -> bool:
    """Tell whether this round has its one rating."""
    wanted = select(Revisit.id).where(
        Revisit.ticket_id == ticket.id,
        Revisit.round == ticket.round,
        col(Revisit.satisfaction).is_not(None),
    )
    return session.exec(wanted).first() is not None


def parent_of(session: Session, ticket: Ticket) -> Ticket | None:
    """Return the ticket that this one is merged into now."""
    return session.exec(
        select(Ticket)
        .join(MergeLink, col(MergeLink.parent_id) == Ticket.id)
        .where(MergeLink.child_id == ticket.id, col(MergeLink.undone_at).is_(None))
    ).first()


def root_of(session: Session, ticket: Ticket) -> Ticket:
    """Return the ticket that is handled in place of a merged one; any other is its own root."""
    here = ticket
    while is_repeat(here):
        above = parent_of(session, here)
        if above is None:
            return here
        here = above
    return here
