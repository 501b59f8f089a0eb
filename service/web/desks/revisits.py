"""The revisit clerk's list: whose citizens are to be asked."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role, Status
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.queries.tickets import Filter
from service.web.desks.worklist import Tab, ViewDep, desk, desk_page

router = APIRouter()

_Clerk = Annotated[Acting, Depends(PageAllowed(Role.REVISIT_CLERK))]

_REVISITS = Tab(
    key="due",
    label="待回访",
    wanted=Filter(statuses=(Status.REVISITING,)),
    empty=("没有待回访的工单", "答复审核通过后，工单会出现在这里。"),
)


@router.get("/revisits")
def revisits(request: Request, act: _Clerk, view: ViewDep) -> Response:
    """Show the tickets whose citizens are to be asked."""
    shown = desk(act, path=request.url.path, title="回访", tabs=(_REVISITS,), view=view)
    return desk_page(request, act, shown, template="work/revisits.html")
