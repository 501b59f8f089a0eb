"""The page of notices (提醒): what a person, the role and the unit should know."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from service.deps import EVERYONE, PageAllowed
from service.operations import bursts
from service.operations.acting import Acting
from service.operations.reading import mark_all_read, mark_read, reader_of
from service.queries import notices
from service.typed import whole_number
from service.web.forms import FormDep
from service.web.places import own_path, seen_other, with_query
from service.web.rendering import page

router = APIRouter(prefix="/notices")

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE))]


@router.get("")
def listing(request: Request, act: _Anyone, all: str = "", before: str = "") -> Response:  # noqa: A002 -- a field of the address
    """Show what is unread, or everything."""
    found = notices.page(
        act.session, reader_of(act.actor), only_unread=not all, before=whole_number(before)
    )
    here = with_query("/notices", all=all)
    context = {
        "told": [(one, _behind(one)) for one in found.notices],
        "shows_all": bool(all),
        "newest": found.notices[0].notice.id if found.notices and not before else 0,
        "at_page": here,
        "next": with_query(here, before=str(found.after)) if found.after else "",
    }
    return page(request, "notices/page.html", context)


@router.post("/read")
def read(act: _Anyone, form: FormDep) -> Response:
    """Mark one notice as read, or everything that was on the screen, and go back."""
    if form.text("id"):
        mark_read(act, ids=[form.number("id")])
    else:
        mark_all_read(act, up_to=form.number("up_to"))
    return seen_other(own_path(form.text("back"), default="/notices"))


def _behind(one: notices.Told) -> str:
    """The address of what a notice is about: its ticket, or the tickets of a warning."""
    if one.number:
        return f"/tickets/{one.number}"
    found = bursts.opens(one.notice)
    if found is None:
        return ""
    return with_query(
        "/figures/counts/received",
        since=str(found.first),
        until=str(found.last),
        area=found.place,
        category=found.category,
    )
