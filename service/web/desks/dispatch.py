"""The dispatcher's queue: what waits for a unit or a decision."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Action, Role, Status
from models.ticket import Ticket
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.queries.suggested import by_numbers, newest_of
from service.queries.tickets import Filter
from service.web.desks.attention import notes
from service.web.desks.judging import judged
from service.web.desks.supervision import NOTED, TO_EXTEND, supervising
from service.web.desks.worklist import Desk, Tab, ViewDep, desk, desk_context
from service.web.names import names
from service.web.places import with_query
from service.web.rendering import page
from service.web.rows import Hint
from triage.territory import PLACELESS, territorial_name

router = APIRouter()

_Dispatch = Annotated[Acting, Depends(PageAllowed(Role.DISPATCHER, Role.SUPERVISOR))]


@router.get("/dispatch")
def dispatch(request: Request, act: _Dispatch, view: ViewDep) -> Response:
    """Show the queue of tickets that wait for a unit or a decision."""
    shown = desk(act, path=request.url.path, title=_title(act), tabs=_tabs(act), view=view)
    is_queue = shown.chosen.is_queue
    hints = _hints(act, shown.found.tickets) if is_queue else {}
    context = desk_context(act, shown, hints=hints)
    context |= judged(act, context["d"])
    noted = shown.chosen.key in NOTED
    context |= {
        "notes": notes(act, shown.found.tickets, tab=shown.chosen.key) if noted else {},
        "shows_unit": not is_queue,
        "undo": _undo(act, shown),
        "batches": is_queue and act.actor.role is Role.DISPATCHER,
    }
    return page(request, "work/dispatch.html", context)


def _title(act: Acting) -> str:
    return "督办" if act.actor.role is Role.SUPERVISOR else "派单"


def _undo(act: Acting, shown: Desk) -> str:
    """Where the ticket just dispatched can be given to another unit; nothing once it is signed."""
    action, _, number = shown.view.done.partition(":")
    if action != Action.DISPATCH or act.actor.role is not Role.DISPATCHER:
        return ""
    ticket = by_numbers(act.session, numbers=[number]).get(number)
    is_open = ticket is not None and ticket.status is Status.DISPATCHED
    return with_query(shown.here, open=number) if is_open else ""


_RECEIVED = Tab(
    key="received",
    label="待派单",
    wanted=Filter(statuses=(Status.RECEIVED,)),
    empty=("没有待派单的工单", "坐席“仅保存”或退单获准的工单会出现在这里。"),
    is_queue=True,
)
_RETURNING = Tab(
    key="returning",
    label="退单审核",
    wanted=Filter(statuses=(Status.RETURNING,)),
    empty=("没有退单审核的工单", "承办单位申请退单后会出现在这里。"),
)
_CONTESTED = Tab(
    key="arbitration",
    label="会商",
    wanted=Filter(statuses=(Status.ARBITRATION,)),
    empty=("没有会商的工单", "再次退单的工单会转到这里裁定。"),
)
_REPLIED = Tab(
    key="replied",
    label="答复审核",
    wanted=Filter(statuses=(Status.REPLIED,)),
    empty=("没有答复审核的工单", "承办单位提交答复后会出现在这里。"),
)


def _tabs(act: Acting) -> Sequence[Tab]:
    if act.actor.role is Role.SUPERVISOR:
        return [_CONTESTED, *supervising(act), _REPLIED, _RECEIVED, _RETURNING]
    return [_RECEIVED, _RETURNING, _CONTESTED, _REPLIED, TO_EXTEND]


def _hints(act: Acting, found: Sequence[Ticket]) -> Mapping[str, Hint]:
    """The first unit of each ticket's newest stored suggestion: what is shown is on record."""
    known, newest = names(act.session), newest_of(act.session, found)
    return {
        ticket.number: Hint(
            unit=known.unit(said.top_unit) if said.top_unit else territorial_name(PLACELESS),
            probability=said.top_probability,
        )
        for ticket in found
        if (said := newest.get(ticket.id or 0)) is not None and said.top_probability is not None
    }
