"""The citizen's page without a log-in: number and query code open a ticket's progress (进度)."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from models.errors import HotlineError, TooMany
from models.ticket import Ticket
from service.inputs_rating import AdditionInput, CodeInput
from service.operations import inquiring, rating
from service.operations.links import address_part
from service.problems import status_of
from service.queries.progress import progress
from service.web.citizen.pages import (
    COOKIE,
    PATH,
    STAY,
    Edge,
    EdgeDep,
    check_form_token,
    form_token,
    make_pass,
    read_pass,
)
from service.web.forms import Form, FormDep

router = APIRouter()

#: What was just done, in the words the page says it with; named in the address after a form.
_DONE = {
    "urge": "已催办，我们会转告负责单位。",
    "add": "已收到您的补充，会继续办理。",
}


@router.get(PATH)
def entry(edge: EdgeDep, number: str = "") -> Response:
    """Show the form for number and query code."""
    return _entry(edge, number=number[:64])


@router.post(PATH)
def enter(edge: EdgeDep, form: FormDep) -> Response:
    """Open the ticket's progress, or say that number or code are wrong."""
    typed = form.text("number")[:64]
    try:
        given = form.read(CodeInput)
        ticket = inquiring.identify(
            edge.session, number=given.number, code=given.code, client=edge.client(), at=edge.at
        )
    except HotlineError as refused:
        # Answered, not raised: what was counted is committed.
        return _entry(edge, number=typed, refused=refused)
    answer = RedirectResponse(f"{PATH}/ticket", status_code=303)
    answer.set_cookie(
        COOKIE,
        make_pass(ticket, at=edge.at, cipher=edge.parts.cipher),
        max_age=int(STAY.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="strict",
        secure=edge.parts.settings.secure_cookies,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get(f"{PATH}/ticket")
def show(edge: EdgeDep, done: str = "") -> Response:
    """Show where the ticket stands."""
    ticket = _meant(edge, locked=False)
    if ticket is None:
        return RedirectResponse(PATH, status_code=303)
    return _progress(edge, ticket, done=_DONE.get(done, ""))


@router.post(f"{PATH}/urge")
def urge(edge: EdgeDep, form: FormDep) -> Response:
    """Count that the citizen urges the unit (催办)."""
    return _do(edge, form, "urge")


@router.post(f"{PATH}/add")
def add(edge: EdgeDep, form: FormDep) -> Response:
    """Keep what the citizen adds when asked (补充)."""
    return _do(edge, form, "add")


@router.post(f"{PATH}/rate")
def rate(edge: EdgeDep, form: FormDep) -> Response:
    """Make a fresh rating link and go there; there is one way to rate."""
    return _do(edge, form, "rate")


@router.post(f"{PATH}/leave")
def leave(edge: EdgeDep) -> Response:
    """Forget the pass, on a computer that others use too."""
    answer = RedirectResponse(PATH, status_code=303)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def _do(edge: Edge, form: Form, what: str) -> Response:
    ticket = _meant(edge, locked=True)
    if ticket is None:
        return RedirectResponse(PATH, status_code=303)
    try:
        check_form_token(_pass(edge), form.text("csrf_token"), cipher=edge.parts.cipher)
        return RedirectResponse(_carry(edge, ticket, form, what), status_code=303)
    except HotlineError as refused:
        edge.session.rollback()
        return _progress(edge, ticket, refused=refused, typed=form.text("text"))


def _carry(edge: Edge, ticket: Ticket, form: Form, what: str) -> str:
    """Run the verb and return the address to go to."""
    act = edge.acting(ticket, by="code")
    if what == "rate":
        link = rating.offer(act, ticket, renew=True)
        return f"/r/{address_part(link, cipher=edge.parts.cipher)}"
    if what == "urge":
        inquiring.urge(act, ticket)
    else:
        inquiring.add(act, ticket, text=form.read(AdditionInput).text)
    return f"{PATH}/ticket?done={what}"


def _pass(edge: Edge) -> str:
    return edge.request.cookies.get(COOKIE, "")


def _meant(edge: Edge, *, locked: bool) -> Ticket | None:
    number = read_pass(_pass(edge), at=edge.at, cipher=edge.parts.cipher)
    if number is None:
        return None
    return rating.hold(edge.session, number, locked=locked)


def _entry(edge: Edge, *, number: str, refused: HotlineError | None = None) -> Response:
    status = status_of(refused) if refused else 200
    waits = isinstance(refused, TooMany)
    context = {"number": number, "trouble": refused.detail if refused else "", "waits": waits}
    answer = edge.show("entry", context, status=status)
    if waits:
        answer.headers["Retry-After"] = str(int(inquiring.WINDOW.total_seconds()))
    return answer


def _progress(
    edge: Edge,
    ticket: Ticket,
    *,
    done: str = "",
    refused: HotlineError | None = None,
    typed: str = "",
) -> Response:
    context = {
        "p": progress(edge.session, ticket, at=edge.at),
        "urged": inquiring.urged_on(edge.session, ticket, at=edge.at),
        "token": form_token(_pass(edge), cipher=edge.parts.cipher),
        "done": done,
        "trouble": refused.detail if refused else "",
        "typed": typed,
    }
    return edge.show("progress", context, status=status_of(refused) if refused else 200)
