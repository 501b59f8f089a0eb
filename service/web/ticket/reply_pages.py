"""What stands beside a reply: its checks while it is written, and the unit's templates."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role
from models.errors import HotlineError
from models.reply_template import ReplyTemplate
from service.deps import PageAllowed
from service.inputs import AnswerInput
from service.operations import reply_templates
from service.operations.acting import Acting
from service.operations.reply_advice import advise
from service.operations.reply_templates import PLACES, Wording
from service.problems import status_of
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import names
from service.web.places import seen_other
from service.web.rendering import page
from service.web.ticket.page import visible

router = APIRouter()

_Officer = Annotated[Acting, Depends(PageAllowed(Role.OFFICER))]
_Keeper = Annotated[Acting, Depends(PageAllowed(Role.OFFICER, Role.ADMINISTRATOR))]


@router.post("/tickets/{number}/reply-check")
def check(request: Request, act: _Officer, number: str, form: FormDep) -> Response:
    """Return what may be said of a reply while it is written; nothing is kept."""
    ticket = visible(act, number)
    text = form.read(AnswerInput).public_text
    remarks = advise(act, ticket, public_text=text) if text.strip() else ()
    return page(request, "ticket/reply_checks.html", {"remarks": remarks})


@router.get("/reply-templates")
def listing(request: Request, act: _Keeper, done: str = "") -> Response:
    """Show the templates this person may use or keep."""
    return _page(request, act, done=_DONE.get(done, ""))


@router.post("/reply-templates")
def add(request: Request, act: _Keeper, form: FormDep) -> Response:
    """Keep a new template."""
    unit = act.actor.department if act.actor.role is Role.OFFICER else form.text("unit") or None
    try:
        reply_templates.keep(act, wording=_wording(form, unit))
    except HotlineError as refused:
        return _refused(request, act, form=form, error=refused)
    return seen_other("/reply-templates", done="kept")


@router.post("/reply-templates/{template}")
def change(request: Request, act: _Keeper, template: int, form: FormDep) -> Response:
    """Change a template, or remove it."""
    version = form.number("version")
    try:
        if form.text("remove"):
            reply_templates.remove(act, template=template, version=version)
            return seen_other("/reply-templates", done="removed")
        wording = _wording(form, None)
        reply_templates.change(act, template=template, version=version, wording=wording)
    except HotlineError as refused:
        return _refused(request, act, form=form, error=refused, template=template)
    return seen_other("/reply-templates", done="changed")


_DONE = {"kept": "模板已保存。", "changed": "模板已修改。", "removed": "模板已删除。"}


def _wording(form: Form, unit: str | None) -> Wording:
    return Wording(unit=unit, name=form.text("name"), text=form.text("text"))


def _refused(
    request: Request, act: Acting, *, form: Form, error: HotlineError, template: int = 0
) -> Response:
    act.session.rollback()
    return _page(request, act, form=form, error=error, template=template)


def _page(
    request: Request,
    act: Acting,
    *,
    done: str = "",
    form: Form = EMPTY,
    error: HotlineError | None = None,
    template: int = 0,
) -> Response:
    known = names(act.session)
    unit = act.actor.department if act.actor.role is Role.OFFICER else None
    rows = reply_templates.templates_for(act.session, unit=unit)
    context = {
        "own": [row for row in rows if reply_templates.may_keep(act, row)],
        "common": [row for row in rows if not reply_templates.may_keep(act, row)],
        "owner": known.unit(unit) if unit else "",
        "owners": {row.id: _owner(row, known.unit(row.department_code)) for row in rows},
        "units": known.unit_options(on=act.today) if unit is None else [],
        "places": PLACES,
        "typed": form.typed(),
        "error": error,
        "refused": template,
        "done": done,
    }
    status = status_of(error) if error else 200
    return page(request, "ticket/templates.html", context, status=status)


def _owner(row: ReplyTemplate, unit: str) -> str:
    return unit if row.department_code else ""
