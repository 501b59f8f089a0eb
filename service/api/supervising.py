"""Overseeing a ticket: exclusions, supervision, reminders, splitting, taking out of a merge."""

from typing import Annotated

from fastapi import APIRouter, Response

from models.enums import Role
from models.ticket import Ticket
from service.api.conditional import VERSIONED
from service.api.edges import MOVING, Move, asked_by
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

Supervisor = Annotated[Move, asked_by(Role.SUPERVISOR)]
Officer = Annotated[Move, asked_by(Role.OFFICER)]
Asking = Annotated[Move, asked_by(Role.OFFICER, Role.DISPATCHER, Role.REVISIT_CLERK)]
Reminding = Annotated[Move, asked_by(*DESK, Role.REVISIT_CLERK)]
Unmerging = Annotated[Move, asked_by(Role.DISPATCHER, Role.SUPERVISOR)]
Desk = Annotated[Move, asked_by(*DESK)]
NOTHING_SAID = ReasonInput()


@router.post("/request-exclusion", response_model=TicketOut)
def request_exclusion(move: Asking, given: ExclusionInput) -> Response:
    """申请剔除：写明理由；由另一人审批。"""
    return move.carry(
        lambda act, ticket: excluding.request_exclusion(
            act, ticket, reason_code=given.reason_code, reason=given.reason
        ),
        given,
    )


@router.post("/grant-exclusion", response_model=TicketOut)
def grant_exclusion(move: Supervisor, given: ReasonInput = NOTHING_SAID) -> Response:
    """同意剔除：待回访的工单剔除办结，已办结的不再计入考核。"""
    return move.carry(
        lambda act, ticket: excluding.grant_exclusion(act, ticket, reason=given.reason), given
    )


@router.post("/refuse-exclusion", response_model=TicketOut)
def refuse_exclusion(move: Supervisor, given: ReasonInput) -> Response:
    """驳回剔除：工单照常考核。"""
    return move.carry(
        lambda act, ticket: excluding.refuse_exclusion(act, ticket, reason=given.reason), given
    )


@router.post("/supervise", response_model=TicketOut)
def supervise(move: Supervisor, given: ReasonInput) -> Response:
    """督办：单位须在时限内回复。"""
    return move.carry(
        lambda act, ticket: supervising.supervise(act, ticket, reason=given.reason), given
    )


@router.post("/escalate", response_model=TicketOut)
def escalate(move: Supervisor, given: ReasonInput) -> Response:
    """升级督办：提高一级，重新计算回复时限。"""
    return move.carry(
        lambda act, ticket: supervising.escalate(act, ticket, reason=given.reason), given
    )


@router.post("/answer-supervision", response_model=TicketOut)
def answer_supervision(move: Officer, given: ReasonInput) -> Response:
    """回复督办：主办单位说明进展和完成时间。"""
    return move.carry(
        lambda act, ticket: supervising.answer_supervision(act, ticket, reason=given.reason), given
    )


@router.post("/remind", response_model=TicketOut)
def remind(move: Reminding, given: ReasonInput = NOTHING_SAID) -> Response:
    """催办：诉求人再次来电，计数并提醒单位，不另立新单。"""
    return move.carry(lambda act, ticket: reminding.remind(act, ticket, reason=given.reason), given)


@router.post("/split", response_model=TicketOut)
def split(move: Desk, given: SplitInput) -> Response:
    """拆单：一次来电反映几件事时，其余各件各立一单，文字取自原文。"""

    def verb(act: Acting, ticket: Ticket) -> Ticket:
        splitting.split(act, ticket, matters=[one.matter() for one in given.matters])
        return ticket

    return move.carry(verb, given)


@router.post("/unmerge", response_model=TicketOut)
def unmerge(move: Unmerging, given: ReasonInput) -> Response:
    """拆并：并错的工单回到待派单。"""
    return move.carry(lambda act, ticket: merging.unmerge(act, ticket, reason=given.reason), given)
