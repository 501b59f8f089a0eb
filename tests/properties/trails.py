"""What must be true of every ticket, whatever people did to it."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, func, select

from models.assignment import Assignment
from models.enums import AssignmentPart, Status
from models.event import Event
from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.merge import MergeLink
from models.rating_link import RatingLink
from models.return_request import ReturnRequest
from models.supervision import Supervision
from models.suspension import Suspension
from models.ticket import Ticket
from models.workflow import HELD, OPEN, TERMINAL
from service.queries.chain import findings
from service.queries.clock import KnownCalendars
from service.queries.trail import events

#: Statuses in which nobody holds the ticket.
UNHELD = {Status.RECEIVED, Status.CLOSED} | TERMINAL
#: What may wait on a ticket, at most once, and in which statuses it makes sense at all.
PENDING = {
    ReturnRequest: (ReturnRequest.decision, {Status.RETURNING, Status.ARBITRATION}),
    ExtensionRequest: (
        ExtensionRequest.decision,
        {Status.HANDLING, Status.WAITING, Status.SUSPENDED},
    ),
    Exclusion: (Exclusion.decision, {Status.REVISITING, Status.CLOSED}),
    Suspension: (Suspension.ended_at, {Status.SUSPENDED}),
}


def check(session: Session, ticket: Ticket, *, known: KnownCalendars) -> None:
    """Hold one ticket to its events, assignments, requests and limits."""
    chain = events(session, ticket)
    assert [one.sentence for one in findings(ticket, chain, known=known)] == []
    _check_steps(ticket, chain)
    _check_holders(session, ticket)
    for table, (decided, statuses) in PENDING.items():
        found = select(func.count()).where(table.ticket_id == ticket.id, col(decided).is_(None))
        count = session.exec(found).one()
        assert count <= 1, table
        assert not count or ticket.status in statuses, (table, ticket.status)
    assert ticket.due_at is not None, "a deadline was lost"
    assert (ticket.closure is None) == (ticket.status not in {Status.CLOSED, Status.ARCHIVED})
    assert (ticket.closed_at is not None) == (ticket.closure is not None)
    assert (ticket.paused_at is not None) == (ticket.status in {Status.WAITING, Status.SUSPENDED})
    assert (ticket.silent_at is not None) == (ticket.status is Status.DISPATCHED)
    assert ticket.alarm_at is None or ticket.status in OPEN
    watched = session.exec(
        select(func.count()).where(
            Supervision.ticket_id == ticket.id, col(Supervision.ended_at).is_(None)
        )
    ).one()
    assert not watched or ticket.status in HELD | {Status.RECEIVED}


def _check_steps(ticket: Ticket, chain: Sequence[Event]) -> None:
    status, rounds = None, 1
    for event in chain:
        if event.from_status is None:
            assert status in {None, event.to_status}, "a note moved the ticket"
        assert event.from_status in {None, status}
        assert event.round - rounds in {0, 1}
        status, rounds = event.to_status, event.round
    assert (status, rounds) == (ticket.status, ticket.round)


def _check_holders(session: Session, ticket: Ticket) -> None:
    held = session.exec(
        select(Assignment).where(
            Assignment.ticket_id == ticket.id, col(Assignment.ended_at).is_(None)
        )
    ).all()
    leads = [row.department_code for row in held if row.part is AssignmentPart.LEAD]
    if ticket.status in UNHELD:
        assert held == []
    else:
        assert leads == [ticket.lead_code]
    for row in held:
        # A task that is done keeps the limit it had; the next round may be due sooner.
        is_open = row.part is AssignmentPart.TASK and row.finished_at is None
        if is_open and row.due_at and ticket.due_at:
            assert row.due_at <= ticket.due_at, "a task is due later than its ticket"


def check_forest(session: Session, statuses: Mapping[int, Status]) -> None:
    """Hold merged tickets to a forest: no circle, and only closed ones hang on another."""
    links = session.exec(select(MergeLink).where(col(MergeLink.undone_at).is_(None))).all()
    parents = {link.child_id: link.parent_id for link in links}
    assert len(parents) == len(links)
    for child in parents:
        assert statuses[child] in {Status.CLOSED, Status.ARCHIVED}
        seen, here = set(), child
        while here in parents:
            assert here not in seen, "merged in a circle"
            seen.add(here)
            here = parents[here]
    usable = session.exec(
        select(RatingLink.ticket_id, func.count())
        .where(col(RatingLink.used_at).is_(None), col(RatingLink.revoked_at).is_(None))
        .group_by(col(RatingLink.ticket_id))
    ).all()
    assert all(count == 1 for _, count in usable)
