"""Who is asking: log-ins of people, tokens of departments' own systems."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select, update

from models.database import Database
from models.enums import Role
from models.errors import Forbidden, Invalid, NotFound, Unauthenticated
from models.ids import FreshToken, digest, fresh_token, session_secret
from models.register import Register
from models.token import ApiToken, TokenScope
from models.user import User, UserSession
from service.operations.acting import Acting, Actor, require_role
from service.operations.passwords import hash_password, matches
from service.operations.registering import remember
from service.queries import reference

#: Wrong passwords in a row after which an account rests, and for how long.
FAILURES = 8
REST = timedelta(minutes=10)

SESSION_PREFIX = "hts_"

#: How exactly a token's last use is known: not every request of a busy system is written down.
USE_NOTED = timedelta(hours=1)

#: Verified for unknown user names, so that they take as long as known ones.
_DECOY = hash_password("no such user")

_WRONG = "用户名或密码不对，请重新输入。"


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
    fits = matches(known.password_hash if known else _DECOY, password)
    with database.write() as session:
        user = session.exec(wanted.with_for_update()).one_or_none()
        refusal = _refusal(user, fits=fits, at=at)
        if user is not None:
            _remember_attempt(user, fits=fits, at=at)
        if refusal is None and user is not None:
            user.last_login_at = at
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
        must_change=user.must_change,
        username=user.username,
    )
    return actor, found.csrf


def actor_of_token(session: Session, *, secret: str, at: datetime, writes: bool = True) -> Actor:
    """Return the department a bearer token stands for; `writes` asks for more than reading.

    Raises:
        Unauthenticated: no such token, or it was revoked or has expired.
        Forbidden: the token may only read.
    """
    token = session.exec(select(ApiToken).where(ApiToken.digest == digest(secret))).one_or_none()
    if token is None or token.revoked_at is not None:
        raise Unauthenticated("令牌无效，请向管理员申请新的令牌。", code="bad_token")
    if token.expires_at <= at:
        raise Unauthenticated("令牌已过期，请向管理员申请新的令牌。", code="token_expired")
    if writes and token.scope is TokenScope.READ:
        raise Forbidden("此令牌只能读取，办理请向管理员申请可办理的令牌。", code="read_only_token")
    return Actor(
        key=f"token:{token.id}",
        name=token.name,
        role=Role.OFFICER,
        department=token.department_code,
    )


def needs_note(session: Session, *, secret: str, at: datetime) -> bool:
    """Tell whether a token's last use, as it is written down, is older than `USE_NOTED`."""
    last = session.exec(
        select(ApiToken.last_used_at).where(ApiToken.digest == digest(secret))
    ).one_or_none()
    return last is None or last <= at - USE_NOTED


def note_use(session: Session, *, secret: str, at: datetime) -> None:
    """Write down that a token is used now."""
    unnoted = or_(col(ApiToken.last_used_at).is_(None), col(ApiToken.last_used_at) < at)
    session.exec(
        update(ApiToken)
        .where(col(ApiToken.digest) == digest(secret), unnoted)
        .values(last_used_at=at)
    )


def issue_token(
    act: Acting,
    *,
    name: str,
    department: str,
    days: int,
    scope: TokenScope = TokenScope.WORK,
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
    unit = reference.department(act.session, department, on=act.today)
    fresh = fresh_token()
    token = ApiToken(
        name=name.strip()[:100],
        digest=fresh.digest,
        hint=fresh.hint,
        department_code=department,
        scope=scope,
        created_by=act.actor.name,
        created_at=act.at,
        expires_at=act.at + timedelta(days=days),
    )
    act.session.add(token)
    act.session.flush()
    _remember(act, token, f"签发给{unit.short_name}，{scope.label}，{days} 天有效")
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
    if token.revoked_at is None:
        token.revoked_at = act.at
        act.session.add(token)
        _remember(act, token, "吊销")
    return token


def _remember(act: Acting, token: ApiToken, said: str) -> None:
    remember(act, kind=Register.TOKEN, key=str(token.id), name=token.name, said=said)
