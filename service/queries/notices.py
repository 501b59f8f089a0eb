"""Notices (提醒): which are a person's to read, and how many are unread."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, or_, select

from models.enums import Role
from models.notice import Notice
from models.ticket import Ticket

PAGE = 50
#: More than so many unread ones are not counted one by one.
MANY = 100


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whose notices are meant: those of a role, and of a unit for its officers."""

    role: Role
    department: str | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice, and the number of the ticket it is about."""

    notice: Notice
    number: str


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """One page of notices, newest first, and the id to go on from; nothing after the last."""

    notices: Sequence[Told]
    after: int | None


def mine(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a notice is this reader's."""
    by_role = and_(col(Notice.department_code).is_(None), col(Notice.role) == reader.role)
    if reader.role is not Role.OFFICER or reader.department is None:
        return by_role
    by_unit = and_(
        col(Notice.department_code) == reader.department,
        or_(col(Notice.role).is_(None), col(Notice.role) == reader.role),
    )
    return or_(by_role, by_unit)


def unread(session: Session, reader: Reader) -> int:
    """Return how many notices wait to be read, `MANY` at most."""
    some = select(Notice.id).where(mine(reader), col(Notice.read_at).is_(None)).limit(MANY)
    return session.exec(select(func.count()).select_from(some.subquery())).one()


def page(
    session: Session,
    reader: Reader,
    *,
    only_unread: bool = False,
    before: int | None = None,
    size: int = PAGE,
) -> NoticePage:
    """Return one page of a reader's notices; `before` is the id that the last page ended with."""
    wanted = (
        select(Notice, Ticket.number)
        .outerjoin(Ticket, col(Ticket.id) == col(Notice.ticket_id))
        .where(mine(reader))
        .order_by(col(Notice.id).desc())
        .limit(size + 1)
    )
    if only_unread:
        wanted = wanted.where(col(Notice.read_at).is_(None))
    if before is not None:
        wanted = wanted.where(col(Notice.id) < before)
    rows = session.exec(wanted).all()
    told = [Told(notice=notice, number=number or "") for notice, number in rows[:size]]
    return NoticePage(notices=told, after=told[-1].notice.id if len(rows) > size else None)
