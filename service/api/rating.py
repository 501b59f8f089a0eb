"""Ratings: taken from another system, and the links by which citizens rate themselves."""

from typing import Annotated

from fastapi import APIRouter, Response

from models.enums import Role
from models.errors import Invalid, NotFound
from models.ticket import Ticket
from service.api.conditional import VERSIONED, etag
from service.api.edges import MOVING, Move, Number, asked_by, json_of, only, problems
from service.api.idempotency import REPEATABLE, response_of
from service.api.representations import TicketOut
from service.api.representations.ratings import RatingLinkOut
from service.deps import ServicesDep
from service.inputs import unknown_fields
from service.inputs_rating import LinkInput, RatingInput
from service.messages import invitation
from service.operations import rating
from service.operations.acting import Acting

router = APIRouter(prefix="/tickets/{number}", tags=["ratings"])

Clerk = Annotated[Acting, only(Role.REVISIT_CLERK)]
Rater = Annotated[Move, asked_by(Role.REVISIT_CLERK)]
_STANDING = LinkInput()


@router.post(
    "/ratings", response_model=TicketOut, dependencies=[REPEATABLE, VERSIONED], responses=MOVING
)
def rate(move: Rater, given: RatingInput) -> Response:
    """登记评价：短信网关等系统以回访员身份代诉求人提交；并单工单各自评价。"""
    return move.carry(
        lambda act, ticket: rating.rate(act, ticket, answer=given.answer()),
        given,
        before=lambda act: rating.hold(act.session, move.number),
    )


@router.post("/rating-link", response_model=RatingLinkOut, responses=problems(409))
def link(number: Number, act: Clerk, parts: ServicesDep, given: LinkInput = _STANDING) -> Response:
    """取得评价链接和短信、微信文字：本轮未过期的链接原样返回，否则新建；记入经过。"""
    strange = unknown_fields(given)
    if strange:
        raise Invalid("没有这些字段。", code="unknown_fields", fields=strange)
    # Not repeatable by key: what is kept under a key must not hold an address that rates.
    ticket = _held(act, number)
    made = rating.offer(act, ticket, renew=given.renew)
    told = invitation(ticket, made, parts=parts)
    shown = RatingLinkOut(
        number=ticket.number,
        round=made.round,
        url=told.url,
        expires_at=made.expires_at,
        sms=told.sms,
        wechat=told.wechat,
    )
    response = response_of(json_of(shown, tag=etag(ticket)))
    response.headers["Cache-Control"] = "no-store"
    return response


def _held(act: Acting, number: str) -> Ticket:
    ticket = rating.hold(act.session, number)
    if ticket is None:
        raise NotFound(f"没有编号为 {number} 的工单。", code="unknown_ticket")
    return ticket
