"""The words of tickets are put where search (检索) finds them, as each ticket is written."""

from collections.abc import Iterator, Sequence

from sqlalchemy import exists, insert
from sqlmodel import Session, col, delete, func, select

from models.area import Area
from models.database import Database
from models.search import TicketWords, place_of
from models.ticket import Ticket
from service.queries.words import words_of

#: Tickets in one transaction: intake waits no longer than this many take.
_BATCH = 1000


def index_tickets(session: Session, tickets: Sequence[Ticket]) -> None:
    """Let these new tickets be found by title, text, address and area; private numbers are not."""
    known = {one.area_code for one in tickets if one.area_code}
    areas = dict(session.exec(select(Area.code, Area.name).where(col(Area.code).in_(known))).all())
    rows = [_row(ticket, areas.get(ticket.area_code or "", "")) for ticket in tickets]
    if rows:
        session.connection().execute(insert(TicketWords), rows)


def index_missing(database: Database) -> Iterator[tuple[int, int]]:
    """Index what has no words yet, newest first, yielding how many of how many are done.

    Each batch is kept by itself: what interrupts it loses nothing, and it goes on from there.
    """
    with database.read() as session:
        total = _count(session, Ticket) - _count(session, TicketWords)
    done, below = 0, None
    while True:
        with database.write() as session:
            wanted = select(Ticket).where(~exists().where(col(TicketWords.ticket_id) == Ticket.id))
            if below is not None:
                wanted = wanted.where(col(Ticket.id) < below)
            found = session.exec(wanted.order_by(col(Ticket.id).desc()).limit(_BATCH)).all()
            index_tickets(session, found)
        if not found:
            return
        below, done = found[-1].id, done + len(found)
        yield done, max(done, total)


def forget_words(session: Session) -> None:
    """Take every ticket out of the index, so that all are indexed anew."""
    session.exec(delete(TicketWords))


def _row(ticket: Ticket, area: str) -> dict[str, object]:
    assert ticket.id is not None
    return {
        "place": place_of(second=int(ticket.received_at.timestamp()), ticket_id=ticket.id),
        "ticket_id": ticket.id,
        "words": words_of("\n".join((ticket.title, ticket.text, f"{area} {ticket.address}"))),
    }


def _count(session: Session, table: type[Ticket | TicketWords]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()
