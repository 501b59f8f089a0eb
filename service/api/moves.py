"""The steps of a ticket's life, one address each; every one needs If-Match."""

from typing import Annotated

from fastapi import APIRouter, Response

from models.enums import Role
from service.api.conditional import VERSIONED
from service.api.edges import MOVING, Move, asked_by
from service.api.idempotency import REPEATABLE
from service.api.representations import TicketOut
from service.deps import DESK
from service.handling_inputs import FinalReplyInput, ReplyInput
from service.inputs import (
    AnswerInput,
    ArbitrationInput,
    HandOverInput,
    MergeInput,
    ReasonInput,
    RedirectInput,
    ReturnInput,
    RevisitInput,
    RouteInput,
)
from service.operations import closing, dispatching, handling, merging

router = APIRouter(
    prefix="/tickets/{number}",
    tags=["moves"],
    dependencies=[REPEATABLE, VERSIONED],
    responses=MOVING,
)

Desk = Annotated[Move, asked_by(*DESK)]
Dispatcher = Annotated[Move, asked_by(Role.DISPATCHER)]
Officer = Annotated[Move, asked_by(Role.OFFICER)]
Supervisor = Annotated[Move, asked_by(Role.SUPERVISOR)]
Asker = Annotated[Move, asked_by(Role.REVISIT_CLERK)]
Resumer = Annotated[Move, asked_by(*DESK, Role.OFFICER, Role.SUPERVISOR)]
NOTHING_SAID = ReasonInput()


@router.post("/dispatch", response_model=TicketOut)
def dispatch(move: Desk, given: RouteInput) -> Response:
    """派单：交给一个主办单位，可带协办单位。"""
    return move.carry(
        lambda act, ticket: dispatching.dispatch(act, ticket, route=given.route()), given
    )


@router.post("/redirect", response_model=TicketOut)
def redirect(move: Dispatcher, given: RedirectInput) -> Response:
    """转派：在签收之前改交另一个单位。"""
    return move.carry(
        lambda act, ticket: dispatching.redirect(
            act, ticket, route=given.route(), reason=given.reason
        ),
        given,
    )


@router.post("/acknowledge", response_model=TicketOut)
def acknowledge(move: Officer) -> Response:
    """签收：主办单位开始办理。"""
    return move.carry(handling.acknowledge)


@router.post("/request-return", response_model=TicketOut)
def request_return(move: Officer, given: ReturnInput) -> Response:
    """申请退单：说明理由和职责依据，可建议改派的单位。"""
    return move.carry(
        lambda act, ticket: handling.request_return(act, ticket, objection=given.objection()), given
    )


@router.post("/grant-return", response_model=TicketOut)
def grant_return(move: Dispatcher, given: ReasonInput = NOTHING_SAID) -> Response:
    """同意退单：工单回到待派单。"""
    return move.carry(
        lambda act, ticket: dispatching.grant_return(act, ticket, reason=given.reason), given
    )


@router.post("/refuse-return", response_model=TicketOut)
def refuse_return(move: Dispatcher, given: ReasonInput) -> Response:
    """驳回退单：原单位办理，不得再退。"""
    return move.carry(
        lambda act, ticket: dispatching.refuse_return(act, ticket, reason=given.reason), given
    )


@router.post("/arbitrate", response_model=TicketOut)
def arbitrate(move: Supervisor, given: ArbitrationInput) -> Response:
    """裁定：确定主办单位，并留下一条职责。"""
    return move.carry(
        lambda act, ticket: dispatching.arbitrate(
            act, ticket, unit=given.unit, reason=given.reason, basis=given.basis
        ),
        given,
    )


@router.post("/ask-citizen", response_model=TicketOut)
def ask_citizen(move: Officer, given: ReasonInput) -> Response:
    """请诉求人补充：每轮一次。"""
    return move.carry(
        lambda act, ticket: handling.ask_citizen(act, ticket, reason=given.reason), given
    )


@router.post("/resume", response_model=TicketOut)
def resume(move: Resumer, given: ReasonInput = NOTHING_SAID) -> Response:
    """恢复办理：诉求人已补充，或挂账结束。"""
    return move.carry(lambda act, ticket: handling.resume(act, ticket, reason=given.reason), given)


@router.post("/reply", response_model=TicketOut)
def reply(move: Officer, given: ReplyInput) -> Response:
    """答复：公开答复与内部备注分开；第 2 轮起写明分管领导。"""
    return move.carry(
        lambda act, ticket: handling.reply(act, ticket, finding=given.finding()), given
    )


@router.post("/accept-reply", response_model=TicketOut)
def accept_reply(move: Dispatcher, given: ReasonInput = NOTHING_SAID) -> Response:
    """答复通过：转入回访。"""
    return move.carry(
        lambda act, ticket: closing.accept_reply(act, ticket, reason=given.reason), given
    )


@router.post("/reject-reply", response_model=TicketOut)
def reject_reply(move: Dispatcher, given: ReasonInput) -> Response:
    """答复退回：说明不足之处，单位继续办理。"""
    return move.carry(
        lambda act, ticket: closing.reject_reply(act, ticket, reason=given.reason), given
    )


@router.post("/final-reply", response_model=TicketOut)
def final_reply(move: Supervisor, given: FinalReplyInput) -> Response:
    """终结答复：不合理诉求凭签署的文件办结，document 为已上传附件的 id。"""
    return move.carry(
        lambda act, ticket: closing.final_reply(
            act, ticket, reason=given.reason, document=given.document
        ),
        given,
    )


@router.post("/revisit", response_model=TicketOut)
def revisit(move: Asker, given: RevisitInput) -> Response:
    """回访：满意则办结，不满意则进入下一轮。"""
    return move.carry(
        lambda act, ticket: closing.record_revisit(act, ticket, answer=given.answer()), given
    )


@router.post("/answer", response_model=TicketOut)
def answer(move: Desk, given: AnswerInput) -> Response:
    """直接答复：当场办结。"""
    return move.carry(
        lambda act, ticket: closing.answer(act, ticket, public_text=given.public_text), given
    )


@router.post("/decline", response_model=TicketOut)
def decline(move: Desk, given: ReasonInput) -> Response:
    """不予受理：理由中写明法定途径。"""
    return move.carry(lambda act, ticket: closing.decline(act, ticket, reason=given.reason), given)


@router.post("/hand-over", response_model=TicketOut)
def hand_over(move: Desk, given: HandOverInput) -> Response:
    """移交紧急热线：110、119、120 或 122。"""
    return move.carry(
        lambda act, ticket: closing.hand_over(act, ticket, line=given.line, reason=given.reason),
        given,
    )


@router.post("/merge", response_model=TicketOut)
def merge(move: Dispatcher, given: MergeInput) -> Response:
    """并单：并入另一张尚未办结的工单，本单办结。"""
    return move.carry(
        lambda act, ticket: merging.merge(act, ticket, into=given.into),
        given,
        before=lambda act: merging.hold_both(act, child=move.number, parent=given.into),
    )


@router.post("/void", response_model=TicketOut)
def void(move: Dispatcher, given: ReasonInput) -> Response:
    """作废：不应存在的工单。"""
    return move.carry(lambda act, ticket: closing.void(act, ticket, reason=given.reason), given)


@router.post("/rework", response_model=TicketOut)
def rework(move: Supervisor, given: ReasonInput) -> Response:
    """重办：办结的工单进入下一轮，主办单位不变。"""
    return move.carry(lambda act, ticket: closing.rework(act, ticket, reason=given.reason), given)


@router.post("/archive", response_model=TicketOut)
def archive(move: Supervisor) -> Response:
    """归档：此后不再变动，用于训练。"""
    return move.carry(closing.archive)
