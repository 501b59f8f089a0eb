"""The page of organisation changes (机构调整): what there was, and the form with its preview."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError

from models.department import SuccessionKind
from models.enums import Role
from models.errors import HotlineError, Invalid
from service.deps import PageAllowed
from service.duty_inputs import ChangeInput
from service.operations import reorganising
from service.operations.acting import Acting
from service.operations.reorganisation_plan import Change, Plan
from service.problems import status_of
from service.queries import reorganisation
from service.validation import sentences, summary
from service.web.duties import READERS
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import Option, names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/reorganising")

_Reader = Annotated[Acting, Depends(PageAllowed(*READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]

#: Stands in the form for the unit that its own fields found.
NEW = "-new-"
#: Units to merge, and parts of a split beside the rest, that the form has room for.
UNITS, PARTS = 4, 6


@router.get("")
def show(request: Request, act: _Reader, done: str = "") -> Response:
    """Show past changes; an administrator finds the form beside them."""
    return _page(request, act, done=done)


@router.post("")
def change(request: Request, act: _Administrator, form: FormDep) -> Response:
    """Preview a change, or make it exactly as it was previewed."""
    plan: Plan | None = None
    try:
        wanted = change_of(form)
        if form.text("intent") == "preview":
            plan = reorganising.preview(act, change=wanted)
            return _page(request, act, form=form, plan=plan)
        made = reorganising.reorganise(act, change=wanted, digest=form.text("digest"))
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, form=form, refused=refused)
    return seen_other("/admin/reorganising", done=str(len(made.tickets)))


def change_of(form: Form) -> Change:
    """Return the change that a form asks for.

    Raises:
        Invalid: a field is wrong; `fields` says how.
    """
    new = form.text("code").strip()
    founded = (
        [{"code": new, "name": form.text("name"), "short_name": form.text("short_name")}]
        if new
        else []
    )
    given = {
        "kind": form.text("kind"),
        "units": [unit for unit in form.values.get("units", ()) if unit],
        "parts": list(_parts(form, new)),
        "founded": founded,
        "duty": form.text("duty").strip(),
        "reason": form.text("reason"),
    }
    try:
        return ChangeInput.model_validate(given).change()
    except ValidationError as error:
        fields = sentences(error.errors())
        raise Invalid(summary(fields), fields=fields) from error


def _parts(form: Form, new: str) -> Iterator[dict[str, str]]:
    def unit(name: str) -> str:
        chosen = form.text(name)
        return new if chosen == NEW or (name == "successor" and not chosen) else chosen

    yield {"unit": unit("successor"), "category_prefix": ""}
    if form.text("kind") != SuccessionKind.SPLIT:
        return
    for place in range(PARTS):
        if form.text(f"part-{place}"):
            prefix = form.text(f"prefix-{place}").strip()
            yield {"unit": unit(f"part-{place}"), "category_prefix": prefix}


def _page(
    request: Request,
    act: Acting,
    *,
    form: Form = EMPTY,
    plan: Plan | None = None,
    done: str = "",
    refused: HotlineError | None = None,
) -> Response:
    known = names(act.session)
    options = known.unit_options(on=act.today)
    chosen = [unit for unit in form.values.get("units", ()) if unit]
    context = {
        "rows": reorganisation.changes(act.session),
        "names": known,
        "kinds": list(SuccessionKind),
        "units": options,
        "heirs": [Option(value=NEW, label="下面填写的新单位"), *options],
        "chosen": [*chosen, *[""] * (UNITS - len(chosen))][:10],
        "places": range(PARTS),
        "typed": form.typed(),
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "plan": plan,
        "founding": {one.code: one.short_name for one in plan.founded} if plan else {},
        "done": done if done.isdecimal() and len(done) < 9 else "",
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "reorganising/page.html", context, status=status)
