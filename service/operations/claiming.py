"""Presence at a ticket (在看) and the claim on it (在办): courtesy between people, no lock.

What two people do to one ticket is still decided by its version. Both are leases that end by
themselves, leave no event behind, and cost one statement a renewal.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, case, delete, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col, or_

from models.presence import Claim, Presence
from models.ticket import Ticket
from service.operations.acting import Acting

#: How long somebody counts as there without saying so again; pages say so every 20 seconds.
LEASE = timedelta(seconds=60)


def open_beside(act: Acting, ticket: Ticket) -> bool:
    """Begin to look at a ticket and leave every other; tell whether it is now in one's own hand."""
    for table in (Claim, Presence):
        left = (col(table.actor_key) == act.actor.key) & (col(table.ticket_id) != ticket.id)
        # Who is long gone is swept out by who comes: no job has to.
        gone = col(table.until) <= act.at - LEASE
        act.session.connection().execute(delete(table).where(or_(left, gone)))
    return stay(act, ticket)


def stay(act: Acting, ticket: Ticket) -> bool:
    """Say that one is still there: the claim is renewed, or taken where it is free; else one looks.

    Tells whether the ticket is in one's own hand; of two who come at once exactly one is told so.
    """
    free = or_(col(Claim.actor_key) == act.actor.key, col(Claim.until) <= act.at)
    if _claim(act, ticket, where=free):
        return True
    row = _row(act, ticket)
    new = _insert(act, Presence).values(row)
    act.session.connection().execute(
        new.on_conflict_do_update(
            index_elements=["ticket_id", "actor_key"], set_={"until": row["until"]}
        )
    )
    return False


def take_over(act: Acting, ticket: Ticket) -> None:
    """Take a ticket in hand, whoever had it; they are told with their next renewal."""
    _claim(act, ticket, where=true())


def let_go(act: Acting, ticket: Ticket) -> None:
    """Leave a ticket at once instead of when the lease ends."""
    for table in (Claim, Presence):
        mine = (col(table.actor_key) == act.actor.key) & (col(table.ticket_id) == ticket.id)
        act.session.connection().execute(delete(table).where(mine))


def _claim(act: Acting, ticket: Ticket, *, where: ColumnElement[bool]) -> bool:
    """Write the one row of a ticket's claim if nobody has it or the condition holds."""
    row = _row(act, ticket) | {"since": act.at}
    is_mine = col(Claim.actor_key) == act.actor.key
    new = _insert(act, Claim).values(row)
    written = act.session.connection().execute(
        new.on_conflict_do_update(
            index_elements=["ticket_id"],
            set_={
                "actor_key": act.actor.key,
                "actor": act.actor.name,
                "since": case((is_mine & (col(Claim.until) > act.at), Claim.since), else_=act.at),
                "until": row["until"],
            },
            where=where,
        ).returning(col(Claim.ticket_id))
    )
    return written.first() is not None


def _row(act: Acting, ticket: Ticket) -> dict[str, object]:
    return {
        "ticket_id": ticket.id,
        "actor_key": act.actor.key,
        "actor": act.actor.name,
        "until": act.at + LEASE,
    }


def _insert(act: Acting, table: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    """Both databases know the clause for what is there already, but each dialect its own way."""
    if act.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
