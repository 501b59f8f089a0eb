"""The pages of automatic dispatch (自动派单): terms of each unit, and the sample to check."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.automatic import AutomaticDispatch
from models.enums import Role
from models.errors import HotlineError, Invalid
from service.automatic_inputs import CheckInput, TermsInput
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.operations.automatic import Terms, check_route, set_terms
from service.operations.moving import open_ticket
from service.problems import status_of
from service.queries import automatic
from service.queries.automatic import Standing
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter()

_READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
_Reader = Annotated[Acting, Depends(PageAllowed(*_READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_Checker = Annotated[Acting, Depends(PageAllowed(Role.DISPATCHER, Role.SUPERVISOR))]

_DEFAULT = Terms(is_on=True)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One unit's terms and how its routes turned out."""

    rule: AutomaticDispatch
    name: str
    standing: Standing


@router.get("/admin/automatic")
def show(request: Request, act: _Reader, done: str = "") -> Response:
    """Show the units that have terms, and the form for another."""
    return _terms(request, act, done=done)


@router.post("/admin/automatic")
def write(request: Request, act: _Administrator, form: FormDep) -> Response:
    """Switch a unit on or off, or change its terms."""
    try:
        unit = form.text("unit")
        if not unit:
            raise Invalid("请选择单位。", code="no_unit", fields={"unit": "请选择单位。"})
        set_terms(act, unit=unit, terms=_percent(form).read(TermsInput).terms())
    except HotlineError as refused:
        act.session.rollback()
        return _terms(request, act, form=form, refused=refused)
    return seen_other("/admin/automatic", done=unit)


@router.get("/checks")
def checks(request: Request, act: _Checker, done: str = "") -> Response:
    """Show the automatic routes that wait for a check."""
    return _checks(request, act, done=done)


@router.post("/checks/{number}")
def check(request: Request, act: _Checker, number: str, form: FormDep) -> Response:
    """Say whether one of them was right."""
    try:
        given = form.read(CheckInput)
        ticket = open_ticket(act, number=number, version=form.number("version"))
        check_route(act, ticket, is_right=given.is_right, reason=given.reason)
    except HotlineError as refused:
        act.session.rollback()
        return _checks(request, act, refused=refused)
    return seen_other("/checks", done=number)


def _terms(
    request: Request,
    act: Acting,
    *,
    done: str = "",
    form: Form = EMPTY,
    refused: HotlineError | None = None,
) -> Response:
    known = names(act.session)
    context = {
        "rows": _rows(act),
        "done": known.unit(done) if done else "",
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "units": known.unit_options(on=act.today),
        "default": _DEFAULT,
        "typed": form.typed(),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "admin/automatic.html", context, status=status)


def _rows(act: Acting) -> Sequence[_Row]:
    known = names(act.session)
    return [
        _Row(
            rule=rule,
            name=known.unit(rule.department_code),
            standing=automatic.standing(
                act.session, unit=rule.department_code, since=rule.on_since
            ),
        )
        for rule in automatic.rules(act.session)
    ]


def _checks(
    request: Request, act: Acting, *, done: str = "", refused: HotlineError | None = None
) -> Response:
    waiting = automatic.sampled(act.session)
    context = {"waiting": waiting, "names": names(act.session), "done": done, "refused": refused}
    status = status_of(refused) if refused else 200
    return page(request, "admin/checks.html", context, status=status)


def _percent(form: Form) -> Form:
    """The form with its percentages as shares; the input refuses what is no number."""
    values = dict(form.values)
    for name in ("target_precision", "sample_share"):
        try:
            values[name] = (f"{float(form.text(name).rstrip('%')) / 100:.4f}",)
        except ValueError:
            continue
    return Form(values=values)
