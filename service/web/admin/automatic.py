"""The page of automatic dispatch (自动派单): the terms of each unit, and how it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from models.automatic import AutomaticDispatch
from models.enums import Role
from models.errors import HotlineError, Invalid, NotFound
from service.automatic_inputs import TermsInput
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.operations.automatic import Terms, set_terms
from service.problems import status_of
from service.queries import automatic
from service.queries.automatic import Standing, Wanted
from service.queries.figures.intervals import Interval, wilson
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import names
from service.web.places import seen_other
from service.web.rendering import page
from service.web.rows import first_line

router = APIRouter()

_READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
_Reader = Annotated[Acting, Depends(PageAllowed(*_READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]

_DEFAULT = Terms(is_on=True)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One unit's terms and how its routes turned out."""

    rule: AutomaticDispatch
    name: str
    standing: Standing
    waiting: int

    @property
    def interval(self) -> Interval | None:
        """Where the precision lies with 95 % confidence; nothing where nothing is known."""
        found = self.standing
        return wilson(hits=found.right, base=found.known) if found.known else None

    @property
    def is_short(self) -> bool:
        """Whether too few routes are known to judge by."""
        return self.standing.known < self.rule.minimum_checks


@router.get("/admin/automatic")
def show(request: Request, act: _Reader, unit: str = "", done: str = "") -> Response:
    """Show the units that have terms, and the form for another or for the one named."""
    return _terms(request, act, unit=unit, done=done)


@router.get("/admin/automatic/{unit}")
def routes(
    request: Request, act: _Reader, unit: Annotated[str, Path(max_length=32)], what: str = ""
) -> Response:
    """Show the routes that a number of one unit counts, and how each turned out."""
    known = names(act.session)
    rule = next((row for row in automatic.rules(act.session) if row.department_code == unit), None)
    if rule is None:
        raise NotFound("这个单位没有启用过自动派单。", code="unknown_unit")
    wanted = Wanted(what) if what in set(Wanted) else Wanted.ROUTED
    context = {
        "rule": rule,
        "rows": automatic.listed(act.session, unit=unit, since=rule.on_since, wanted=wanted),
        "wanted": wanted,
        "every": list(Wanted),
        "name": known.unit(unit),
        "first_line": first_line,
    }
    return page(request, "admin/routes.html", context)


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


def _terms(
    request: Request,
    act: Acting,
    *,
    unit: str = "",
    done: str = "",
    form: Form = EMPTY,
    refused: HotlineError | None = None,
) -> Response:
    known = names(act.session)
    rows = _rows(act)
    chosen = next((row.rule for row in rows if row.rule.department_code == unit), None)
    context = {
        "rows": rows,
        "done": known.unit(done) if done else "",
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "units": known.unit_options(on=act.today),
        "typed": form.typed() or _stored(unit, chosen),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "admin/automatic.html", context, status=status)


def _rows(act: Acting) -> Sequence[_Row]:
    known, waiting = names(act.session), automatic.waiting(act.session)
    return [
        _Row(
            rule=rule,
            waiting=waiting.get(rule.department_code, 0),
            name=known.unit(rule.department_code),
            standing=automatic.standing(
                act.session, unit=rule.department_code, since=rule.on_since
            ),
        )
        for rule in automatic.rules(act.session)
    ]


def _stored(unit: str, rule: AutomaticDispatch | None) -> dict[str, str]:
    """The terms that stand, or else the ones to begin with, as the form shows them."""
    terms = rule or _DEFAULT
    return {
        "unit": unit,
        "target_precision": f"{100 * terms.target_precision:g}",
        "sample_share": f"{100 * terms.sample_share:g}",
        "minimum_checks": str(terms.minimum_checks),
    }


def _percent(form: Form) -> Form:
    """The form with its percentages as shares; the input refuses what is no number."""
    values = dict(form.values)
    for name in ("target_precision", "sample_share"):
        try:
            values[name] = (f"{float(form.text(name).rstrip('%')) / 100:.4f}",)
        except ValueError:
            continue
    return Form(values=values)
