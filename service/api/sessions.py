"""Log-ins of people: a session's secret is used as bearer token."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.api.edges import WRITING, json_of, only, problems
from service.api.idempotency import response_of
from service.api.representations import MeOut, SessionOut
from service.deps import EVERYONE, ServicesDep
from service.inputs import Credentials
from service.operations.accounts import close_session, log_in
from service.operations.acting import Acting

public = APIRouter(tags=["sessions"])
router = APIRouter(tags=["sessions"])


@public.post(
    "/sessions",
    status_code=201,
    response_model=SessionOut,
    responses=WRITING | problems(401, 422, 503),
)
def begin(parts: ServicesDep, given: Credentials) -> Response:
    """登录：取得会话令牌。"""
    at, hours = parts.clock(), parts.settings.session_hours
    secret, _csrf = log_in(
        parts.database, username=given.username, password=given.password, at=at, hours=hours
    )
    shown = SessionOut(token=secret, expires_at=at + timedelta(hours=hours))
    response = response_of(json_of(shown, status=201))
    response.headers["Cache-Control"] = "no-store"
    return response


@router.delete("/sessions/current", status_code=204)
def log_out(request: Request, act: Annotated[Acting, only(*EVERYONE)]) -> Response:
    """退出：会话令牌随即失效；单位令牌不受影响。"""
    secret = request.headers.get("authorization", "").partition(" ")[2]
    close_session(act.session, secret=secret)
    return Response(status_code=204)


@router.get("/me", response_model=MeOut)
def me(act: Annotated[Acting, only(*EVERYONE)]) -> Response:
    """当前是谁。"""
    actor = act.actor
    shown = MeOut(
        name=actor.name,
        role=actor.role,
        role_label=actor.role.label,
        department=actor.department,
    )
    return response_of(json_of(shown))
