"""The whole trail read for the auditor: verified ticket by ticket, searched by who, when, what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlmodel import Session, col, func, select

from models.cipher import Cipher
from models.clock import day_start
from models.event import Event
from models.ticket import Ticket, TicketCounter
from service.queries.anchors import faults
from service.queries.chain import Fault, Finding, findings
from service.queries.clock import KnownCalendars, known_calendars

#: Tickets whose events are held in memory at once.
BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is verified: one ticket, the tickets with events since a day, or everything.

    `after` is the id of the ticket that an earlier call ended with.
    """

    ticket: str = ""
    since: date | None = None
    after: int = 0


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One step of a verification: how much was read, what is wrong, and how far it has come."""

    tickets: int
    events: int
    findings: Sequence[Finding]
    last: int
    share: float


def verified(session: Session, *, scope: Scope, cipher: Cipher) -> Iterator[Checked]:
    """Verify every ticket in scope, a batch at a time, then what no ticket's own chain can tell."""
    yield from tickets_verified(session, scope=scope)
    if scope.ticket:
        return
    whole = beside(session, scope=scope, cipher=cipher)
    yield Checked(tickets=0, events=0, findings=whole, last=0, share=1.0)


def beside(session: Session, *, scope: Scope, cipher: Cipher) -> list[Finding]:
    """Return what no ticket's own chain can tell: broken anchors, lost tickets, lone events."""
    since = day_start(scope.since) if scope.since else None
    anchors = faults(session, cipher=cipher, since=since)
    return [*anchors, *orphans(session), *lost(session, scope)]


def tickets_verified(session: Session, *, scope: Scope) -> Iterator[Checked]:
    """Verify the tickets in scope by their own chains, a batch at a time, in the order of ids."""
    known = known_calendars(session)
    newest = session.exec(select(func.max(col(Ticket.id)))).one() or 0
    after = scope.after
    while True:
        tickets = _batch(session, scope, after=after)
        if not tickets:
            return
        found, count = _checked(session, tickets, known)
        after = tickets[-1].id or 0
        yield Checked(
            tickets=len(tickets),
            events=count,
            findings=found,
            last=after,
            share=1.0 if scope.ticket else after / max(newest, 1),
        )
        session.expunge_all()  # or memory would grow with the city


def orphans(session: Session) -> Iterator[Finding]:
    """Yield events whose ticket is gone; foreign keys forbid it while they are enforced."""
    bare = (
        select(Event.ticket_id, func.count())
        .outerjoin(Ticket, col(Ticket.id) == col(Event.ticket_id))
        .where(col(Ticket.id).is_(None))
        .group_by(col(Event.ticket_id))
        .order_by(col(Event.ticket_id))
    )
    for ticket_id, count in session.exec(bare).all():
        detail = f"内部编号 {ticket_id} 的工单不存在，却有 {count} 条记录。"
        yield Finding(fault=Fault.ORPHAN, detail=detail)


def lost(session: Session, scope: Scope) -> Iterator[Finding]:
    """Yield the numbers that a day gave out and no ticket has."""
    days = select(TicketCounter).order_by(col(TicketCounter.day))
    if scope.since is not None:
        days = days.where(col(TicketCounter.day) >= scope.since)
    for counter in session.exec(days).all():
        given = {f"{counter.day:%Y%m%d}{number:05d}" for number in range(1, counter.last + 1)}
        first, last = min(given, default=""), max(given, default="")
        there = session.exec(
            select(Ticket.number).where(Ticket.number >= first, Ticket.number <= last)
        ).all()
        for number in sorted(given.difference(there)):
            detail = f"{counter.day:%Y-%m-%d} 发出过这个编号，却没有这张工单。"
            yield Finding(fault=Fault.MISSING, detail=detail, ticket=number)


def _batch(session: Session, scope: Scope, *, after: int) -> Sequence[Ticket]:
    wanted = select(Ticket).where(col(Ticket.id) > after).order_by(col(Ticket.id)).limit(BATCH)
    if scope.ticket:
        wanted = wanted.where(Ticket.number == scope.ticket)
    if scope.since is not None:
        recent = select(Event.ticket_id).where(col(Event.at) >= day_start(scope.since))
        wanted = wanted.where(col(Ticket.id).in_(recent))
    return session.exec(wanted).all()


def _checked(
    session: Session, tickets: Sequence[Ticket], known: KnownCalendars
) -> tuple[list[Finding], int]:
    ids = [ticket.id for ticket in tickets]
    rows = session.exec(
        select(Event)
        .where(col(Event.ticket_id).in_(ids))
        .order_by(col(Event.ticket_id), col(Event.sequence))
    ).all()
    chains = {key: list(group) for key, group in groupby(rows, lambda event: event.ticket_id)}
    wrong = [
        finding
        for ticket in tickets
        for finding in findings(ticket, chains.get(ticket.id or 0, []), known=known)
    ]
    return wrong, len(rows)
