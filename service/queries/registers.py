"""The registers that administrators keep: people, their sessions, and what was changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from models.enums import Role
from models.register import Register, RegisterChange
from models.user import User, UserSession

#: Changes shown on the page of one entry, and of all.
SHOWN, PAGE = 30, 50


def people(
    session: Session,
    *,
    word: str = "",
    role: Role | None = None,
    unit: str = "",
    is_active: bool | None = None,
) -> Sequence[User]:
    """Return the accounts that hold a word in one of their names, by user name."""
    wanted = select(User).order_by(User.username)
    if word:
        wanted = wanted.where(
            or_(
                col(User.username).contains(word.lower(), autoescape=True),
                col(User.display_name).contains(word, autoescape=True),
            )
        )
    if role is not None:
        wanted = wanted.where(User.role == role)
    if unit:
        wanted = wanted.where(User.department_code == unit)
    if is_active is not None:
        wanted = wanted.where(col(User.is_active).is_(is_active))
    return session.exec(wanted).all()


def sessions(session: Session, *, users: Collection[int], at: datetime) -> Mapping[int, int]:
    """Return how many sessions these people have that have not expired."""
    rows = session.exec(
        select(UserSession.user_id, func.count())
        .where(col(UserSession.user_id).in_(users), col(UserSession.expires_at) > at)
        .group_by(col(UserSession.user_id))
    )
    return dict(rows.all())


def changes_of(session: Session, *, kind: Register, key: str) -> Sequence[RegisterChange]:
    """Return what was changed of one entry, the newest first."""
    return session.exec(
        select(RegisterChange)
        .where(RegisterChange.kind == kind, RegisterChange.key == key)
        .order_by(col(RegisterChange.id).desc())
        .limit(SHOWN)
    ).all()


def changes(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    person: str = "",
    before: int | None = None,
) -> Sequence[RegisterChange]:
    """Return one page of changes in a period and one more, the newest first."""
    row = RegisterChange
    wanted = (
        select(row)
        .where(col(row.changed_at) >= since, col(row.changed_at) < until)
        .order_by(col(row.id).desc())
        .limit(PAGE + 1)
    )
    if person:
        wanted = wanted.where(
            or_(col(row.changed_by) == person, col(row.changed_by_key) == person,
                col(row.name) == person)
        )  # fmt: skip
    if before is not None:
        wanted = wanted.where(col(row.id) < before)
    return session.exec(wanted).all()
