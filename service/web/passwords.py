"""The page on which everybody changes their own password; the first thing a new account sees."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import HotlineError, Invalid
from service.deps import COOKIE, EVERYONE, PageAllowed
from service.inputs_staff import PasswordInput
from service.operations.acting import Acting
from service.operations.passwords import RULE
from service.operations.staff import change_own_password
from service.problems import status_of
from service.web.forms import FormDep
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/password")

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE, before_change=True))]


@router.get("")
def show(request: Request, act: _Anyone, done: str = "") -> Response:
    """Show the form."""
    return _page(request, act, done=bool(done))


@router.post("")
def change(request: Request, act: _Anyone, form: FormDep) -> Response:
    """Change the password; the other sessions of the same person end."""
    must = act.actor.must_change
    try:
        given = form.read(PasswordInput)
        if given.new != given.again:
            told = "两次输入的新密码不一样，请重新输入。"
            raise Invalid(told, fields={"again": told})
        secret = request.cookies.get(COOKIE, "")
        change_own_password(act, current=given.current, new=given.new, session_secret=secret)
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, refused=refused)
    return seen_other("/") if must else seen_other("/password", done="1")


def _page(
    request: Request, act: Acting, *, done: bool = False, refused: HotlineError | None = None
) -> Response:
    context = {"must": act.actor.must_change, "done": done, "rule": RULE, "refused": refused}
    status = status_of(refused) if refused else 200
    return page(request, "users/password.html", context, status=status)
