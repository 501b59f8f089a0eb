"""The page behind a rating link (评价链接), and where a clerk is handed one to send."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role, Satisfaction, Status
from models.errors import Gone, HotlineError, Invalid, NotFound
from models.rating_link import RatingLink
from models.ticket import Ticket
from service.deps import PageAllowed, ServicesDep
from service.inputs_rating import CitizenRatingInput
from service.messages import invitation
from service.operations import rating
from service.operations.acting import Acting
from service.problems import status_of
from service.web.citizen.pages import Edge, EdgeDep
from service.web.forms import EMPTY, Form, FormDep
from service.web.rendering import page

router = APIRouter()

_Clerk = Annotated[Acting, Depends(PageAllowed(Role.REVISIT_CLERK))]


@router.get("/r/{part}")
def ask(edge: EdgeDep, part: str) -> Response:
    """Ask for the rating; looking changes nothing, so that previews of messages do no harm."""
    try:
        link, ticket = rating.link_and_ticket(edge.session, part, cipher=edge.parts.cipher)
    except NotFound as unknown:
        return _gone(edge, unknown)
    trouble = rating.trouble_of(edge.session, link, ticket, at=edge.at)
    if trouble:
        return _gone(edge, Gone(trouble, code="link_gone"), number=ticket.number)
    return _form(edge, link, ticket)


@router.post("/r/{part}")
def take(edge: EdgeDep, part: str, form: FormDep) -> Response:
    """Take the rating; the link is used with it, in the same transaction."""
    try:
        link, found = rating.link_and_ticket(edge.session, part, cipher=edge.parts.cipher)
    except NotFound as unknown:
        return _gone(edge, unknown)
    ticket = rating.hold(edge.session, found.number) or found
    try:
        answer = form.read(CitizenRatingInput).answer()
        act = edge.acting(ticket, by="link")
        rating.rate_by_link(act, link, ticket, answer=answer)
    except Invalid as refused:
        edge.session.rollback()
        return _form(edge, link, ticket, form=form, refused=refused)
    except HotlineError as over:
        edge.session.rollback()
        return _gone(edge, over, number=ticket.number)
    again = ticket.status is Status.HANDLING
    context = {
        "number": ticket.number,
        "due": ticket.due_at if again else None,
        "step": answer.satisfaction,
        "said": answer.reason,
    }
    return edge.show("thanks", context)


@router.post("/tickets/{number}/rating-link")
def hand_out(request: Request, act: _Clerk, parts: ServicesDep, number: str) -> Response:
    """Show a clerk the texts to send; the link is made, or the standing one shown again."""
    ticket = rating.hold(act.session, number)
    if ticket is None:
        raise NotFound(f"没有编号为 {number} 的工单。", code="unknown_ticket")
    link = rating.offer(act, ticket)
    told = invitation(ticket, link, parts=parts)
    return page(request, "ticket/rating_link.html", {"ticket": ticket, "told": told, "link": link})


def _form(
    edge: Edge,
    link: RatingLink,
    ticket: Ticket,
    *,
    form: Form = EMPTY,
    refused: Invalid | None = None,
) -> Response:
    context = {
        "number": ticket.number,
        "until": link.expires_at,
        "steps": tuple(Satisfaction),
        "typed": form.typed(),
        "fields": refused.fields if refused else {},
        "trouble": refused.detail if refused else "",
    }
    return edge.show("rate", context, status=status_of(refused) if refused else 200)


def _gone(edge: Edge, error: HotlineError, *, number: str = "") -> Response:
    context = {"trouble": error.detail, "number": number}
    return edge.show("gone", context, status=status_of(error))
