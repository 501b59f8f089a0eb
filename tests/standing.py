"""Many tickets that stand somewhere in their life, written in bulk: for jobs that look at all."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlmodel import SQLModel

from models.alarms import next_alarm
from models.assignment import Assignment
from models.database import Database
from models.enums import AssignmentPart, Channel, Kind, Status, TicketOrigin, Urgency
from models.ticket import Ticket
from service.operations.importing import PastTicket
from tests.conftest import START

UNITS = ("CGJ", "GAJ", "RSJ", "ZJJ", "GSJT")
_CHUNK = 5_000


def past(count: int) -> PastTicket:
    """Return a past ticket as history brings it, finished weeks before the tests begin."""
    return PastTicket(
        number=f"H{count:06d}",
        received_at=START - timedelta(days=40),
        closed_at=START - timedelta(days=38),
        channel=Channel.PHONE,
        kind=Kind.COMPLAINT,
        urgency=Urgency.NORMAL,
        title="",
        text="路灯不亮，已经一周了",
        address="",
        area=None,
        category=None,
        lead="CGJ",
        first_lead="CGJ",
        was_returned=False,
        satisfaction=None,
        is_solved=None,
    )


def ticket_row(
    number: int,
    *,
    status: Status,
    received_at: datetime,
    due_at: datetime,
    limit_at: datetime,
    warned: int = 0,
) -> dict[str, object]:
    """Return one ticket; `limit_at` is when its present step should end."""
    yellow_at = due_at - timedelta(days=1)
    is_routed = status is not Status.RECEIVED
    return {
        "id": number,
        "number": f"S{number:09d}",
        "query_code": "123456",
        "version": 1,
        "status": status,
        # The database lets only history begin elsewhere than with RECEIVED.
        "origin": TicketOrigin.IMPORTED,
        "kind": Kind.HELP,
        "channel": Channel.PHONE,
        "text": "路灯不亮，请派人维修。",
        "lead_code": UNITS[number % len(UNITS)] if is_routed else None,
        "first_lead_code": UNITS[number % len(UNITS)] if is_routed else None,
        "received_at": received_at,
        "received_by": "林晓",
        "dispatched_at": received_at if is_routed else None,
        "due_at": due_at,
        "step_due_at": limit_at,
        "acknowledge_due_at": limit_at if status is Status.DISPATCHED else None,
        "yellow_at": yellow_at,
        "warned": warned,
        "silent_at": limit_at if status is Status.DISPATCHED else None,
        "considered_at": None,
        "closed_at": limit_at if status is Status.CLOSED else None,
        "alarm_at": next_alarm(
            status=status, warned=warned, yellow_at=yellow_at, due_at=due_at, step_due_at=limit_at
        ),
    }


def lead_row(ticket: dict[str, object]) -> dict[str, object]:
    """Return the assignment of a ticket's lead."""
    return {
        "ticket_id": ticket["id"],
        "department_code": ticket["lead_code"],
        "part": AssignmentPart.LEAD,
        "assigned_by": "孙莉",
        "assigned_at": ticket["dispatched_at"],
    }


def write(database: Database, rows: Iterator[dict[str, object]]) -> int:
    """Write tickets and their leads' assignments in bulk, and return how many tickets."""
    done = 0
    chunk: list[dict[str, object]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            done += _insert(database, chunk)
            chunk = []
    return done + (_insert(database, chunk) if chunk else 0)


def _insert(database: Database, tickets: list[dict[str, object]]) -> int:
    leads = [lead_row(one) for one in tickets if one["lead_code"]]
    tables: tuple[tuple[type[SQLModel], list[dict[str, object]]], ...] = (
        (Ticket, tickets),
        (Assignment, leads),
    )
    with database.write() as session:
        for table, rows in tables:
            if rows:
                session.connection().execute(insert(table), rows)
    return len(tickets)
