"""The page of the sample (抽检): routes of the machine that a person looks at, one by one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role
from models.errors import HotlineError
from service.automatic_inputs import CheckInput
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.operations.automatic import check_route
from service.operations.moving import open_ticket
from service.problems import status_of
from service.queries import automatic
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/checks")

_Checker = Annotated[Acting, Depends(PageAllowed(Role.DISPATCHER, Role.SUPERVISOR))]


@router.get("")
def show(request: Request, act: _Checker, done: str = "") -> Response:
    """Show the automatic routes that wait for a check."""
    return _shown(request, act, done=done)


@router.post("/{number}")
def check(request: Request, act: _Checker, number: str, form: FormDep) -> Response:
    """Say whether one of them was right."""
    try:
        given = form.read(CheckInput)
        ticket = open_ticket(act, number=number, version=form.number("version"))
        check_route(act, ticket, is_right=given.is_right, reason=given.reason)
    except HotlineError as refused:
        act.session.rollback()
        return _shown(request, act, typed_at=number, form=form, refused=refused)
    return seen_other("/checks", done=number)


def _shown(
    request: Request,
    act: Acting,
    *,
    done: str = "",
    typed_at: str = "",
    form: Form = EMPTY,
    refused: HotlineError | None = None,
) -> Response:
    waiting = automatic.sampled(act.session)
    since = {rule.department_code: rule.on_since for rule in automatic.rules(act.session)}
    units = {one.check.department_code for one in waiting}
    context = {
        "waiting": waiting,
        "standing": {
            unit: automatic.standing(act.session, unit=unit, since=since.get(unit))
            for unit in sorted(units)
        },
        "names": names(act.session),
        "done": done,
        "typed_at": typed_at,
        "typed": form.text("reason"),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "artifacts/checks.html", context, status=status)
