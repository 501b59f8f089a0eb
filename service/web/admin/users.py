"""The pages of the accounts (用户): found, made, changed, switched off, given a new password."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from models.enums import Role
from models.errors import HotlineError, NotFound
from models.register import Register
from models.user import User
from service.deps import PageAllowed
from service.inputs_staff import PersonInput
from service.operations import staff
from service.operations.acting import Acting
from service.problems import status_of
from service.queries import registers
from service.web.forms import EMPTY, Form, FormDep
from service.web.language import say
from service.web.names import Option, names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/users")

_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_Id = Annotated[int, Path(ge=1, le=2**31 - 1)]

#: What was done, as the address says it.
_DONE = {
    "saved": "已保存。",
    "off": "已停用，登录即时失效。",
    "on": "已启用。",
    "ended": "已结束全部登录。",
}


@router.get("")
def listing(
    *,
    request: Request,
    act: _Administrator,
    word: str = "",
    role: str = "",
    unit: str = "",
    state: str = "",
) -> Response:
    """Show the accounts, by name, role, unit and whether they are on."""
    known = names(act.session)
    rows = registers.people(
        act.session,
        word=word.strip()[:50],
        role=Role(role) if role in set(staff.ROLES) else None,
        unit=unit,
        is_active={"on": True, "off": False}.get(state),
    )
    context = {
        "rows": rows,
        "sessions": registers.sessions(
            act.session, users=[row.id for row in rows if row.id], at=act.at
        ),
        "typed": {"word": word, "role": role, "unit": unit, "state": state},
        "is_filtered": bool(word or role or unit or state),
        **_choices(act),
        "names": known,
        "at": act.at,
    }
    return page(request, "users/list.html", context)


@router.get("/new")
def blank(request: Request, act: _Administrator, unit: str = "") -> Response:
    """Show the form for a new account."""
    return _new(request, act, form=Form(values={"department": (unit,)}))


@router.post("/new")
def create(request: Request, act: _Administrator, form: FormDep) -> Response:
    """Make an account; its one-time password is on this one answer and nowhere else."""
    try:
        person = form.read(PersonInput).person()
        user, password = staff.create(act, username=form.text("username"), person=person)
    except HotlineError as refused:
        act.session.rollback()
        return _new(request, act, form=form, refused=refused)
    return _one(request, act, user, password=password)


@router.get("/{user_id}")
def show(request: Request, act: _Administrator, user_id: _Id, done: str = "") -> Response:
    """Show one account with its form and what was changed of it."""
    return _one(request, act, _user(act, user_id), done=_DONE.get(done, ""))


@router.post("/{user_id}")
def save(request: Request, act: _Administrator, user_id: _Id, form: FormDep) -> Response:
    """Change a person's name, role or unit."""

    def run() -> str:
        staff.amend(act, user_id=user_id, person=form.read(PersonInput).person())
        return "saved"

    return _changed(request, act, user_id, form, run)


@router.post("/{user_id}/switch")
def switch(request: Request, act: _Administrator, user_id: _Id, form: FormDep) -> Response:
    """Switch an account off or on again."""
    is_on = form.text("is_active") == "true"

    def run() -> str:
        staff.switch(act, user_id=user_id, is_active=is_on)
        return "on" if is_on else "off"

    return _changed(request, act, user_id, EMPTY, run)


@router.post("/{user_id}/sessions")
def end_sessions(request: Request, act: _Administrator, user_id: _Id) -> Response:
    """Log a person out everywhere."""

    def run() -> str:
        staff.end_sessions(act, user_id=user_id)
        return "ended"

    return _changed(request, act, user_id, EMPTY, run)


@router.post("/{user_id}/password")
def reset(request: Request, act: _Administrator, user_id: _Id) -> Response:
    """Give an account a new one-time password, shown on this one answer."""
    try:
        user, password = staff.reset_password(act, user_id=user_id)
    except HotlineError as refused:
        act.session.rollback()
        return _one(request, act, _user(act, user_id), refused=refused)
    return _one(request, act, user, password=password)


def _user(act: Acting, user_id: int) -> User:
    found = act.session.get(User, user_id)
    if found is None:
        raise NotFound("没有这个用户。", code="unknown_user")
    return found


def _changed(
    request: Request, act: Acting, user_id: int, form: Form, run: Callable[[], str]
) -> Response:
    try:
        done = run()
    except NotFound:
        raise
    except HotlineError as refused:
        act.session.rollback()
        return _one(request, act, _user(act, user_id), form=form, refused=refused)
    return seen_other(f"/admin/users/{user_id}", done=done)


def _choices(act: Acting) -> dict[str, object]:
    roles = [Option(value=role.value, label=say(role.label, "role")) for role in staff.ROLES]
    return {"roles": roles, "units": names(act.session).unit_options(on=act.today)}


def _new(
    request: Request, act: Acting, *, form: Form, refused: HotlineError | None = None
) -> Response:
    context = {"typed": form.typed(), "refused": refused, **_choices(act)}
    return page(request, "users/new.html", context, status=status_of(refused) if refused else 200)


def _one(
    request: Request,
    act: Acting,
    user: User,
    *,
    form: Form = EMPTY,
    done: str = "",
    password: str = "",
    refused: HotlineError | None = None,
) -> Response:
    assert user.id is not None
    stored = {
        "name": user.display_name,
        "role": user.role.value,
        "department": user.department_code or "",
    }
    open_sessions = registers.sessions(act.session, users=[user.id], at=act.at)
    context = {
        "user": user,
        "typed": {**stored, **form.typed()},
        "is_self": act.actor.key == f"user:{user.id}",
        "open_sessions": open_sessions.get(user.id, 0),
        "changes": registers.changes_of(act.session, kind=Register.USER, key=str(user.id)),
        "at": act.at,
        "done": done,
        "password": password,
        "refused": refused,
        **_choices(act),
    }
    return page(request, "users/page.html", context, status=status_of(refused) if refused else 200)
