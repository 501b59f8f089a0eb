"""Suggestions (派单建议): asked for, stored as shown, read again."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from models.enums import Role
from models.errors import NotFound
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.api.edges import WRITING, json_of, only
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.rendering import PREFIX
from service.api.representations import SuggestionOut
from service.api.suggested import whole
from service.deps import DESK, ServicesDep
from service.inputs import WordsInput
from service.operations.acting import Acting
from service.operations.repeating import Answer
from service.operations.suggesting import suggest

router = APIRouter(prefix="/suggestions", tags=["suggestions"])


@router.post(
    "",
    status_code=201,
    response_model=SuggestionOut,
    dependencies=[REPEATABLE],
    responses=WRITING,
)
def ask(
    request: Request,
    act: Annotated[Acting, only(*DESK)],
    parts: ServicesDep,
    given: WordsInput,
) -> Response:
    """请求派单建议：候选单位与依据、可能单位、险情、要素、重复、缺项；多件事分别给出。全部留存。"""

    def effect() -> Answer:
        suggester = parts.engine.suggester(act.session)
        row = suggest(
            act, suggester=suggester, words=given.words(), trouble=parts.engine.trouble
        ).row
        location = f"{PREFIX}/suggestions/{row.id}"
        return json_of(whole(row, ticket=None), status=201, location=location)

    return once(request, act, given=given, effect=effect)


@router.get("/{suggestion}", response_model=SuggestionOut)
def read(
    suggestion: Annotated[str, Path(description="派单建议编号")],
    act: Annotated[Acting, only(*DESK, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)],
) -> Response:
    """读取一条派单建议：当时的内容、人的选择和后来的结果。"""
    row = act.session.get(Suggestion, suggestion) if suggestion.isalnum() else None
    if row is None:
        raise NotFound("没有这条派单建议。", code="unknown_suggestion")
    ticket = act.session.get(Ticket, row.ticket_id) if row.ticket_id else None
    return response_of(json_of(whole(row, ticket=ticket.number if ticket else None)))
