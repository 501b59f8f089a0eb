"""What is counted plainly (数量): how much came in, ended, is open, is hard; each has its list."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlmodel import col

from models.enums import Choice, Closure, Labelled, RouteResult, Status
from models.merge import MergeLink
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.queries.figures import populations as among
from service.queries.figures.definitions import DEFINITIONS, Definition, Figure
from service.queries.figures.populations import Population


class Count(Labelled):
    """The plain counts (数量)."""

    RECEIVED = "received", "受理量"
    DISPATCHED = "dispatched", "派出量"
    ENDED = "ended", "办结量"
    DIRECT = "direct", "直接答复"
    OPEN = "open", "在办"
    HARD = "hard", "疑难工单"
    MERGED_INTO = "merged_into", "重复诉求"
    SHOWN = "shown", "派单建议"
    OVERRIDDEN = "overridden", "改派"
    ACCEPTED_BACK = "accepted_back", "采纳后退回或转派"
    OVERRIDDEN_BACK = "overridden_back", "改派后退回或转派"


#: Rounds, returns, redirections and levels from which an open ticket is hard (疑难).
HARD_ROUND, HARD_RETURNS, HARD_REDIRECTS, HARD_LEVEL = 3, 2, 2, 2

BACK = (RouteResult.RETURNED, RouteResult.REDIRECTED)
_HAS_REPEATS = exists().where(
    col(MergeLink.parent_id) == col(Ticket.id), col(MergeLink.undone_at).is_(None)
)
_HARD = or_(
    col(Ticket.round) >= HARD_ROUND,
    col(Ticket.return_count) >= HARD_RETURNS,
    col(Ticket.redirect_count) >= HARD_REDIRECTS,
    col(Ticket.supervision_level) >= HARD_LEVEL,
    col(Ticket.status).in_((Status.ARBITRATION, Status.SUSPENDED)),
)


def _count(
    name: Count, formula: str, population: Population, base: ColumnElement[bool] | None = None
) -> Definition:
    return Definition(
        figure=name,
        formula=formula,
        among=population,
        base=true() if base is None else base,
        hit=lambda _scope: true(),
    )


_EVERY = (
    _count(
        Count.RECEIVED,
        "期内受理的工单（历史导入和重复来件都计，作废的不计）",
        among.ARRIVED,
    ),
    _count(Count.DISPATCHED, "期内派出的工单（作废、并单的不计）", among.ROUTED),
    _count(Count.ENDED, "期内办结的工单，不论办结方式（历史导入的也计）", among.ENDED),
    _count(
        Count.DIRECT,
        "期内由坐席直接答复办结的工单",
        among.ENDED,
        col(Ticket.closure) == Closure.DIRECT,
    ),
    _count(Count.OPEN, "期末（未到期末则为现在）在办的工单（剔除的不计）", among.OPEN_THEN),
    _count(
        Count.HARD,
        "期末在办，且已办 3 轮、退单或转派 2 次以上、升级督办、会商或挂账的工单",
        among.OPEN_THEN,
        _HARD,
    ),
    _count(
        Count.MERGED_INTO,
        "期内受理、后来又有诉求并入的工单",
        among.ARRIVED,
        _HAS_REPEATS,
    ),
    _count(Count.SHOWN, "期内派单时显示过的派单建议", among.CHOSEN),
    _count(
        Count.OVERRIDDEN,
        "期内显示过派单建议、派单员改选其他单位的",
        among.CHOSEN,
        col(Suggestion.choice) == Choice.OVERRIDDEN,
    ),
    _count(
        Count.ACCEPTED_BACK,
        "期内按建议派出、后来被退回或转派的",
        among.CHOSEN,
        and_(col(Suggestion.choice) == Choice.ACCEPTED, col(Suggestion.result).in_(BACK)),
    ),
    _count(
        Count.OVERRIDDEN_BACK,
        "期内改派其他单位、后来仍被退回或转派的",
        among.CHOSEN,
        and_(col(Suggestion.choice) == Choice.OVERRIDDEN, col(Suggestion.result).in_(BACK)),
    ),
)

#: Every count's definition; the condition is `base`, and every fact of it is a hit.
COUNTS: Mapping[Count, Definition] = {Count(one.figure): one for one in _EVERY}


def definition_of(name: Figure | Count) -> Definition:
    """Return what a figure or a count means."""
    return COUNTS[name] if isinstance(name, Count) else DEFINITIONS[name]
