"""Accounts of people (用户): made, changed, switched off, given a new password; all remembered."""

import re
from dataclasses import dataclass

from sqlmodel import col, delete, func, select

from models.enums import Role
from models.errors import Conflict, Invalid, NotFound
from models.ids import digest, one_time_password
from models.register import Register
from models.user import User, UserSession
from service.operations.acting import Acting, require_role
from service.operations.passwords import check_new, hash_password, matches
from service.operations.registering import differences, remember
from service.queries import reference

#: Roles that people log in with.
ROLES = tuple(role for role in Role if role not in {Role.SYSTEM, Role.CITIZEN})

_USERNAME = re.compile(r"[0-9a-z][0-9a-z._-]{2,49}")


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is kept of a member of staff; only officers belong to a unit."""

    name: str
    role: Role
    department: str | None = None


def create(act: Acting, *, username: str, person: Person) -> tuple[User, str]:
    """Make an account and return it with its one-time password, which is told nowhere else.

    Raises:
        Forbidden: not an administrator.
        Invalid: the user name or a field is not usable, or the name is taken.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    wrong = _wrong(act, person)
    wanted = username.strip().lower()
    if not _USERNAME.fullmatch(wanted):
        wrong["username"] = "用户名用 3 到 50 个小写字母、数字、点、横线，例如 officer.cgj2。"
    elif act.session.exec(select(User.id).where(User.username == wanted)).first() is not None:
        wrong["username"] = f"用户名“{wanted}”已有人使用，请换一个。"
    if wrong:
        raise Invalid("".join(wrong.values()), code="bad_user", fields=wrong)
    password = one_time_password()
    user = User(
        username=wanted,
        display_name=person.name.strip(),
        password_hash=hash_password(password),
        role=person.role,
        department_code=person.department,
        must_change=True,
    )
    act.session.add(user)
    act.session.flush()
    _remember(act, user, f"新建：{_told(act, user)}")
    return user, password


def amend(act: Acting, *, user_id: int, person: Person) -> User:
    """Change a person's name, role or unit; it holds from the next request on.

    Raises:
        Forbidden: not an administrator.
        NotFound: there is no such account.
        Invalid: a field is not usable.
        Conflict: nobody would be left to administrate, or it is one's own role.
    """
    user = _account(act, user_id)
    wrong = _wrong(act, person)
    if wrong:
        raise Invalid("".join(wrong.values()), code="bad_user", fields=wrong)
    if user.role is Role.ADMINISTRATOR and person.role is not Role.ADMINISTRATOR:
        _check_others(act, user, "不能改掉自己的管理员角色，请由另一位管理员操作。")
    before = _facts(act, user)
    user.display_name, user.role = person.name.strip(), person.role
    user.department_code = person.department
    act.session.add(user)
    said = differences(before, _facts(act, user))
    if said:
        _remember(act, user, said)
    return user


def switch(act: Acting, *, user_id: int, is_active: bool) -> User:
    """Switch an account off, which ends its sessions at once, or on again.

    Raises:
        Forbidden: not an administrator.
        NotFound: there is no such account.
        Conflict: it is one's own, or the last administrator's.
    """
    user = _account(act, user_id)
    if user.is_active == is_active:
        return user
    if not is_active:
        _check_others(act, user, "不能停用自己的账号，请由另一位管理员操作。")
        _end(act, user)
    user.is_active = is_active
    user.failed_logins, user.locked_until = 0, None
    act.session.add(user)
    _remember(act, user, "启用" if is_active else "停用，登录即时失效")
    return user


def reset_password(act: Acting, *, user_id: int) -> tuple[User, str]:
    """Give an account a new one-time password, which is told nowhere else; its sessions end.

    Raises:
        Forbidden: not an administrator.
        NotFound: there is no such account.
        Conflict: it is one's own: there is a page for that.
    """
    user = _account(act, user_id)
    if act.actor.key == f"user:{user.id}":
        raise Conflict("自己的密码请在“修改密码”页修改。", code="own_account")
    password = one_time_password()
    user.password_hash, user.must_change = hash_password(password), True
    user.failed_logins, user.locked_until = 0, None
    act.session.add(user)
    _end(act, user)
    _remember(act, user, "重置密码，登录即时失效")
    return user, password


def end_sessions(act: Acting, *, user_id: int) -> int:
    """Log a person out everywhere, and return how many sessions ended.

    Raises:
        Forbidden: not an administrator.
        NotFound: there is no such account.
    """
    user = _account(act, user_id)
    ended = _end(act, user)
    if ended:
        _remember(act, user, f"结束 {ended} 个登录")
    return ended


def change_own_password(act: Acting, *, current: str, new: str, session_secret: str) -> None:
    """Change the password of who is asking; every other session of theirs ends.

    Raises:
        Invalid: the present password is wrong, or the new one is too easy or the same.
    """
    kind, _, key = act.actor.key.partition(":")
    user = act.session.get(User, int(key)) if kind == "user" and key.isdecimal() else None
    if user is None:
        raise NotFound("只有登录的人员可以修改密码。", code="unknown_user")
    if not matches(user.password_hash, current):
        told = "现在的密码不对，请重新输入。"
        raise Invalid(told, code="wrong_password", fields={"current": told})
    check_new(new, username=user.username)
    if new == current:
        told = "新密码与现在的相同，请换一个。"
        raise Invalid(told, code="same_password", fields={"new": told})
    user.password_hash, user.must_change = hash_password(new), False
    act.session.add(user)
    _end(act, user, but=digest(session_secret))
    _remember(act, user, "本人修改密码")


def _account(act: Acting, user_id: int) -> User:
    require_role(act.actor, Role.ADMINISTRATOR)
    user = act.session.get(User, user_id, with_for_update=True)
    if user is None:
        raise NotFound("没有这个用户。", code="unknown_user")
    return user


def _wrong(act: Acting, person: Person) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not 1 <= len(person.name.strip()) <= 50:
        wrong["name"] = "请填写姓名，最多 50 字。"
    if person.role not in ROLES:
        wrong["role"] = "请选择角色。"
    if person.role is Role.OFFICER and not person.department:
        wrong["department"] = "承办人员须属于一个单位，请选择。"
    elif person.role is not Role.OFFICER and person.department:
        wrong["department"] = "只有承办人员属于单位，其他角色请留空。"
    elif person.department:
        try:
            reference.department(act.session, person.department, on=act.today)
        except NotFound as gone:
            wrong["department"] = gone.detail
    return wrong


def _check_others(act: Acting, user: User, own: str) -> None:
    if act.actor.key == f"user:{user.id}":
        raise Conflict(own, code="own_account")
    others = select(func.count()).where(
        col(User.role) == Role.ADMINISTRATOR, col(User.is_active), col(User.id) != user.id
    )
    if user.role is Role.ADMINISTRATOR and not act.session.exec(others).one():
        raise Conflict("这是最后一位管理员，请先指定另一位。", code="last_administrator")


def _end(act: Acting, user: User, *, but: str = "") -> int:
    ended = act.session.exec(
        delete(UserSession).where(
            col(UserSession.user_id) == user.id, col(UserSession.digest) != but
        )
    )
    return ended.rowcount


def _facts(act: Acting, user: User) -> dict[str, str]:
    return {
        "姓名": user.display_name,
        "角色": user.role.label,
        "单位": reference.unit_name(act.session, user.department_code),
    }


def _told(act: Acting, user: User) -> str:
    return "，".join(fact for fact in _facts(act, user).values() if fact)


def _remember(act: Acting, user: User, said: str) -> None:
    remember(act, kind=Register.USER, key=str(user.id), name=user.username, said=said)
