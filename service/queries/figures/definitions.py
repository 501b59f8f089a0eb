"""Every figure: its name, its formula in words, and the two conditions that are the formula."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlmodel import col

from models.automatic import RouteCheck
from models.enums import Choice, Decision, Labelled, Satisfaction, Status, TicketOrigin
from models.merge import MergeLink
from models.reply import Reply
from models.return_request import ReturnRequest
from models.revisit import Revisit
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.queries.figures import populations as among
from service.queries.figures.populations import Population
from service.queries.figures.scope import Scope


class Figure(Labelled):
    """The figures that are shares of counted facts (指标)."""

    ACKNOWLEDGED = "acknowledged", "及时签收率"
    RESPONDED = "responded", "响应率"
    ON_TIME = "on_time", "按时办结率"
    SOLVED = "solved", "解决率"
    SATISFIED = "satisfied", "满意率"
    RATED = "rated", "参评率"
    FIRST_RIGHT = "first_right", "首派准确率"
    RETURNED = "returned", "退单率"
    UPHELD = "upheld", "有效退单率"
    REWORKED = "reworked", "重办率"
    REPEATED = "repeated", "重复率"
    OVERDUE = "overdue", "超期率"
    ACCEPTED = "accepted", "采纳率"
    AUTOMATIC_RIGHT = "automatic_right", "自动派单精度"
    AUTOMATIC_SHARE = "automatic_share", "自动派单覆盖率"


_EVERYTHING = true()
Condition = Callable[[Scope], ColumnElement[bool]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """One figure: of the facts of its population that meet `base`, how many meet `hit` too.

    Of a plain count (数量) all of them do.
    """

    figure: Labelled
    formula: str
    among: Population
    hit: Condition
    base: ColumnElement[bool] = _EVERYTHING
    more_is_better: bool = True


def _always(condition: ColumnElement[bool]) -> Condition:
    return lambda _scope: condition


_ANSWERED = (Status.REVISITING, Status.CLOSED, Status.ARCHIVED)
#: A unit that answered in time is not late while the desk reads the answer or asks the citizen.
_UNANSWERED = or_(
    col(Ticket.status).not_in((Status.REPLIED, *_ANSWERED)),
    col(Ticket.replied_at).is_(None),
    col(Ticket.replied_at) > col(Ticket.due_at),
)
_CONTENT = tuple(step for step in Satisfaction if step.is_content)
_RATED = exists().where(
    col(Revisit.ticket_id) == col(Reply.ticket_id),
    col(Revisit.round) == col(Reply.round),
    col(Revisit.satisfaction).is_not(None),
)
_REPEATS = exists().where(
    col(MergeLink.child_id) == col(Ticket.id), col(MergeLink.undone_at).is_(None)
)
_BY_MACHINE = exists().where(col(RouteCheck.ticket_id) == col(Ticket.id))

_EVERY = (
    Definition(
        figure=Figure.ACKNOWLEDGED,
        formula="期内派出的工单中，现主办单位在签收时限内签收的 ÷ 期内派出的工单（剔除的不计）",
        among=among.DISPATCHED,
        hit=_always(col(Ticket.acknowledged_at) <= col(Ticket.acknowledge_due_at)),
    ),
    Definition(
        figure=Figure.RESPONDED,
        formula="在响应时限内首次联系诉求人的 ÷ 已派出且期内到期的工单（剔除的不计）",
        among=among.DUE,
        hit=_always(col(Ticket.contacted_at) <= col(Ticket.response_due_at)),
    ),
    Definition(
        figure=Figure.ON_TIME,
        formula="审核通过的末次答复不晚于到期时间的 ÷ 已派出且期内到期的工单（剔除的不计）",
        among=among.DUE,
        # Past the review of the reply the last one is the accepted one.
        hit=_always(
            and_(
                col(Ticket.status).in_(_ANSWERED),
                col(Ticket.replied_at) <= col(Ticket.due_at),
            )
        ),
    ),
    Definition(
        figure=Figure.SOLVED,
        formula="诉求人答“已解决”的 ÷ 期内问到是否解决的有效回访（剔除的不计）",
        among=among.REVISITED,
        base=col(Revisit.is_solved).is_not(None),
        hit=_always(col(Revisit.is_solved).is_(True)),
    ),
    Definition(
        figure=Figure.SATISFIED,
        formula="评为非常满意、满意、基本满意的 ÷ 期内的有效评价（剔除的不计）",
        among=among.REVISITED,
        base=col(Revisit.satisfaction).is_not(None),
        hit=_always(col(Revisit.satisfaction).in_(_CONTENT)),
    ),
    Definition(
        figure=Figure.RATED,
        formula="已得到评价的 ÷ 期内应回访的答复（审核通过的答复，终结答复和剔除的不计）",
        among=among.ANSWERED,
        hit=_always(_RATED),
    ),
    Definition(
        figure=Figure.FIRST_RIGHT,
        formula="首派单位即现主办单位的 ÷ 期内派出的工单（按首派单位归属）",
        among=among.ROUTED,
        hit=_always(col(Ticket.first_lead_code) == col(Ticket.lead_code)),
    ),
    Definition(
        figure=Figure.RETURNED,
        formula="至少申请过一次退单的 ÷ 期内派出的工单（按首派单位归属）",
        among=among.ROUTED,
        hit=_always(col(Ticket.return_count) > 0),
        more_is_better=False,
    ),
    Definition(
        figure=Figure.UPHELD,
        formula="获同意的 ÷ 期内提出的退单申请（按申请单位归属）",
        among=among.RETURN_REQUESTS,
        hit=_always(col(ReturnRequest.decision) == Decision.GRANTED),
    ),
    Definition(
        figure=Figure.REWORKED,
        formula="重办过的 ÷ 期内办结且有承办单位的工单（剔除的不计）",
        among=among.CLOSED,
        hit=_always(col(Ticket.round) > 1),
        more_is_better=False,
    ),
    Definition(
        figure=Figure.REPEATED,
        formula="作为重复诉求并入其他工单的 ÷ 期内受理的工单",
        among=among.RECEIVED,
        hit=_always(_REPEATS),
        more_is_better=False,
    ),
    Definition(
        figure=Figure.OVERDUE,
        formula="已过到期时间的 ÷ 期末（未到期末则为现在）在办的工单"
        "（待补充、挂账，以及到期前已答复的不算超期）",
        among=among.OPEN_THEN,
        hit=lambda scope: and_(
            col(Ticket.due_at) < scope.instant,
            col(Ticket.paused_at).is_(None),
            _UNANSWERED,
        ),
        more_is_better=False,
    ),
    Definition(
        figure=Figure.ACCEPTED,
        formula="按首选建议派单的 ÷ 期内派单时显示过的派单建议",
        among=among.CHOSEN,
        hit=_always(col(Suggestion.choice) == Choice.ACCEPTED),
    ),
    Definition(
        figure=Figure.AUTOMATIC_RIGHT,
        formula="判定派对的 ÷ 期内自动派出且已有判定的工单（抽检或办理结果）",
        among=among.AUTOMATIC,
        base=col(RouteCheck.is_right).is_not(None),
        hit=_always(col(RouteCheck.is_right).is_(True)),
    ),
    Definition(
        figure=Figure.AUTOMATIC_SHARE,
        formula="自动派出的 ÷ 期内派出的工单（按首派单位归属，历史导入的不计）",
        among=among.ROUTED,
        base=col(Ticket.origin) == TicketOrigin.LIVE,
        hit=_always(_BY_MACHINE),
    ),
)

#: Every figure's definition, in the order in which they are shown.
DEFINITIONS: Mapping[Figure, Definition] = {Figure(one.figure): one for one in _EVERY}

COMPOSITE = "三率综合"
#: What the composite weighs together.
COMPOSED = (Figure.RESPONDED, Figure.SOLVED, Figure.SATISFIED)
