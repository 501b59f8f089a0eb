"""Deciding at the desk: a return granted with its next unit, and the duty a dispute would leave."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Action, Role
from models.errors import HotlineError
from service.deps import PageAllowed
from service.inputs import ReasonInput
from service.operations.acting import Acting
from service.operations.arbitrating import planned_duty
from service.operations.judging import grant_and_dispatch
from service.operations.moving import open_ticket
from service.web.forms import FormDep
from service.web.names import names
from service.web.places import gone_on, own_path
from service.web.rendering import page
from service.web.ticket.page import refused, visible

router = APIRouter(prefix="/dispatch")

_Dispatcher = Annotated[Acting, Depends(PageAllowed(Role.DISPATCHER))]
_Supervisor = Annotated[Acting, Depends(PageAllowed(Role.SUPERVISOR))]


@router.post("/returns/{number}")
def grant(request: Request, act: _Dispatcher, number: str, form: FormDep) -> Response:
    """Agree with a return and give the ticket to the unit named, if one is."""
    try:
        reason = form.read(ReasonInput).reason
        ticket = open_ticket(act, number=number, version=form.number("version"))
        grant_and_dispatch(act, ticket, unit=form.text("unit"), reason=reason)
    except HotlineError as error:
        action = Action.GRANT_RETURN
        return refused(request, act, number=number, action=action, form=form, error=error)
    done = Action.DISPATCH if form.text("unit") else Action.GRANT_RETURN
    back = own_path(form.text("back"), default=f"/tickets/{number}")
    return gone_on(request, back, done=f"{done}:{number}")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A decision on a dispute as far as it is typed."""

    unit: str
    reason: str
    basis: str


def drafted(unit: str = "", reason: str = "", basis: str = "") -> Draft:
    """Read what is typed from the address."""
    return Draft(unit=unit, reason=reason, basis=basis)


@router.get("/arbitration/{number}")
def planned(
    request: Request, act: _Supervisor, number: str, draft: Annotated[Draft, Depends(drafted)]
) -> Response:
    """Show the entry of the duty list that the decision would write."""
    ticket = visible(act, number)
    duty = planned_duty(
        act, ticket, unit=draft.unit, reason=draft.reason.strip(), basis=draft.basis.strip()
    )
    return page(request, "work/planned_duty.html", {"duty": duty, "names": names(act.session)})
