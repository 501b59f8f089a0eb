"""Worklists: the dispatcher's queue, a department's inbox, the revisit clerk's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role, Status
from models.ticket import Ticket
from service.deps import PageAllowed, ServicesDep
from service.installation import Services
from service.operations.acting import Acting
from service.queries import reference, tickets
from service.queries.suggested import newest_of
from service.queries.tickets import Filter, Order
from service.web.dossier import Attempt
from service.web.names import names
from service.web.places import with_query
from service.web.rendering import page
from service.web.rows import Hint, rows
from service.web.tickets import done_sentence, ticket_context, visible
from service.web.times import office_day
from triage.territory import PLACELESS, territorial_name

router = APIRouter()

_Dispatch = Annotated[Acting, Depends(PageAllowed(Role.DISPATCHER, Role.SUPERVISOR))]
_Officer = Annotated[Acting, Depends(PageAllowed(Role.OFFICER))]
_Clerk = Annotated[Acting, Depends(PageAllowed(Role.REVISIT_CLERK))]


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab of a worklist: what is in it, and what an empty one says."""

    key: str
    label: str
    wanted: Filter
    empty: tuple[str, str]
    order: Order = Order.DUE


@dataclass(frozen=True, kw_only=True)
class TabLink:
    """A tab as it stands on the page."""

    label: str
    path: str
    count: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class View:
    """What the address asks to see of a worklist."""

    tab: str
    opened: str
    cursor: str
    done: str


def asked(*, tab: str = "", open: str = "", cursor: str = "", done: str = "") -> View:  # noqa: A002
    """Read a worklist's address; `open` is the number of the ticket beside the list."""
    return View(tab=tab, opened=open, cursor=cursor, done=done)


_View = Annotated[View, Depends(asked)]


@router.get("/dispatch")
def dispatch(request: Request, act: _Dispatch, parts: ServicesDep, view: _View) -> Response:
    """Show the queue of tickets that wait for a unit or a decision."""
    return _worklist(request, act, parts, view=view, title="派单", tabs=_queue(act))


@router.get("/inbox")
def inbox(request: Request, act: _Officer, parts: ServicesDep, view: _View) -> Response:
    """Show a department what is its own, oldest deadline first."""
    return _worklist(request, act, parts, view=view, title="收件箱", tabs=_inbox(act))


@router.get("/revisits")
def revisits(request: Request, act: _Clerk, parts: ServicesDep, view: _View) -> Response:
    """Show the tickets whose citizens are to be asked."""
    return _worklist(request, act, parts, view=view, title="回访", tabs=(_REVISITS,))


_REVISITS = Tab(
    key="due",
    label="待回访",
    wanted=Filter(statuses=(Status.REVISITING,)),
    empty=("没有待回访的工单", "答复审核通过后，工单会出现在这里。"),
)


_SUPERVISED = Tab(
    key="supervised",
    label="督办",
    wanted=Filter(supervised=True),
    empty=("没有督办中的工单", "督办或超期的工单会出现在这里，直到办结。"),
)
_TO_EXTEND = Tab(
    key="extensions",
    label="延期审批",
    wanted=Filter(to_extend=True, statuses=(Status.HANDLING, Status.WAITING)),
    empty=("没有待审批的延期申请", "承办单位申请延期后，工单会出现在这里。"),
)
_SUSPENDED = Tab(
    key="suspended",
    label="挂账",
    wanted=Filter(statuses=(Status.SUSPENDED,)),
    empty=("没有挂账的工单", "挂账的工单会出现在这里，直到恢复办理。"),
    # While the clock stands still there is no limit to be sorted by.
    order=Order.NEWEST,
)
_TO_EXCLUDE = Tab(
    key="exclusion",
    label="剔除审批",
    wanted=Filter(to_exclude=True),
    empty=("没有等待审批的剔除申请", "承办单位、派单员或回访员申请剔除后会出现在这里。"),
    # What is closed has no limit to be sorted by.
    order=Order.NEWEST,
)

_RECURRED = Tab(
    key="recurred",
    label="疑似假办结",
    wanted=Filter(recurred=True, statuses=(Status.CLOSED,)),
    empty=(
        "没有疑似假办结的工单",
        "办结后短时间内又有同一诉求的工单会出现在这里，直到归档或重办。",
    ),
    order=Order.NEWEST,
)


def _queue(act: Acting) -> Sequence[Tab]:
    def tab(key: str, label: str, status: Status, advice: str) -> Tab:
        wanted = Filter(statuses=(status,))
        return Tab(key=key, label=label, wanted=wanted, empty=(f"没有{label}的工单", advice))

    received = tab(
        "received", "待派单", Status.RECEIVED, "坐席“仅保存”或退单获准的工单会出现在这里。"
    )
    returning = tab("returning", "退单审核", Status.RETURNING, "承办单位申请退单后会出现在这里。")
    contested = tab("arbitration", "会商", Status.ARBITRATION, "再次退单的工单会转到这里裁定。")
    replied = tab("replied", "答复审核", Status.REPLIED, "承办单位提交答复后会出现在这里。")
    if act.actor.role is Role.SUPERVISOR:
        rest = [replied, received, returning]
        return [contested, _SUPERVISED, _TO_EXTEND, _TO_EXCLUDE, _SUSPENDED, _RECURRED, *rest]
    return [received, returning, contested, replied, _TO_EXTEND]


def _inbox(act: Acting) -> Sequence[Tab]:
    mine = Filter(lead=act.actor.department or "")
    working = (Status.DISPATCHED, Status.HANDLING, Status.WAITING)
    soon = _working_day_from(act)
    return [
        Tab(
            key="new",
            label="待签收",
            wanted=replace(mine, statuses=(Status.DISPATCHED,)),
            empty=("没有待签收的工单", "派给本单位的新工单会出现在这里。"),
        ),
        Tab(
            key="handling",
            label="办理中",
            wanted=replace(mine, statuses=(Status.HANDLING, Status.WAITING)),
            empty=("没有办理中的工单", "签收后的工单会出现在这里，直到答复。"),
        ),
        Tab(
            key="tasks",
            label="协办交办",
            wanted=Filter(tasked=act.actor.department or "", statuses=working),
            empty=("没有要办结的任务", "请本单位协办或交办给本单位的工单会出现在这里。"),
        ),
        replace(_SUSPENDED, wanted=replace(mine, statuses=(Status.SUSPENDED,))),
        Tab(
            key="soon",
            label="将到期",
            wanted=replace(mine, statuses=working, due_after=act.at, overdue_at=soon),
            empty=("一个工作日内没有到期的工单", "离办结时限不足一个工作日的工单会出现在这里。"),
        ),
        Tab(
            key="late",
            label="已超期",
            wanted=replace(mine, statuses=working, overdue_at=act.at),
            empty=("没有超期的工单", "超过办结时限仍未答复的工单会出现在这里。"),
        ),
        Tab(
            key="returning",
            label="退回",
            wanted=replace(mine, statuses=(Status.RETURNING, Status.ARBITRATION)),
            empty=("没有退单中的工单", "申请退单后、审核结果出来前的工单会出现在这里。"),
        ),
        Tab(
            key="revisit",
            label="待回访",
            wanted=replace(mine, statuses=(Status.REPLIED, Status.REVISITING)),
            empty=("没有等待审核或回访的答复", "提交答复后，审核和回访期间的工单会出现在这里。"),
        ),
    ]


def _working_day_from(act: Acting) -> datetime:
    calendar = reference.calendar_from(act.session, day=act.today)
    return calendar.add_minutes(act.at, office_day(calendar) // timedelta(minutes=1))


def _worklist(
    request: Request,
    act: Acting,
    parts: Services,
    *,
    view: View,
    title: str,
    tabs: Sequence[Tab],
) -> Response:
    path = request.url.path
    chosen = next((one for one in tabs if one.key == view.tab), tabs[0])
    found = tickets.page(act.session, wanted=chosen.wanted, order=chosen.order, cursor=view.cursor)
    here = with_query(path, tab=chosen.key, cursor=view.cursor)
    is_queue = chosen.wanted.statuses == (Status.RECEIVED,)
    hints = _hints(act, found.tickets) if is_queue else {}
    context: dict[str, object] = {
        "title": title,
        "tabs": _links(act, tabs, chosen=chosen, path=path),
        "rows": rows(act, found.tickets, known=names(act.session), hints=hints),
        "empty": chosen.empty,
        "here": here,
        "opened": view.opened,
        "next": with_query(here, cursor=found.next_cursor) if found.next_cursor else "",
        "done": done_sentence(view.done),
        "shows_unit": not is_queue and act.actor.role is not Role.OFFICER,
        "acknowledges": chosen.key == "new",
        "d": None,
    }
    if view.opened:
        ticket = visible(act, view.opened)
        context |= ticket_context(act, ticket, attempt=Attempt(), back=here)
    return page(request, "work/page.html", context)


def _links(act: Acting, tabs: Sequence[Tab], *, chosen: Tab, path: str) -> list[TabLink]:
    found = tickets.counts(act.session, wanted=[one.wanted for one in tabs])
    return [
        TabLink(
            label=one.label,
            path=with_query(path, tab=one.key),
            count=count,
            is_open=one is chosen,
        )
        for one, count in zip(tabs, found, strict=True)
    ]


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
