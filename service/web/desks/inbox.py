"""A department's inbox: what is its own, by what has to be done next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Action, Role, Status
from models.errors import HotlineError
from service.deps import PageAllowed
from service.operations.acknowledging import Outcome, Picked, acknowledge_all
from service.operations.acting import Acting
from service.problems import status_of
from service.queries import reference
from service.queries.tickets import Filter
from service.typed import whole_number
from service.web.desks.worklist import SUSPENDED, Tab, View, ViewDep, asked, desk, desk_context
from service.web.forms import Form, FormDep
from service.web.places import gone_on, own_path
from service.web.rendering import page
from service.web.times import office_day

router = APIRouter()

_Officer = Annotated[Acting, Depends(PageAllowed(Role.OFFICER))]


@router.get("/inbox")
def inbox(request: Request, act: _Officer, view: ViewDep) -> Response:
    """Show a department what is its own, oldest deadline first."""
    return _page(request, act, view)


@router.post("/inbox/acknowledge")
def acknowledge_many(request: Request, act: _Officer, form: FormDep) -> Response:
    """Acknowledge what was picked in the list, and tell of each; a row of its own goes back."""
    view = asked(tab="new")
    try:
        told = acknowledge_all(act, picked=_picked(form))
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, view, refused=refused)
    back = own_path(form.text("back"), default="")
    if back and not any(one.trouble for one in told):
        return gone_on(request, back, done=f"{Action.ACKNOWLEDGE}:{told[0].number}")
    return _page(request, act, view, told=told)


def _page(
    request: Request,
    act: Acting,
    view: View,
    *,
    told: Sequence[Outcome] = (),
    refused: HotlineError | None = None,
) -> Response:
    shown = desk(act, path="/inbox", title="收件箱", tabs=_tabs(act), view=view)
    context = desk_context(act, shown) | {"told": told, "refused": refused}
    status = status_of(refused) if refused else 200
    return page(request, "work/inbox.html", context, status=status)


def _picked(form: Form) -> Sequence[Picked]:
    given = (one.partition(":") for one in form.values.get("take", ()))
    return [
        Picked(number=number[:32], version=whole_number(version) or 0)
        for number, _, version in given
    ]


def _tabs(act: Acting) -> Sequence[Tab]:
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
            key="tasks",
            label="协办交办",
            wanted=Filter(tasked=act.actor.department or "", statuses=working),
            empty=("没有要办结的任务", "请本单位协办或交办给本单位的工单会出现在这里。"),
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
        replace(SUSPENDED, wanted=replace(mine, statuses=(Status.SUSPENDED,))),
    ]


def _working_day_from(act: Acting) -> datetime:
    calendar = reference.calendar_from(act.session, day=act.today)
    day = calendar.add_minutes(act.at, office_day(calendar) // timedelta(minutes=1))
    # What is due on the very minute has its yellow lamp too.
    return day + timedelta(minutes=1)
