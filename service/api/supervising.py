"""Overseeing a ticket: exclusions, supervision, reminders, splitting, taking out of a merge."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from models.enums import Role
from models.ticket import Ticket
from service.api.conditional import VERSIONED
from service.api.edges import MOVING, Number, carry, only
from service.api.idempotency import REPEATABLE
from service.api.representations import TicketOut
from service.deps import DESK
from service.inputs import ReasonInput
from service.operations import excluding, merging, reminding, splitting, supervising
from service.operations.acting import Acting
from service.supervising_inputs import ExclusionInput, SplitInput

router = APIRouter(
    prefix="/tickets/{number}",
    tags=["supervising"],
    dependencies=[REPEATABLE, VERSIONED],
    responses=MOVING,
)

Supervisor = Annotated[Acting, only(Role.SUPERVISOR)]
Officer = Annotated[Acting, only(Role.OFFICER)]
Asking = Annotated[Acting, only(Role.OFFICER, Role.DISPATCHER, Role.REVISIT_CLERK)]
Reminding = Annotated[Acting, only(*DESK, Role.REVISIT_CLERK)]
Unmerging = Annotated[Acting, only(Role.DISPATCHER, Role.SUPERVISOR)]
Desk = Annotated[Acting, only(*DESK)]
NOTHING_SAID = ReasonInput()


@router.post("/request-exclusion", response_model=TicketOut)
def request_exclusion(
    number: Number, request: Request, act: Asking, given: ExclusionInput
) -> Response:
    """申请剔除：写明理由；由另一人审批。"""

    def verb(ticket: Ticket) -> Ticket:
        return excluding.request_exclusion(
            act, ticket, reason_code=given.reason_code, reason=given.reason
        )

    return carry(request, act, number, verb, given)


@router.post("/grant-exclusion", response_model=TicketOut)
def grant_exclusion(
    number: Number, request: Request, act: Supervisor, given: ReasonInput = NOTHING_SAID
) -> Response:
    """同意剔除：待回访的工单剔除办结，已办结的不再计入考核。"""

    def verb(ticket: Ticket) -> Ticket:
        return excluding.grant_exclusion(act, ticket, reason=given.reason)

    return carry(request, act, number, verb, given)


@router.post("/refuse-exclusion", response_model=TicketOut)
def refuse_exclusion(
    number: Number, request: Request, act: Supervisor, given: ReasonInput
) -> Response:
    """驳回剔除：工单照常考核。"""

    def verb(ticket: Ticket) -> Ticket:
        return excluding.refuse_exclusion(act, ticket, reason=given.reason)

    return carry(request, act, number, verb, given)


@router.post("/supervise", response_model=TicketOut)
def supervise(number: Number, request: Request, act: Supervisor, given: ReasonInput) -> Response:
    """督办：单位须在时限内回复。"""

    def verb(ticket: Ticket) -> Ticket:
        return supervising.supervise(act, ticket, reason=given.reason)

    return carry(request, act, number, verb, given)


@router.post("/escalate", response_model=TicketOut)
def escalate(number: Number, request: Request, act: Supervisor, given: ReasonInput) -> Response:
    """升级督办：提高一级，重新计算回复时限。"""

    def verb(ticket: Ticket) -> Ticket:
        return supervising.escalate(act, ticket, reason=given.reason)

    return carry(request, act, number, verb, given)


@router.post("/answer-supervision", response_model=TicketOut)
def answer_supervision(
    number: Number, request: Request, act: Officer, given: ReasonInput
) -> Response:
    """回复督办：主办单位说明进展和完成时间。"""

    def verb(ticket: Ticket) -> Ticket:
        return supervising.answer_supervision(act, ticket, reason=given.reason)

    return carry(request, act, number, verb, given)


@router.post("/remind", response_model=TicketOut)
def remind(
    number: Number, request: Request, act: Reminding, given: ReasonInput = NOTHING_SAID
) -> Response:
    """催办：诉求人再次来电，计数并提醒单位，不另立新单。"""

    def verb(ticket: Ticket) -> Ticket:
        return reminding.remind(act, ticket, reason=given.reason)

    return carry(request, act, number, verb, given)


@router.post("/split", response_model=TicketOut)
def split(number: Number, request: Request, act: Desk, given: SplitInput) -> Response:
    """拆单：一次来电反映几件事时，其余各件各立一单，文字取自原文。"""

    def verb(ticket: Ticket) -> Ticket:
        splitting.split(act, ticket, matters=[one.matter() for one in given.matters])
        return ticket

    return carry(request, act, number, verb, given)


@router.post("/unmerge", response_model=TicketOut)
def unmerge(number: Number, request: Request, act: Unmerging, given: ReasonInput) -> Response:
    """拆并：并错的工单回到待派单。"""

    def verb(ticket: Ticket) -> Ticket:
        return merging.unmerge(act, ticket, reason=given.reason)

    return carry(request, act, number, verb, given)
