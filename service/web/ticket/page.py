"""A ticket's page and its forms."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Action, Role
from models.errors import HotlineError, Invalid, NotFound
from models.ticket import Ticket
from service.deps import DESK, EVERYONE, PageAllowed, ServicesDep
from service.downloads import file_response
from service.inputs import PurposeInput
from service.operations import documents, merging, rating
from service.operations.acting import Acting
from service.operations.documents import Upload
from service.operations.intake import look_at_identity
from service.operations.moving import open_ticket
from service.operations.suggesting import Words, suggest
from service.operations.visibility import LOOKERS, may_look, scope
from service.problems import status_of
from service.queries import tickets
from service.web.choices import offered
from service.web.files import FileDep
from service.web.forms import Form, FormDep
from service.web.intake.panel import panel
from service.web.names import names
from service.web.places import gone_on, is_part, own_path, seen_other
from service.web.rendering import page
from service.web.ticket.actions import FORMS, roles_of
from service.web.ticket.dossier import Attempt, dossier
from service.web.ticket.verbs import take

router = APIRouter(prefix="/tickets")

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE))]
_Desk = Annotated[Acting, Depends(PageAllowed(*DESK))]
_Writer = Annotated[Acting, Depends(PageAllowed(*roles_of(Action.ATTACH)))]
_Looker = Annotated[Acting, Depends(PageAllowed(*LOOKERS, Role.OFFICER))]


@router.get("/find")
def find(act: _Anyone, number: str = "") -> Response:
    """Go to the ticket with this number."""
    ticket = visible(act, number.strip())
    return seen_other(f"/tickets/{ticket.number}")


@router.get("/{number}")
def show(request: Request, act: _Anyone, number: str, done: str = "", lists: str = "") -> Response:
    """Show a ticket with what this person may do now."""
    return ticket_page(request, act, visible(act, number), done=done, lists=lists)


@router.post("/{number}/suggestion")
def suggestion(request: Request, act: _Desk, parts: ServicesDep, number: str) -> Response:
    """Return a fresh suggestion for a ticket that waits to be dispatched."""
    ticket = visible(act, number)
    suggester = parts.engine.suggester(act.session)
    if suggester is None:
        return page(request, "intake/panel_empty.html", {"trouble": parts.engine.trouble})
    words = Words(
        text=ticket.text, title=ticket.title, address=ticket.address, area=ticket.area_code
    )
    advice = suggest(act, suggester=suggester, words=words, ticket=ticket)
    shown = panel(act, advice=advice, words=words, known=names(act.session))
    return page(request, "intake/panel.html", {"panel": shown, "hand_over": False})


@router.post("/{number}/identity")
def identity(
    request: Request, act: _Looker, parts: ServicesDep, number: str, form: FormDep
) -> Response:
    """Show name and phone in clear once; the look is recorded."""
    ticket = visible(act, number)
    purpose = form.read(PurposeInput).purpose
    try:
        name, phone = look_at_identity(act, ticket=ticket, purpose=purpose, cipher=parts.cipher)
    except Invalid as refused:
        act.session.rollback()
        return ticket_page(request, act, ticket, attempt=Attempt(error=refused))
    return ticket_page(request, act, ticket, identity=(name, phone))


def _move(action: Action) -> Callable[..., Response]:
    """Return the route of one action; each has its own roles."""

    def run(
        request: Request,
        act: Annotated[Acting, Depends(PageAllowed(*roles_of(action)))],
        number: str,
        form: FormDep,
    ) -> Response:
        return _take(request, act, number=number, action=action, form=form)

    run.__name__ = f"take_{action}"
    run.__doc__ = f"Take the step {action} and go back to where the form was."
    return run


@router.post("/{number}/documents")
def attach(request: Request, act: _Writer, number: str, form: FormDep, file: FileDep) -> Response:
    """Keep a file with its ticket and go back to where the form was."""
    try:
        ticket = open_ticket(act, number=number, version=form.number("version"))
        visible(act, number)
        upload = Upload(
            name=file.name, content=file.content, is_citizens=form.text("is_citizens") == "true"
        )
        documents.attach(act, ticket, upload=upload)
    except HotlineError as error:
        return refused(request, act, number=number, action=Action.ATTACH, form=form, error=error)
    back = own_path(form.text("back"), default=f"/tickets/{number}")
    return gone_on(request, back, done=f"{Action.ATTACH}:{number}")


@router.get("/{number}/documents/{document}")
def download(act: _Anyone, number: str, document: str) -> Response:
    """Send a file to be saved."""
    ticket = visible(act, number)
    return file_response(documents.opened_document(act, ticket, document=document[:64]))


for _action in FORMS:
    router.add_api_route(f"/{{number}}/{_action}", _move(_action), methods=["POST"])


def visible(act: Acting, number: str) -> Ticket:
    """Return a ticket that this person may see.

    Raises:
        NotFound: there is none, or another unit holds it.
    """
    return tickets.find(act.session, number=number, unit=scope(act.actor))


def _take(request: Request, act: Acting, *, number: str, action: Action, form: Form) -> Response:
    try:
        if action is Action.MERGE:
            merging.hold_both(act, child=number, parent=form.text("into"))
        if action is Action.RATE:
            rating.hold(act.session, number)
        ticket = open_ticket(act, number=number, version=form.number("version"))
        visible(act, number)
        take(act, ticket, action, form)
    except HotlineError as error:
        return refused(request, act, number=number, action=action, form=form, error=error)
    back = own_path(form.text("back"), default=f"/tickets/{number}")
    return gone_on(request, back, done=f"{action}:{number}")


def refused(
    request: Request,
    act: Acting,
    *,
    number: str,
    action: Action,
    form: Form,
    error: HotlineError,
) -> Response:
    """Return why a form was not taken: on the ticket's page, or as a part for a form that stays."""
    act.session.rollback()
    attempt = Attempt(
        action=action,
        error=error,
        typed=form.typed(),
        seen=max(0, form.number("seen")),
        back=own_path(form.text("back"), default=""),
    )
    try:
        ticket = visible(act, number)
    except NotFound:
        # It went to another unit meanwhile: what was typed is shown to be copied.
        context = {"number": number, "attempt": attempt, "action": action}
        template = "ticket/gone_part.html" if is_part(request) else "ticket/gone.html"
        return page(request, template, context, status=404)
    if is_part(request):
        parts = ticket_context(act, ticket, attempt=attempt, back=attempt.back)
        return page(request, "ticket/refused.html", parts, status=status_of(error))
    return ticket_page(request, act, ticket, attempt=attempt)


def ticket_page(
    request: Request,
    act: Acting,
    ticket: Ticket,
    *,
    attempt: Attempt | None = None,
    identity: tuple[str, str] | None = None,
    done: str = "",
    lists: str = "",
) -> Response:
    """Return the page of one ticket."""
    tried = attempt or Attempt()
    status = status_of(tried.error) if tried.error else 200
    back = tried.back or f"/tickets/{ticket.number}"
    context = ticket_context(act, ticket, attempt=tried, back=back, lists=lists)
    shown = {"identity": identity, "done": done_sentence(done)}
    return page(request, "ticket/page.html", {**context, **shown}, status=status)


def ticket_context(
    act: Acting, ticket: Ticket, *, attempt: Attempt, back: str, lists: str = ""
) -> dict[str, object]:
    """Return what the parts of a ticket's page need, alone or beside a list."""
    known = names(act.session)
    found = dossier(act, ticket, known=known)
    return {
        "d": found,
        "ticket": ticket,
        "names": known,
        "attempt": attempt,
        "changes": [one for one in found.happenings if one.sequence > attempt.seen]
        if attempt.is_stale
        else [],
        **offered(known, on=act.today, lists=lists),
        "back": back,
        "may_look": may_look(act.actor, ticket),
        "identity": None,
    }


def done_sentence(done: str) -> tuple[str, str] | None:
    """Return number and action label of what was just done, read from the address."""
    action, _, number = done.partition(":")
    if action not in set(Action) or not number.isalnum():
        return None
    return number, Action(action).label
