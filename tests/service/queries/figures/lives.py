"""Tickets at the end of their lives, written straight from a table that people can count in."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from models.assignment import Assignment
from models.automatic import RouteCheck
from models.clock import CITY_ZONE
from models.database import Database
from models.enums import (
    AssignmentEnd,
    AssignmentPart,
    Channel,
    Choice,
    Closure,
    Decision,
    Kind,
    ReturnReason,
    Satisfaction,
    Status,
    TicketOrigin,
)
from models.merge import MergeLink
from models.reply import Reply
from models.return_request import ReturnRequest
from models.revisit import Revisit
from models.suggestion import Suggestion
from models.ticket import Ticket

HERE = Path(__file__).parent
_YES = {"yes": True, "no": False, "-": None}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def at(given: str) -> datetime | None:
    """`10-08 09:00` of 2026, city time."""
    if not given:
        return None
    return datetime.strptime(f"2026-{given}", "%Y-%m-%d %H:%M").replace(tzinfo=CITY_ZONE)


def write(database: Database) -> None:
    """Write the table's tickets and everything that hangs on them."""
    table = rows("tickets.csv")
    with database.write() as session:
        # These are not moved there: the guard of the workflow stands aside.
        where = "" if database.is_sqlite else " ON ticket"
        session.connection().exec_driver_sql(f"DROP TRIGGER ticket_begins{where}")
        for row in table:
            session.add(_ticket(row))
        session.flush()
        ids = {ticket.number: ticket.id for ticket in session.exec(select(Ticket))}
        for row in table:
            for part in _parts(row, ids[row["n"]], ids, session):
                session.add(part)


def _ticket(row: dict[str, str]) -> Ticket:
    return Ticket(
        number=row["n"],
        query_code="000000",
        status=Status(row["status"]),
        closure=Closure(row["closure"]) if row["closure"] else None,
        round=int(row["round"]),
        origin=TicketOrigin(row["origin"]),
        kind=Kind.COMPLAINT,
        channel=Channel(row["channel"]),
        text="油烟扰民",
        area_code=row["area"] or None,
        category_code=row["category"] or None,
        lead_code=row["lead"] or None,
        first_lead_code=row["first"] or None,
        return_count=int(row["returns"]),
        is_excluded=bool(row["excluded"]),
        received_at=at(row["received"]),
        received_by="林晓",
        dispatched_at=at(row["dispatched"]),
        acknowledge_due_at=at(row["ack_due"]),
        acknowledged_at=at(row["acked"]),
        response_due_at=at(row["response_due"]),
        contacted_at=at(row["contacted"]),
        due_at=at(row["due"]),
        replied_at=at(row["replied"]),
        closed_at=at(row["closed"]),
        paused_at=at(row["paused"]),
    )


def _split(cell: str) -> Iterator[list[str]]:
    for one in filter(None, cell.split(";")):
        yield one.replace("@", "/", 1).split("/")


def _parts(row: dict[str, str], ticket: int, ids: dict[str, int], session: Session) -> Iterator:
    for unit, when in _split(row["replies"]):
        moment, rest = when.split("#")
        yield Reply(
            ticket_id=ticket,
            round=int(rest[0]),
            department_code=None if unit == "-" else unit,
            public_text="已处理",
            replied_by="张敏",
            replied_at=at(moment),
            is_accepted=rest[1] == "+",
            reviewed_at=None if unit == "-" else at(moment),
        )
    for when, solved, rating in _split(row["revisits"]):
        moment, round_ = when.split("#")
        yield Revisit(
            ticket_id=ticket,
            round=int(round_),
            clerk="梅",
            at=at(moment),
            was_contacted=rating != "-",
            is_solved=_YES[solved],
            satisfaction=None if rating == "-" else Satisfaction(rating),
        )
    for unit, when, decision in _split(row["requests"]):
        held = Assignment(
            ticket_id=ticket,
            department_code=unit,
            part=AssignmentPart.LEAD,
            assigned_by="孙",
            assigned_at=at(when),
            ended_at=at(when) if decision == "granted" else None,
            end=AssignmentEnd.RETURNED if decision == "granted" else None,
        )
        session.add(held)
        session.flush()
        yield ReturnRequest(
            ticket_id=ticket,
            assignment_id=held.id,
            department_code=unit,
            reason_code=ReturnReason.NOT_DUTY,
            basis="不在清单",
            requested_by="张敏",
            requested_at=at(when),
            decision=None if decision == "-" else Decision(decision),
        )
    if row["merged"]:
        undone = row["merged"].startswith("undone")
        yield MergeLink(
            child_id=ticket,
            parent_id=ids[row["merged"].split()[-1]],
            merged_by="孙",
            merged_at=at(row["received"]),
            undone_at=at(row["received"]) if undone else None,
        )
    yield from _machine(row, ticket)


def _machine(row: dict[str, str], ticket: int) -> Iterator:
    for place, (unit, when, choice) in enumerate(_split(row["suggestions"])):
        yield Suggestion(
            id=f"s{row['n']}-{place}",
            created_at=at(when),
            shown_to="孙",
            artifact="first",
            text_digest="",
            prediction={},
            top_unit=unit,
            ticket_id=ticket,
            chosen_unit=unit,
            choice=Choice(choice),
            chosen_at=at(when),
        )
    for unit, when, found in _split(row["check"]):
        yield RouteCheck(
            ticket_id=ticket,
            department_code=unit,
            probability=0.99,
            artifact="first",
            routed_at=at(when),
            is_sampled=True,
            is_right={"right": True, "wrong": False, "-": None}[found],
        )
