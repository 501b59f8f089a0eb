"""The revisit clerk's desk: whose citizens are to be asked, and the call itself."""

from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Action, Role, Status
from models.errors import HotlineError
from service.deps import PageAllowed, ServicesDep
from service.inputs import RevisitInput
from service.operations.acting import Acting
from service.operations.closing import record_revisit
from service.operations.intake import look_at_identity
from service.operations.moving import open_ticket
from service.problems import status_of
from service.queries import reference
from service.queries.tickets import Filter
from service.web.desks.asking import asking, half_day, next_try
from service.web.desks.worklist import Tab, View, ViewDep, desk, desk_context
from service.web.forms import FormDep
from service.web.places import gone_on, is_part, own_path
from service.web.rendering import page
from service.web.ticket.dossier import Attempt, Dossier
from service.web.ticket.page import refused, visible

router = APIRouter(prefix="/revisits")

_Clerk = Annotated[Acting, Depends(PageAllowed(Role.REVISIT_CLERK))]

#: The tab of those who were called in this half of the day and gave no rating.
LATER = "later"
#: What a look at the number is for, when it is taken by one press at this desk.
_PURPOSE = "回访联系"


@router.get("")
def revisits(request: Request, act: _Clerk, view: ViewDep) -> Response:
    """Show the tickets whose citizens are to be asked."""
    return _show(request, act, view, attempt=Attempt())


@router.post("/{number}")
def record(request: Request, act: _Clerk, number: str, form: FormDep) -> Response:
    """Write down what the citizen said, and go on to the next one."""
    back = own_path(form.text("back"), default="/revisits")
    try:
        ticket = open_ticket(act, number=number, version=form.number("version"))
        record_revisit(act, ticket, answer=form.read(RevisitInput).answer())
    except HotlineError as error:
        action = Action.RECORD_REVISIT
        if is_part(request):
            return refused(request, act, number=number, action=action, form=form, error=error)
        act.session.rollback()
        attempt = Attempt(action=action, error=error, typed=form.typed())
        return _show(request, act, _view_of(back, opened=number), attempt=attempt)
    return gone_on(request, back, done=f"{Action.RECORD_REVISIT}:{number}")


@router.post("/{number}/phone")
def phone(request: Request, act: _Clerk, parts: ServicesDep, number: str) -> Response:
    """Show name and number to call; the look is recorded like every other."""
    ticket = visible(act, number)
    try:
        name, called = look_at_identity(act, ticket=ticket, purpose=_PURPOSE, cipher=parts.cipher)
    except HotlineError as refused:
        return page(request, "work/phone.html", {"trouble": refused.detail, "ticket": ticket})
    context = {"trouble": "", "name": name, "phone": called, "ticket": ticket}
    return page(request, "work/phone.html", context)


def _show(request: Request, act: Acting, view: View, *, attempt: Attempt) -> Response:
    shown = desk(act, path="/revisits", title="回访", tabs=_tabs(act), view=view)
    context = desk_context(act, shown)
    context["next_try"] = ""
    if shown.chosen.key == LATER and shown.found.tickets:
        calendar = reference.calendar_from(act.session, day=act.today)
        context["next_try"] = next_try(act.at, calendar=calendar)
    found = context["d"]
    if isinstance(found, Dossier):
        is_due = found.ticket.status is Status.REVISITING
        context |= {"asking": asking(act, found) if is_due else None, "attempt": attempt}
    status = status_of(attempt.error) if attempt.error else 200
    return page(request, "work/revisits.html", context, status=status)


def _view_of(back: str, *, opened: str) -> View:
    given = dict(parse_qsl(urlsplit(back).query))
    return View(tab=given.get("tab", ""), opened=opened, cursor=given.get("cursor", ""), done="")


def _tabs(act: Acting) -> tuple[Tab, ...]:
    now, waits = half_day(act.at), (Status.REVISITING,)
    return (
        Tab(
            key="due",
            label="待回访",
            wanted=Filter(statuses=waits, untried_since=now),
            empty=("没有待回访的工单", "答复审核通过后，工单会出现在这里。"),
        ),
        Tab(
            key=LATER,
            label="稍后再打",
            wanted=Filter(statuses=waits, tried_since=now),
            empty=(
                "没有要再打的电话",
                "这半天没有联系上或不愿评价的会出现在这里，下个半天回到“待回访”。",
            ),
        ),
    )
