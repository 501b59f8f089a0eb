"""Organisation changes (机构调整): previewed, then made exactly so."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from models.enums import Role
from service.api.edges import WRITING, json_of, only
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.representations.duties import BelongingOut, LineOut, PlanOut, TicketMoveOut
from service.duty_inputs import ChangeInput, ReorganiseInput
from service.operations import reorganising
from service.operations.acting import Acting
from service.operations.reorganisation_plan import Belonging, Plan
from service.operations.repeating import Answer

router = APIRouter(prefix="/reorganisations", tags=["reorganisations"])

Administrator = Annotated[Acting, only(Role.ADMINISTRATOR)]


@router.post("/preview", response_model=PlanOut, responses=WRITING)
def preview(act: Administrator, given: ChangeInput) -> Response:
    """预览机构调整：撤并的单位、沿革、职责、在办工单、人员、令牌、争议事项、标签；不写入。"""
    return response_of(json_of(_plan(reorganising.preview(act, change=given.change()))))


@router.post(
    "", status_code=201, response_model=PlanOut, dependencies=[REPEATABLE], responses=WRITING
)
def carry_out(request: Request, act: Administrator, given: ReorganiseInput) -> Response:
    """执行预览过的机构调整；digest 与现在的预览不一致则 409，什么也不做。"""

    def effect() -> Answer:
        plan = reorganising.reorganise(act, change=given.change(), digest=given.digest)
        return json_of(_plan(plan), status=201)

    return once(request, act, given=given, effect=effect)


def _plan(plan: Plan) -> PlanOut:
    return PlanOut(
        digest=plan.digest,
        ended=plan.change.ended,
        founded=tuple(one.code for one in plan.founded),
        lines=tuple(
            LineOut(
                before=one.before,
                after=one.after,
                kind=one.kind,
                category_prefix=one.category_prefix,
            )
            for one in plan.lines
        ),
        duties=tuple(one.family for one in plan.revisions),
        tickets=tuple(
            TicketMoveOut(number=one.number, before=one.lead, after=one.new_lead)
            for one in plan.tickets
        ),
        led=plan.led,
        people=_belongings(plan.people),
        tokens=_belongings(plan.tokens),
        contests=_belongings(plan.contests),
        children=_belongings(plan.children),
        labels=plan.labels,
    )


def _belongings(rows: tuple[Belonging, ...]) -> tuple[BelongingOut, ...]:
    return tuple(BelongingOut(name=one.name, before=one.before, after=one.after) for one in rows)
