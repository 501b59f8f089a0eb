"""Contact, extension and suspension: steps while a unit works on a ticket."""

from typing import Annotated

from fastapi import APIRouter, Response

from models.enums import Role
from service.api.conditional import VERSIONED
from service.api.edges import MOVING, Move, asked_by
from service.api.idempotency import REPEATABLE
from service.api.representations import TicketOut
from service.handling_inputs import (
    ContactInput,
    ExtensionInput,
    MilestoneInput,
    ResultInput,
    SuspensionInput,
    TaskInput,
)
from service.inputs import ReasonInput
from service.operations import contacting, delegating, extending, suspending

router = APIRouter(
    prefix="/tickets/{number}",
    tags=["handling"],
    dependencies=[REPEATABLE, VERSIONED],
    responses=MOVING,
)

Officer = Annotated[Move, asked_by(Role.OFFICER)]
Supervisor = Annotated[Move, asked_by(Role.SUPERVISOR)]
Granter = Annotated[Move, asked_by(Role.DISPATCHER, Role.SUPERVISOR)]
Reacher = Annotated[Move, asked_by(Role.OFFICER, Role.SUPERVISOR)]
NOTHING_SAID = ReasonInput()


@router.post("/contact", response_model=TicketOut)
def contact(move: Officer, given: ContactInput) -> Response:
    """联系诉求人：首次联系的时间计入响应率，reason 为联系情况。"""
    return move.carry(
        lambda act, ticket: contacting.contact(
            act, ticket, way=given.way, who=given.who, reason=given.reason
        ),
        given,
    )


@router.post("/request-extension", response_model=TicketOut)
def request_extension(move: Officer, given: ExtensionInput) -> Response:
    """申请延期：到期前提出；带 milestones 的为长周期事项，days 以自然日计。"""
    return move.carry(
        lambda act, ticket: extending.request_extension(act, ticket, plea=given.plea()), given
    )


@router.post("/grant-extension", response_model=TicketOut)
def grant_extension(move: Granter, given: ReasonInput = NOTHING_SAID) -> Response:
    """同意延期：须由申请人以外的人审批，前后两个时限都保留。"""
    return move.carry(
        lambda act, ticket: extending.grant_extension(act, ticket, reason=given.reason), given
    )


@router.post("/refuse-extension", response_model=TicketOut)
def refuse_extension(move: Granter, given: ReasonInput) -> Response:
    """驳回延期：写明理由，原时限不变。"""
    return move.carry(
        lambda act, ticket: extending.refuse_extension(act, ticket, reason=given.reason), given
    )


@router.post("/delegate", response_model=TicketOut)
def delegate(move: Officer, given: TaskInput) -> Response:
    """交办：主办单位把一部分工作交给其他单位，任务时限不晚于工单时限。"""
    return move.carry(
        lambda act, ticket: delegating.delegate(act, ticket, task=given.given()), given
    )


@router.post("/acknowledge-task", response_model=TicketOut)
def acknowledge_task(move: Officer) -> Response:
    """签收任务：协办或交办单位签收自己的任务。"""
    return move.carry(delegating.acknowledge_task)


@router.post("/finish-task", response_model=TicketOut)
def finish_task(move: Officer, given: ResultInput) -> Response:
    """办结任务：协办或交办单位写明结果，由主办单位答复诉求人。"""
    return move.carry(
        lambda act, ticket: delegating.finish_task(act, ticket, result=given.result), given
    )


@router.post("/suspend", response_model=TicketOut)
def suspend(move: Supervisor, given: SuspensionInput) -> Response:
    """挂账：长期事项暂缓，至少一个带日期的阶段目标，时限停止计算。"""
    return move.carry(
        lambda act, ticket: suspending.suspend(
            act, ticket, reason=given.reason, stages=given.stages()
        ),
        given,
    )


@router.post("/reach-milestone", response_model=TicketOut)
def reach_milestone(move: Reacher, given: MilestoneInput) -> Response:
    """达成阶段目标：milestone 为阶段目标的 id。"""
    return move.carry(
        lambda act, ticket: suspending.reach_milestone(
            act, ticket, milestone=given.milestone, remark=given.remark
        ),
        given,
    )


@router.post("/review-suspension", response_model=TicketOut)
def review_suspension(move: Supervisor, given: ReasonInput) -> Response:
    """挂账复核：写明意见，重新计算下次复核日期。"""
    return move.carry(
        lambda act, ticket: suspending.review_suspension(act, ticket, reason=given.reason), given
    )
