"""Advice on a reply before it is sent, for departments' own systems."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from models.enums import Role
from service.api.edges import WRITING, Number, json_of, only
from service.api.idempotency import known_fields, response_of
from service.deps import ONLY_READS
from service.inputs import AnswerInput
from service.operations.acting import Acting
from service.operations.reply_advice import advise
from service.operations.reply_checks import Remark
from service.operations.visibility import scope
from service.queries import tickets

router = APIRouter(prefix="/tickets/{number}", tags=["handling"], responses=WRITING)

Officer = Annotated[Acting, only(Role.OFFICER)]


class RemarkOut(BaseModel):
    """One check: what it is for, whether it is fine, one sentence, and the words it rests on."""

    check: str
    label: str
    is_fine: bool
    sentence: str
    evidence: tuple[str, ...] = Field(description="答复或诉求中的原词")
    spans: tuple[tuple[int, int], ...] = Field(description="在答复中的起止位置，按字符计")


class ReplyCheckOut(BaseModel):
    """What may be said of a reply; it never stops the reply itself."""

    remarks: tuple[RemarkOut, ...]


@router.post("/reply-check", response_model=ReplyCheckOut, openapi_extra=ONLY_READS)
def reply_check(number: Number, act: Officer, given: AnswerInput) -> Response:
    """答复检查：答其所问、不泄露身份、不推诿、有实质内容、时间和承诺具体；只作提示，不保存。"""
    known_fields(given)
    ticket = tickets.find(act.session, number=number, unit=scope(act.actor))
    found = advise(act, ticket, public_text=given.public_text)
    return response_of(json_of(ReplyCheckOut(remarks=tuple(_out(one) for one in found))))


def _out(one: Remark) -> RemarkOut:
    return RemarkOut(
        check=one.check.value,
        label=one.check.label,
        is_fine=one.is_fine,
        sentence=one.sentence,
        evidence=one.evidence,
        spans=one.spans,
    )
