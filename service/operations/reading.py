"""Notices read (提醒已读): one reader reads for the whole unit or role."""

from collections.abc import Sequence

from sqlalchemy import Update
from sqlmodel import col, select, update

from models.errors import Invalid, NotFound
from models.notice import Notice
from service.operations.acting import Acting, Actor
from service.queries.notices import Reader, mine

#: Notices that one request may mark.
MOST = 200


def reader_of(actor: Actor) -> Reader:
    """Return whose notices an actor reads."""
    return Reader(role=actor.role, department=actor.department)


def mark_read(act: Acting, *, ids: Sequence[int]) -> int:
    """Mark notices as read, and return how many were not before; the first reader is kept.

    Raises:
        Invalid: too many at once.
        NotFound: one of them is not this reader's.
    """
    if len(ids) > MOST:
        raise Invalid(f"一次最多标记 {MOST} 条。", fields={"ids": f"最多 {MOST} 条。"})
    own = act.session.connection().execute(
        _marked(act).where(col(Notice.id).in_(ids), col(Notice.read_at).is_(None))
    )
    if own.rowcount < len(set(ids)) and _strangers(act, ids):
        raise NotFound("没有这条提醒。", code="unknown_notice")
    return own.rowcount


def mark_all_read(act: Acting, *, up_to: int) -> int:
    """Mark everything up to the newest notice that was on the screen as read."""
    done = act.session.connection().execute(
        _marked(act).where(col(Notice.id) <= up_to, col(Notice.read_at).is_(None))
    )
    return done.rowcount


def _marked(act: Acting) -> Update:
    return (
        update(Notice)
        .where(mine(reader_of(act.actor)))
        .values(read_at=act.at, read_by=act.actor.name)
    )


def _strangers(act: Acting, ids: Sequence[int]) -> bool:
    own = act.session.exec(
        select(Notice.id).where(col(Notice.id).in_(ids), mine(reader_of(act.actor)))
    ).all()
    return len(own) < len(set(ids))
