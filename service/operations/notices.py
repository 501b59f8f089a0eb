"""Telling units and roles what they should know of a ticket (提醒), each thing once."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from models.enums import Role
from models.notice import Notice, NoticeKind
from models.ticket import Ticket
from service.operations.acting import Acting

# Both databases know the clause, but each dialect writes it itself. What is returned is not read:
# it makes SQLAlchemy write many rows in one statement.
_NEW = {
    "postgresql": postgresql.insert(Notice).on_conflict_do_nothing().returning(col(Notice.id)),
    "sqlite": sqlite.insert(Notice).on_conflict_do_nothing().returning(col(Notice.id)),
}


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
