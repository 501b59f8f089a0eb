"""Limits that pass: silence, the end of waiting, archiving."""

from datetime import datetime, timedelta

from sqlmodel import col, update

from models.enums import Status
from models.ticket import Ticket
from service.jobs.batches import Due, Surroundings, each
from service.operations.acting import Acting
from service.operations.closing import archive
from service.operations.handling import acknowledge, resume
from service.operations.limits import return_window
from service.queries.clock import calendar_changed_at


def acknowledge_by_silence(around: Surroundings) -> int:
    """Take silence past the return window for acceptance (默认首办责任单位)."""
    # Only dispatched tickets have the instant: asking for their status too would lead astray a
    # planner that thinks little of ranges.
    due = Due(where=(col(Ticket.silent_at) < around.clock(),), instant=col(Ticket.silent_at))
    with around.database.read() as session:
        changed_at = calendar_changed_at(session)

    def settle(act: Acting, ticket: Ticket) -> bool:
        if not _is_counted(ticket, changed_at):
            window = return_window(act, ticket).due_at
            if act.at <= window:
                _wait_until(act, ticket, window)
                return False
        acknowledge(act, ticket)
        return True

    return each(around, due, settle)


def _is_counted(ticket: Ticket, changed_at: datetime | None) -> bool:
    """Tell whether the ticket's window is still what the present calendar gives.

    Tickets dispatched before these instants were kept have an earlier one in its place.
    """
    if ticket.dispatched_at is None or ticket.acknowledge_due_at is None:
        return False
    return changed_at is None or changed_at < ticket.dispatched_at


def _wait_until(act: Acting, ticket: Ticket, window: datetime) -> None:
    act.session.exec(
        update(Ticket)
        .where(col(Ticket.id) == ticket.id)
        .values(silent_at=window)
        .execution_options(synchronize_session=False)
    )


def end_waiting(around: Surroundings) -> int:
    """Go on handling when the citizen has not answered in time."""
    due = Due(
        where=(
            col(Ticket.status) == Status.WAITING,
            col(Ticket.step_due_at) < around.clock(),
        ),
        instant=col(Ticket.step_due_at),
    )

    def settle(act: Acting, ticket: Ticket) -> bool:
        resume(act, ticket, reason="诉求人未在时限内补充")
        return True

    return each(around, due, settle)


def archive_closed(around: Surroundings) -> int:
    """Archive (归档) what has been closed for long enough."""
    before = around.clock() - timedelta(days=around.archive_days)
    due = Due(
        where=(col(Ticket.status) == Status.CLOSED, col(Ticket.closed_at) <= before),
        instant=col(Ticket.closed_at),
    )

    def settle(act: Acting, ticket: Ticket) -> bool:
        archive(act, ticket)
        return True

    return each(around, due, settle)
