"""What is not kept for ever: links, sessions, answers, notices, suggestions, identities."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, inspect, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from models.citizen import Citizen
from models.enums import Status
from models.notice import Notice
from models.rating_link import RatingLink
from models.suggestion import Suggestion
from models.ticket import Ticket
from models.token import IdempotencyKey
from models.user import UserSession
from service.jobs.batches import Surroundings

R = TypeVar("R", bound=SQLModel)

#: How long the answer to a repeated request is remembered.
_KEYS_KEPT = timedelta(days=2)
#: How long a suggestion that no ticket followed is kept.
_UNUSED_KEPT = timedelta(days=30)
#: How long a notice is kept, read or not; the event that it told of stays for good.
_NOTICES_KEPT = timedelta(days=365)
#: Rows in one transaction.
_BATCH = 500
_YEAR = timedelta(days=365.25)


def expire_links(around: Surroundings) -> int:
    """Revoke rating links (评价链接) whose days are over."""
    old = (
        select(RatingLink)
        .where(
            col(RatingLink.expires_at) <= around.clock(),
            col(RatingLink.used_at).is_(None),
            col(RatingLink.revoked_at).is_(None),
        )
        .order_by(col(RatingLink.expires_at), col(RatingLink.id))
    )

    def revoke(link: RatingLink) -> None:
        link.revoked_at = link.expires_at

    return _changed(around, old, revoke)


def erase_identities(around: Surroundings) -> int:
    """Give up the names and numbers of citizens whose matters were archived years ago (保存期)."""
    if around.identity_years == 0:
        return 0
    now = around.clock()
    before = now - around.identity_years * _YEAR
    own = col(Ticket.citizen_id) == col(Citizen.id)
    open_still = col(Ticket.status).not_in((Status.ARCHIVED, Status.VOIDED))
    old = (
        select(Citizen)
        .where(
            col(Citizen.erased_at).is_(None),
            col(Citizen.created_at) <= before,
            ~exists().where(own, open_still | (col(Ticket.closed_at) > before)),
        )
        .order_by(col(Citizen.created_at), col(Citizen.id))
    )

    def erase(citizen: Citizen) -> None:
        citizen.name_cipher = citizen.phone_cipher = citizen.phone_digest = None
        citizen.phone_masked, citizen.erased_at = "", now

    return _changed(around, old, erase)


def clean_up(around: Surroundings) -> int:
    """Delete ended sessions, old answers and notices, and suggestions nobody used."""
    now = around.clock()
    unused = col(Suggestion.ticket_id).is_(None) & (
        col(Suggestion.created_at) <= now - _UNUSED_KEPT
    )
    return (
        _deleted(around, UserSession, col(UserSession.expires_at) <= now)
        + _deleted(around, IdempotencyKey, col(IdempotencyKey.created_at) <= now - _KEYS_KEPT)
        + _deleted(around, Suggestion, unused)
        + _deleted(around, Notice, col(Notice.created_at) <= now - _NOTICES_KEPT)
    )


def _changed(around: Surroundings, old: SelectOfScalar[R], change: Callable[[R], None]) -> int:
    """Change every row that is old, a batch a transaction; what another worker holds is left."""
    if _nothing(around, old):
        return 0

    def some(session: Session) -> int:
        rows = session.exec(old.limit(_BATCH).with_for_update(skip_locked=True)).all()
        for row in rows:
            change(row)
            session.add(row)
        return len(rows)

    return _again(around, some)


def _deleted(around: Surroundings, table: type[SQLModel], old: ColumnElement[bool]) -> int:
    """Delete the old rows of a table, a batch a transaction."""
    key = inspect(table).primary_key
    batch = columns(*key).where(old).limit(_BATCH)
    if _nothing(around, batch):
        return 0

    def some(session: Session) -> int:
        return session.exec(delete(table).where(tuple_(*key).in_(batch))).rowcount

    return _again(around, some)


def _nothing(around: Surroundings, old: Select[Any]) -> bool:
    """Tell whether there is nothing to do, without stopping anybody from writing."""
    with around.database.read() as session:
        return session.connection().execute(old.limit(1)).first() is None


def _again(around: Surroundings, some: Callable[[Session], int]) -> int:
    done = 0
    while True:
        with around.database.write() as session:
            count = some(session)
        done += count
        if count < _BATCH:
            return done
