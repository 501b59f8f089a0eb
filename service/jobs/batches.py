"""How jobs take their work: due tickets a batch a transaction, shared between several workers."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.cipher import Cipher
from models.clock import Clock
from models.database import Database
from models.errors import HotlineError
from models.ids import opaque_id
from models.ticket import Ticket
from service.installation import Services
from service.operations.acting import SYSTEM, Acting, Gathered
from service.operations.engine import Engine
from service.queries import reference

log = logging.getLogger(__name__)

#: Tickets taken in one transaction: few enough to let others write in between.
BATCH = 100


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What jobs run in: database, clock, classifier, and how long things are kept.

    Without an `engine` nothing is dispatched automatically, without a `cipher` nothing anchored,
    without `launch` no run taken up; `identity_years` of 0 keeps identities.
    """

    database: Database
    clock: Clock
    archive_days: int
    identity_years: int = 0
    engine: Engine | None = None
    cipher: Cipher | None = None
    uploads: Path | None = None
    launch: Callable[[int], None] | None = None

    @classmethod
    def of(cls, parts: Services) -> "Surroundings":
        """Return the surroundings of an installation."""
        return cls(
            database=parts.database,
            clock=parts.clock,
            archive_days=parts.settings.archive_days,
            identity_years=parts.settings.identity_years,
            engine=parts.engine,
            cipher=parts.cipher,
            uploads=parts.settings.uploads,
            launch=parts.launch,
        )


@dataclass(frozen=True, kw_only=True)
class Due:
    """Which tickets are due, and the column in whose order an index gives them.

    `where` may name a table beside the ticket's, and then says how its rows belong to tickets.
    """

    where: tuple[ColumnElement[bool], ...]
    instant: SQLColumnExpression[Any]


Settle = Callable[[Acting, Ticket], bool]
_Place = tuple[datetime | date, int]


def each(
    around: Surroundings, due: Due, settle: Settle, *, size: int = BATCH, gathers: bool = True
) -> int:
    """Settle every ticket that is due, a batch a transaction; return how many were.

    A batch is written at its end unless `gathers` is false: then each ticket by itself, for what
    reads again what it has written. What fails or is not to be settled yet is passed over and
    found again at the next run.
    """
    done, after = 0, None
    with around.database.read() as session:
        # Nothing is due most of the time, and asking does not stop anybody from writing.
        if session.connection().execute(_wanted(due, after).limit(1)).first() is None:
            return 0
    while True:
        with around.database.write() as session:
            batch = _batch(session, due, after=after, size=size)
            act = acting(session, around)
            tickets = [ticket for ticket, _ in batch]
            done += _together(act, tickets, settle) if gathers else _settled(act, tickets, settle)
        if not batch:
            return done
        ticket, instant = batch[-1]
        after = (instant, ticket.id or 0)


def acting(session: Session, around: Surroundings) -> Acting:
    """Return the system acting in a transaction, with a name for what one batch does."""
    reference.keep(session)
    return Acting(
        session=session,
        actor=SYSTEM,
        at=around.clock(),
        request_id=f"job-{opaque_id()[:12]}",
    )


def _together(act: Acting, batch: Sequence[Ticket], settle: Settle) -> int:
    """Settle a batch at once, or its tickets one by one where one of them cannot be settled."""
    gathered = Gathered()
    many = replace(act, gathered=gathered)
    # Two rows beside a ticket may both make it due: it is settled once, and looked at again by
    # the next round. (The rows that a locking read gives back are the session's own objects.)
    tickets = list({ticket.id: ticket for ticket in batch}.values())
    try:
        with act.session.begin_nested(), act.session.no_autoflush:
            done = sum(settle(many, ticket) for ticket in tickets)
            act.session.flush()
            gathered.write(act.session.connection())
    except HotlineError:
        return _settled(act, batch, settle)
    return done


def _settled(act: Acting, batch: Sequence[Ticket], settle: Settle) -> int:
    return sum(_settled_alone(act, ticket, settle) for ticket in batch)


def _settled_alone(act: Acting, ticket: Ticket, settle: Settle) -> bool:
    # One ticket that cannot be settled must not keep the others from it.
    try:
        with act.session.begin_nested():
            return settle(act, ticket)
    except HotlineError as error:
        log.error("job left ticket %s alone: %s", ticket.number, error)
        return False


def _batch(
    session: Session, due: Due, *, after: _Place | None, size: int
) -> Sequence[tuple[Ticket, datetime | date]]:
    # Skipping locked rows lets several workers share the work; what is skipped is not lost, it
    # is either being settled by another worker or found at the next run.
    rows = session.exec(
        _wanted(due, after)
        .limit(size)
        .with_for_update(skip_locked=True, of=Ticket)
        .execution_options(populate_existing=True)
    )
    return [(ticket, instant) for ticket, instant in rows]


def _wanted(due: Due, after: _Place | None) -> Any:  # noqa: ANN401 -- SQLAlchemy's Select of rows
    wanted: Any = columns(Ticket, due.instant.label("instant")).where(*due.where)
    if after is not None:
        instant, number = after
        wanted = wanted.where(
            due.instant >= instant, or_(due.instant > instant, col(Ticket.id) > number)
        )
    return wanted.order_by(due.instant, col(Ticket.id))
