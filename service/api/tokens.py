"""Tokens of departments' own systems: made, listed, revoked by administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import col, select

from models.enums import Role
from models.token import ApiToken
from service.api.edges import WRITING, json_of, only
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.rendering import PREFIX
from service.api.representations import TokenList, TokenOut
from service.deps import ServicesDep
from service.inputs import TokenInput
from service.operations.accounts import issue_token, revoke_token
from service.operations.acting import Acting
from service.operations.repeating import Answer

router = APIRouter(prefix="/tokens", tags=["tokens"])

Administrator = Annotated[Acting, only(Role.ADMINISTRATOR)]


@router.post(
    "", status_code=201, response_model=TokenOut, dependencies=[REPEATABLE], responses=WRITING
)
def issue(request: Request, act: Administrator, parts: ServicesDep, given: TokenInput) -> Response:
    """发放令牌：明文只在此次应答中出现一次；重发同一请求时 secret 为 null。"""
    secrets: list[str] = []

    def effect() -> Answer:
        token, fresh = issue_token(
            act,
            name=given.name,
            department=given.department,
            days=given.days or parts.settings.token_days,
            scope=given.scope,
        )
        secrets.append(fresh.secret)
        # What is kept under the key must not hold the secret: only its digest is ever stored.
        return json_of(shown(token), status=201, location=f"{PREFIX}/tokens/{token.id}")

    response = once(request, act, given=given, effect=effect)
    return _with_secret(response, secrets[0]) if secrets else response


@router.get("", response_model=TokenList)
def listed(act: Administrator) -> Response:
    """全部令牌，新的在前；没有明文。"""
    rows = act.session.exec(select(ApiToken).order_by(col(ApiToken.id).desc()))
    return response_of(json_of(TokenList(tokens=tuple(map(shown, rows)))))


@router.delete("/{token}", response_model=TokenOut)
def revoke(token: Annotated[int, Path(ge=1, le=2**31 - 1)], act: Administrator) -> Response:
    """作废令牌：随即失效，不能恢复。"""
    return response_of(json_of(shown(revoke_token(act, token_id=token))))


def shown(token: ApiToken, *, secret: str | None = None) -> TokenOut:
    """Return a token without its secret, or with it the one time it is known."""
    assert token.id is not None
    return TokenOut(
        id=token.id,
        name=token.name,
        hint=token.hint,
        department=token.department_code,
        created_by=token.created_by,
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        scope=token.scope,
        last_used_at=token.last_used_at,
        secret=secret,
    )


def _with_secret(response: Response, secret: str) -> Response:
    body = TokenOut.model_validate_json(bytes(response.body)).model_copy(update={"secret": secret})
    headers = {"Location": response.headers["location"], "Cache-Control": "no-store"}
    return Response(
        body.model_dump_json(), status_code=201, headers=headers, media_type="application/json"
    )
