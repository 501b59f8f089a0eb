"""What happens by itself: a table of jobs, each safe to run twice and by several at once."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from models.clock import Clock
from models.database import Database
from models.enums import Status, Step
from models.errors import HotlineError
from models.ids import opaque_id
from models.suggestion import Suggestion
from models.ticket import Ticket
from models.token import IdempotencyKey
from models.user import UserSession
from service.operations.acting import SYSTEM, Acting
from service.operations.closing import archive
from service.operations.handling import acknowledge, resume
from service.operations.limits import case_of, step_deadline

log = logging.getLogger(__name__)

#: Tickets taken in one transaction: few enough to let others write in between.
_BATCH = 100
#: How long the answer to a repeated request is remembered.
_KEYS_KEPT = timedelta(days=2)
#: How long a suggestion that no ticket followed is kept.
_UNUSED_KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What jobs run in: the database, the clock, and the days from closing to archiving."""

    database: Database
    clock: Clock
    archive_days: int


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job: `run` returns how many things it did."""

    name: str
    label: str
    run: Callable[[Surroundings], int]


def run_all(around: Surroundings) -> Iterator[tuple[Job, int]]:
    """Run every job once, yielding each with how much it did."""
    for job in JOBS:
        yield job, job.run(around)


def acknowledge_by_silence(around: Surroundings) -> int:
    """Take silence past the return window for acceptance (默认首办责任单位)."""
    late = (col(Ticket.status) == Status.DISPATCHED, col(Ticket.step_due_at) < around.clock())

    def settle(act: Acting, ticket: Ticket) -> bool:
        assert ticket.dispatched_at is not None
        since = Acting(session=act.session, actor=SYSTEM, at=ticket.dispatched_at)
        window = step_deadline(
            since, step=Step.RETURN_WINDOW, case=case_of(ticket), version=ticket.policy_version
        )
        if act.at <= window.due_at:
            return False
        acknowledge(act, ticket)
        return True

    return _each(around, late, settle)


def end_waiting(around: Surroundings) -> int:
    """Go on handling when the citizen has not answered in time."""
    late = (col(Ticket.status) == Status.WAITING, col(Ticket.step_due_at) < around.clock())

    def settle(act: Acting, ticket: Ticket) -> bool:
        resume(act, ticket, reason="诉求人未在时限内补充")
        return True

    return _each(around, late, settle)


def archive_closed(around: Surroundings) -> int:
    """Archive (归档) what has been closed for long enough."""
    before = around.clock() - timedelta(days=around.archive_days)
    old = (col(Ticket.status) == Status.CLOSED, col(Ticket.closed_at) <= before)

    def settle(act: Acting, ticket: Ticket) -> bool:
        archive(act, ticket)
        return True

    return _each(around, old, settle)


def clean_up(around: Surroundings) -> int:
    """Delete sessions that ended, answers nobody will ask for again, suggestions nobody used."""
    now = around.clock()
    with around.database.write() as session:
        done = 0
        for table, old in (
            (UserSession, col(UserSession.expires_at) <= now),
            (IdempotencyKey, col(IdempotencyKey.created_at) <= now - _KEYS_KEPT),
            (
                Suggestion,
                col(Suggestion.ticket_id).is_(None)
                & (col(Suggestion.created_at) <= now - _UNUSED_KEPT),
            ),
        ):
            done += session.exec(delete(table).where(old)).rowcount
        return done


JOBS = (
    Job(name="silence", label="逾期未签收视为接受", run=acknowledge_by_silence),
    Job(name="waiting", label="补充期满恢复办理", run=end_waiting),
    Job(name="archive", label="办结归档", run=archive_closed),
    Job(name="clean", label="清理过期记录", run=clean_up),
)


def _each(
    around: Surroundings,
    due: tuple[ColumnElement[bool], ...],
    settle: Callable[[Acting, Ticket], bool],
) -> int:
    """Settle every ticket that is due, a batch a transaction, in the order of their ids."""
    done, last = 0, 0
    while True:
        with around.database.write() as session:
            batch = _batch(session, due, after=last)
            act = _acting(session, around.clock())
            done += sum(_settled(act, ticket, settle) for ticket in batch)
        if not batch:
            return done
        last = batch[-1].id or 0


def _settled(act: Acting, ticket: Ticket, settle: Callable[[Acting, Ticket], bool]) -> bool:
    # One ticket that cannot be settled must not keep the others from it.
    try:
        with act.session.begin_nested():
            return settle(act, ticket)
    except HotlineError as error:
        log.error("job left ticket %s alone: %s", ticket.number, error)
        return False


def _batch(session: Session, due: tuple[ColumnElement[bool], ...], *, after: int) -> list[Ticket]:
    # Skipping locked rows lets several workers share the work; what is skipped is not lost, it
    # is either being settled by another worker or found at the next run.
    wanted = (
        select(Ticket)
        .where(*due, col(Ticket.id) > after)
        .order_by(col(Ticket.id))
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(wanted))


def _acting(session: Session, at: datetime) -> Acting:
    return Acting(session=session, actor=SYSTEM, at=at, request_id=f"job-{opaque_id()[:12]}")
