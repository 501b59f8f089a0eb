"""Tickets: taken in, listed, read, and the identity behind them."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from models.clock import CITY_ZONE
from models.enums import Channel, Kind, Role, Status, Urgency
from models.errors import Invalid
from service.api.conditional import etag, seen_already
from service.api.edges import WRITING, Number, QueryText, json_of, only, ticket_answer
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.rendering import item, trail_of
from service.api.representations import IdentityOut, TicketOut, TicketPage, TrailOut
from service.deps import DESK, EVERYONE, ServicesDep
from service.inputs import IntakeInput, Moment, PurposeInput
from service.operations import dispatching
from service.operations import intake as intaking
from service.operations.acting import Acting
from service.operations.repeating import Answer
from service.operations.visibility import LOOKERS, scope
from service.queries import tickets
from service.queries.names import names_for
from service.queries.pending import pending_of
from service.queries.search import Found, search
from service.queries.tickets import Page
from service.queries.words import NO_WORD, words_asked

router = APIRouter(prefix="/tickets", tags=["tickets"])

Reader = Annotated[Acting, only(*EVERYONE)]


@router.post(
    "",
    status_code=201,
    response_model=TicketOut,
    dependencies=[REPEATABLE],
    responses=WRITING,
)
def take_in(
    request: Request,
    act: Annotated[Acting, only(*DESK)],
    parts: ServicesDep,
    given: IntakeInput,
) -> Response:
    """受理：记下诉求；带 dispatch 时同时派单，两者同成同败。"""

    def effect() -> Answer:
        ticket = intaking.receive(act, intake=given.intake(), cipher=parts.cipher)
        if given.dispatch is not None:
            dispatching.dispatch(act, ticket, route=given.dispatch.route())
        return ticket_answer(act, ticket, status=201)

    return once(request, act, given=given, effect=effect)


def wanted(
    *,
    act: Reader,
    status: Annotated[
        list[Status], Query(description="可重复，如 status=HANDLING&status=WAITING")
    ] = [],  # noqa: B006 -- FastAPI copies defaults
    kind: Kind | None = None,
    channel: Channel | None = None,
    urgency: Urgency | None = None,
    reopened: Annotated[bool, Query(description="只看第 2 轮及以后的")] = False,
    lead: Annotated[
        QueryText, Query(description="主办单位代码；不带时含协办、交办和曾经承办的")
    ] = None,
    category: Annotated[QueryText, Query(description="分类代码或其开头")] = None,
    area: Annotated[QueryText, Query(description="区域代码，含其下各级")] = None,
    received_from: Annotated[Moment | None, Query(description="此时及以后受理的")] = None,
    received_to: Annotated[Moment | None, Query(description="此时以前受理的")] = None,
    overdue: Annotated[bool, Query(description="只看现在已超期的")] = False,
) -> tickets.Filter:
    """Return what is asked for; times without a zone are the city's, officers see their own."""
    since, until = (
        moment if moment is None or moment.tzinfo else moment.replace(tzinfo=CITY_ZONE)
        for moment in (received_from, received_to)
    )
    return tickets.Filter(
        statuses=tuple(status),
        lead=lead,
        unit=scope(act.actor),
        category=category or "",
        area=area,
        received_from=since,
        received_to=until,
        overdue_at=act.at if overdue else None,
        kind=kind,
        channel=channel,
        urgency=urgency,
        reopened=reopened,
    )


@router.get("", response_model=TicketPage)
def listed(
    *,
    request: Request,
    act: Reader,
    filtered: Annotated[tickets.Filter, Depends(wanted)],
    q: QueryText = None,
    order: Annotated[
        tickets.Order, Query(description="newest：新受理的在前；due：本步骤先到期的在前")
    ] = tickets.Order.NEWEST,
    cursor: Annotated[QueryText, Query(description="翻页用，取自 next，不要自己拼")] = None,
    limit: Annotated[int, Query(ge=1, le=tickets.LARGEST_PAGE)] = tickets.PAGE,
) -> Response:
    """列表：按条件翻页，next 为下一页地址；q 为检索词，以空格分开，须全部出现，结果由新到旧。"""
    words = words_asked(q or "")
    page: Page | Found
    if words:
        page = search(act.session, words=words, wanted=filtered, cursor=cursor or "", size=limit)
    elif q:
        raise Invalid(NO_WORD, code="bad_query", fields={"q": NO_WORD})
    else:
        page = tickets.page(
            act.session, wanted=filtered, order=order, cursor=cursor or "", size=limit
        )
    following = _next_address(request, page.next_cursor)
    names = names_for(act.session, page.tickets)
    waits = pending_of(act.session, page.tickets, unit=act.actor.department)
    rows = tuple(
        item(ticket, actor=act.actor, names=names, pending=waits[ticket.id or 0])
        for ticket in page.tickets
    )
    response = response_of(json_of(TicketPage(tickets=rows, next=following)))
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


@router.get("/{number}", response_model=TicketOut, responses={304: {"description": "未变"}})
def read(number: Number, request: Request, act: Reader) -> Response:
    """读取一张工单；ETag 用于之后的修改。"""
    ticket = tickets.find(act.session, number=number, unit=scope(act.actor))
    if seen_already(request, etag(ticket)):
        return Response(status_code=304, headers={"ETag": etag(ticket)})
    return response_of(ticket_answer(act, ticket))


@router.get("/{number}/events", response_model=TrailOut)
def read_events(number: Number, act: Reader) -> Response:
    """工单的全部事件，由旧到新。"""
    ticket = tickets.find(act.session, number=number, unit=scope(act.actor))
    return response_of(json_of(trail_of(act, ticket)))


@router.post("/{number}/identity", response_model=IdentityOut, responses=WRITING)
def look_at_identity(
    number: Number,
    act: Annotated[Acting, only(*LOOKERS, Role.OFFICER)],
    parts: ServicesDep,
    given: PurposeInput,
) -> Response:
    """查看诉求人信息：写明用途，每次查看都有记录；单位只看正在主办、未要求保密的。"""
    ticket = tickets.find(act.session, number=number, unit=scope(act.actor))
    name, phone = intaking.look_at_identity(
        act, ticket=ticket, purpose=given.purpose, cipher=parts.cipher
    )
    response = response_of(json_of(IdentityOut(name=name, phone=phone)))
    response.headers["Cache-Control"] = "no-store"
    return response


def _next_address(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"
