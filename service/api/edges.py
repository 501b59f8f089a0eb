"""What the routes share: permission, the ticket meant, the answer, and how errors are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import AfterValidator, BaseModel

from models.enums import Role
from models.errors import Invalid, NotFound
from models.ticket import Ticket
from service.api.conditional import etag, opened
from service.api.idempotency import NO_BODY, once
from service.api.rendering import address_of, full
from service.deps import ApiAllowed
from service.inputs import Input, storable
from service.operations.acting import Acting
from service.operations.repeating import Answer
from service.problems import PROBLEM_JSON, Problem

_MEANINGS = {
    400: "请求不符合协议（JSON、If-Match 格式）",
    401: "没有令牌，或令牌无效、已过期",
    403: "角色或单位无权进行此操作",
    404: "不存在，或不在本单位的办理范围内",
    409: "与现状冲突，或同一请求正在处理",
    410: "已评价、已结束或已过期",
    412: "If-Match 不是当前版本；current 为当前状态",
    413: "请求内容过大",
    422: "内容有误，fields 逐项说明",
    428: "缺少 If-Match",
    503: "数据库或制品暂不可用",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of these errors for the OpenAPI document."""
    schema = Problem.model_json_schema()
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {PROBLEM_JSON: {"schema": schema}},
        }
        for status in statuses
    }


#: Errors of every route that needs a log-in, and of those that take a body.
COMMON = problems(401, 403, 404, 422, 503)
WRITING = problems(400, 409, 413)
MOVING = WRITING | problems(412, 428)

#: Only describes the scheme in the OpenAPI document; `bearer` reads and judges the header.
DESCRIBED = Depends(HTTPBearer(auto_error=False, description="会话令牌 hts_… 或单位令牌 htk_…"))


def known_parameters(request: Request) -> None:
    """Refuse a parameter that the route does not know: a mistyped filter would list everything.

    Raises:
        Invalid: the address carries parameters that the schema does not name.
    """
    route = request.scope["route"]
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = set(_parameters(route.dependant))
    strange = [name for name in request.query_params if name not in known]
    if strange:
        offered = f"可用：{'、'.join(sorted(known))}。" if known else "这个地址不带参数。"
        raise Invalid(
            f"没有这些参数：{'、'.join(strange)[:200]}。{offered}",
            code="unknown_parameters",
            fields=dict.fromkeys(strange, "没有这个参数。"),
        )


def _parameters(dependant: Dependant) -> Iterator[str]:
    yield from (one.alias for one in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _parameters(inner)


#: Reading and changing alike say which parameters they know.
KNOWN = Depends(known_parameters)


def only(*roles: Role) -> Any:  # noqa: ANN401 -- FastAPI's own marker
    """Return the dependency that lets these roles in."""
    return Depends(ApiAllowed(*roles))


def _possible(number: str) -> str:
    # What cannot be a number is not looked up: databases refuse some characters outright.
    if not (number.isascii() and number.isprintable() and len(number) <= 32):
        raise NotFound("没有这个编号的工单。", code="unknown_ticket")
    return number


Number = Annotated[str, Path(description="工单编号"), AfterValidator(_possible)]
QueryText = Annotated[
    str | None, Query(max_length=200), AfterValidator(lambda v: v and storable(v))
]


def json_of(shown: BaseModel, *, status: int = 200, tag: str = "", location: str = "") -> Answer:
    """Return a representation as an answer."""
    return Answer(status=status, body=shown.model_dump_json(), etag=tag, location=location)


def ticket_answer(act: Acting, ticket: Ticket, *, status: int = 200) -> Answer:
    """Return a ticket's present state with its ETag; a new one with its address."""
    location = address_of(ticket.number) if status == 201 else ""
    return json_of(full(act, ticket), status=status, tag=etag(ticket), location=location)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A step that somebody asks for, of one ticket, in one request."""

    request: Request
    act: Acting
    number: str

    def carry(
        self,
        verb: Callable[[Acting, Ticket], Ticket],
        given: Input = NO_BODY,
        *,
        before: Callable[[Acting], object] = lambda _: None,
    ) -> Response:
        """Move the ticket, once, and answer with its new state.

        `before` runs in the same transaction, before the ticket is read and locked.
        """

        def effect() -> Answer:
            before(self.act)
            ticket = opened(self.act, number=self.number, request=self.request)
            return ticket_answer(self.act, verb(self.act, ticket))

        return once(self.request, self.act, given=given, effect=effect)


def asked_by(*roles: Role) -> Any:  # noqa: ANN401 -- FastAPI's own marker
    """Return the dependency that makes a `Move` of a request, for these roles."""

    def asked(request: Request, number: Number, act: Annotated[Acting, only(*roles)]) -> Move:
        return Move(request=request, act=act, number=number)

    return Depends(asked)
