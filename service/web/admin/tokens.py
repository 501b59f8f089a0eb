"""The page of the tokens (接口令牌) by which departments' own systems work."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlmodel import col, select

from models.enums import Role
from models.errors import HotlineError
from models.ids import FreshToken
from models.token import ApiToken, TokenScope
from service.deps import PageAllowed, ServicesDep
from service.inputs import TokenInput
from service.operations.accounts import issue_token, revoke_token
from service.operations.acting import Acting
from service.problems import status_of
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/tokens")

_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]


@router.get("")
def listing(
    request: Request, act: _Administrator, parts: ServicesDep, unit: str = "", done: str = ""
) -> Response:
    """Show the departments' tokens and the form for a new one."""
    return _page(request, act, unit=unit, days=parts.settings.token_days, done=done)


@router.post("")
def issue(request: Request, act: _Administrator, parts: ServicesDep, form: FormDep) -> Response:
    """Make a token; its secret is on this one answer and nowhere else."""
    days = parts.settings.token_days
    try:
        given = form.read(TokenInput)
        made = issue_token(
            act,
            name=given.name,
            department=given.department,
            days=given.days or days,
            scope=given.scope,
        )
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, form=form, days=days, refused=refused)
    return _page(request, act, days=days, fresh=made)


@router.post("/{token_id}/revoke")
def revoke(act: _Administrator, token_id: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> Response:
    """Make a token useless."""
    return seen_other("/admin/tokens", done=revoke_token(act, token_id=token_id).name)


def _page(
    request: Request,
    act: Acting,
    *,
    days: int,
    unit: str = "",
    done: str = "",
    form: Form = EMPTY,
    refused: HotlineError | None = None,
    fresh: tuple[ApiToken, FreshToken] | None = None,
) -> Response:
    known = names(act.session)
    wanted = select(ApiToken).order_by(col(ApiToken.id).desc())
    if unit:
        wanted = wanted.where(ApiToken.department_code == unit)
    context = {
        "rows": act.session.exec(wanted).all(),
        "names": known,
        "unit": unit,
        "units": known.unit_options(on=act.today),
        "scopes": list(TokenScope),
        "days": days,
        "typed": {"department": unit, **form.typed()},
        "done": done[:100],
        "refused": refused,
        "fresh": fresh,
        "at": act.at,
    }
    status = status_of(refused) if refused else 200
    return page(request, "admin/tokens.html", context, status=status)
