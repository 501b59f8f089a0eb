"""Saved views (常用视图): the forms behind the row above the list, and the counts in it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import HotlineError
from models.saved_view import Sharing
from service.deps import EVERYONE, PageAllowed
from service.operations.acting import Acting
from service.operations.viewing import ViewFacts, change_view, delete_view, save_view
from service.queries.search import COUNTED, count_found
from service.queries.views import views_for
from service.web.forms import Form, FormDep
from service.web.places import seen_other
from service.web.rendering import page
from service.web.search.filters import asked_in
from service.web.search.found import Refused, found_page

router = APIRouter(prefix="/views")

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE))]


@router.get("/counts")
def counts(request: Request, act: _Anyone) -> Response:
    """Return how many tickets each view finds, each to be put at its place in the row."""
    actor = act.actor
    found = views_for(
        act.session, owner_key=actor.key, role=actor.role.value, department=actor.department
    )
    counted = []
    for view in found:
        asked = asked_in(view.query)
        total = count_found(act.session, words=asked.words, wanted=asked.wanted(act))
        counted.append((view.id, f"{COUNTED}+" if total > COUNTED else str(total)))
    return page(request, "search/counts.html", {"counts": counted})


@router.post("")
def save(request: Request, act: _Anyone, form: FormDep) -> Response:
    """Keep the filters of the list under a name."""
    query = asked_in(form.text("query")).query
    try:
        save_view(act, query=query, facts=_facts(form))
    except HotlineError as refused:
        return _again(request, act, form, query=query, error=refused)
    return seen_other(f"/tickets?{query}")


@router.post("/{number}")
def change(request: Request, act: _Anyone, number: int, form: FormDep) -> Response:
    """Rename a view, share it otherwise, or let the list open with it."""
    try:
        view = change_view(act, number=number, facts=_facts(form))
    except HotlineError as refused:
        return _again(request, act, form, query=form.text("query"), error=refused)
    return seen_other(f"/tickets?{view.query}")


@router.post("/{number}/delete")
def delete(act: _Anyone, number: int, form: FormDep) -> Response:
    """Delete a view; the list stays as it is."""
    delete_view(act, number=number)
    return seen_other(f"/tickets?{asked_in(form.text('query')).query or 'all=1'}")


def _facts(form: Form) -> ViewFacts:
    given = form.text("shared")
    return ViewFacts(
        name=form.text("name"),
        shared=Sharing(given) if given in set(Sharing) else Sharing.OWN,
        is_default=form.text("is_default") == "true",
    )


def _again(
    request: Request, act: Acting, form: Form, *, query: str, error: HotlineError
) -> Response:
    act.session.rollback()
    refused = Refused(error=error, typed=form.typed())
    return found_page(request, act, asked_in(query), refused=refused)
