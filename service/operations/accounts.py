"""Who is asking: log-ins of people, tokens of departments' own systems."""

import threading
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, select

from models.database import Database
from models.enums import Role
from models.errors import Invalid, NotFound, Unauthenticated
from models.ids import FreshToken, digest, fresh_token, session_secret
from models.token import ApiToken
from models.user import User, UserSession
from service.operations.acting import Acting, Actor, require_role
from service.queries import reference

#: Wrong passwords in a row after which an account rests, and for how long.
FAILURES = 8
REST = timedelta(minutes=10)

SESSION_PREFIX = "hts_"

_HASHER = PasswordHasher()
#: A hash takes 64 MB and a tenth of a second of a core: few at once.
_HASHING = threading.Semaphore(2)
#: Verified for unknown user names, so that they take as long as known ones.
_DECOY = _HASHER.hash("no such user")

_WRONG = "用户名或密码不对，请重新输入。"


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _HASHER.hash(password)


def log_in(
    database: Database, *, username: str, password: str, at: datetime, hours: int
) -> tuple[str, str]:
    """Begin a session and return its secret and its form token (CSRF).

    It opens its own transactions: a password takes a tenth of a second to check, and nobody else
    should wait for the database meanwhile; and a failure must be counted although it is refused.

    Raises:
        Unauthenticated: wrong name or password, account switched off, or resting.
    """
    wanted = select(User).where(User.username == username)
    with database.read() as session:
        known = session.exec(wanted).one_or_none()
    with _HASHING:
        fits = _matches(known.password_hash if known else _DECOY, password)
    with database.write() as session:
        user = session.exec(wanted.with_for_update()).one_or_none()
        refusal = _refusal(user, fits=fits, at=at)
        if user is not None:
            _remember_attempt(user, fits=fits, at=at)
        if refusal is None and user is not None:
            return open_session(session, user=user, at=at, hours=hours)
    raise refusal or Unauthenticated(_WRONG, code="wrong_credentials")


def _refusal(user: User | None, *, fits: bool, at: datetime) -> Unauthenticated | None:
    """Say why these credentials are no log-in, or nothing when they are."""
    if user is not None and user.locked_until is not None and user.locked_until > at:
        return Unauthenticated("密码多次输错，请十分钟后再试。", code="locked")
    if user is None or not fits:
        return Unauthenticated(_WRONG, code="wrong_credentials")
    if not user.is_active:
        return Unauthenticated("此账号已停用，请联系管理员。", code="inactive")
    return None


def _remember_attempt(user: User, *, fits: bool, at: datetime) -> None:
    if user.locked_until is not None and user.locked_until > at:
        return
    user.failed_logins = 0 if fits else user.failed_logins + 1
    user.locked_until = None
    if user.failed_logins >= FAILURES:
        user.failed_logins, user.locked_until = 0, at + REST


def open_session(session: Session, *, user: User, at: datetime, hours: int) -> tuple[str, str]:
    """Begin a session for a user and return its secret and its form token (CSRF)."""
    assert user.id is not None
    secret, csrf = SESSION_PREFIX + session_secret(), session_secret()
    session.add(
        UserSession(
            digest=digest(secret),
            user_id=user.id,
            csrf=csrf,
            created_at=at,
            expires_at=at + timedelta(hours=hours),
        )
    )
    return secret, csrf


def close_session(session: Session, *, secret: str) -> None:
    """End a session; nothing happens when it has ended already."""
    found = session.get(UserSession, digest(secret))
    if found is not None:
        session.delete(found)


def actor_of_session(session: Session, *, secret: str, at: datetime) -> tuple[Actor, str]:
    """Return who a session's secret stands for, and the session's form token.

    Raises:
        Unauthenticated: no such session, it has expired, or the account was switched off.
    """
    found = session.get(UserSession, digest(secret))
    user = session.get(User, found.user_id) if found and found.expires_at > at else None
    if found is None or user is None or not user.is_active:
        raise Unauthenticated("登录已过期，请重新登录。", code="session_expired")
    actor = Actor(
        key=f"user:{user.id}",
        name=user.display_name,
        role=user.role,
        department=user.department_code,
    )
    return actor, found.csrf


def actor_of_token(session: Session, *, secret: str, at: datetime) -> Actor:
    """Return the department a bearer token stands for.

    Raises:
        Unauthenticated: no such token, or it was revoked or has expired.
    """
    token = session.exec(select(ApiToken).where(ApiToken.digest == digest(secret))).one_or_none()
    if token is None or token.revoked_at is not None:
        raise Unauthenticated("令牌无效，请向管理员申请新的令牌。", code="bad_token")
    if token.expires_at <= at:
        raise Unauthenticated("令牌已过期，请向管理员申请新的令牌。", code="token_expired")
    return Actor(
        key=f"token:{token.id}",
        name=token.name,
        role=Role.OFFICER,
        department=token.department_code,
    )


def issue_token(
    act: Acting, *, name: str, department: str, days: int
) -> tuple[ApiToken, FreshToken]:
    """Make a token for a department; the secret is in the answer and nowhere else.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: the department does not exist (any more).
        Invalid: no name was given.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    if not name.strip():
        raise Invalid("请给令牌起一个名称，如“城管局业务系统”。", fields={"name": "请填写名称。"})
    reference.department(act.session, department, on=act.today)
    fresh = fresh_token()
    token = ApiToken(
        name=name.strip()[:100],
        digest=fresh.digest,
        hint=fresh.hint,
        department_code=department,
        created_by=act.actor.name,
        created_at=act.at,
        expires_at=act.at + timedelta(days=days),
    )
    act.session.add(token)
    act.session.flush()
    return token, fresh


def revoke_token(act: Acting, *, token_id: int) -> ApiToken:
    """Make a token useless from now on.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: there is no such token.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    token = act.session.get(ApiToken, token_id)
    if token is None:
        raise NotFound("没有这个令牌。", code="unknown_token")
    token.revoked_at = token.revoked_at or act.at
    act.session.add(token)
    return token


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
