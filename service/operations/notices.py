"""Telling units and roles what they should know of a ticket (提醒), each thing once."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from models.enums import Role
from models.notice import Notice, NoticeKind
from models.reply import Reply
from models.ticket import Ticket
from service.operations.acting import Acting

# Both databases know the clause, but each dialect writes it itself. What is returned is not read:
# it makes SQLAlchemy write many rows in one statement.
_NEW = {
    "postgresql": postgresql.insert(Notice).on_conflict_do_nothing().returning(col(Notice.id)),
    "sqlite": sqlite.insert(Notice).on_conflict_do_nothing().returning(col(Notice.id)),
}


#: So much of a reason stands in a notice; the ticket has it whole.
_REASON = 80


def tell_rejected(act: Acting, ticket: Ticket, reply: Reply, *, reason: str) -> None:
    """Tell the lead that its reply was sent back, and why."""
    tell(
        act,
        kind=NoticeKind.REPLY_REJECTED,
        effect=f"rejected:{reply.id}",
        text=f"工单 {ticket.number} 的答复被退回：{reason[:_REASON]}",
        ticket=ticket,
        department=ticket.lead_code,
    )


def tell_reopened(act: Acting, ticket: Ticket, *, reason: str) -> None:
    """Tell the lead that a ticket came back for its next round (重办), and why."""
    tell(
        act,
        kind=NoticeKind.REWORK,
        effect=f"rework:{ticket.id}:{ticket.round}",
        text=f"工单 {ticket.number} 第 {ticket.round} 轮重办：{reason[:_REASON]}",
        ticket=ticket,
        department=ticket.lead_code,
    )


def tell(
    act: Acting,
    *,
    kind: NoticeKind,
    text: str,
    effect: str,
    ticket: Ticket | None = None,
    department: str | None = None,
    role: Role | None = None,
) -> None:
    """Leave a notice for a unit or a role.

    `effect` names what it comes from: whoever is second to tell of the same effect changes nothing.
    """
    row = {
        "effect": effect,
        "kind": kind,
        "ticket_id": ticket.id if ticket is not None else None,
        "department_code": department,
        "role": role,
        "text": text,
        "created_at": act.at,
    }
    act.execute(_NEW[act.session.get_bind().dialect.name], row)
