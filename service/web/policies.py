"""The page of the policies (时限政策): every version with its rules, and making the next."""

from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Kind, Measure, Role, Step, Urgency
from models.errors import HotlineError
from models.policy import Allowance
from service.deps import PageAllowed
from service.operations import policies
from service.operations.acting import Acting
from service.operations.policies import Policy, Rule, new_version
from service.problems import status_of
from service.web.clock_forms import MOST_RULES, numbers_of, rules_of
from service.web.forms import EMPTY, Form, FormDep
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/policies")

_READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
_Reader = Annotated[Acting, Depends(PageAllowed(*_READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_EMPTY_ROWS = 3


@router.get("")
def show(request: Request, act: _Reader, version: str = "", done: str = "") -> Response:
    """Show one version (the present one unless named) and what the others were."""
    return _page(request, act, version=version, done=done)


@router.post("")
def make(request: Request, act: _Administrator, form: FormDep) -> Response:
    """Make the next version out of the present one."""
    try:
        made = new_version(
            act,
            base=form.number("base"),
            note=form.text("note"),
            rules=rules_of(form),
            changed=numbers_of(form),
        )
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, form=form, refused=refused)
    return seen_other("/admin/policies", done=str(made.version))


def _page(
    request: Request,
    act: Acting,
    *,
    version: str = "",
    form: Form = EMPTY,
    done: str = "",
    refused: HotlineError | None = None,
) -> Response:
    every = policies.versions(act.session)
    shown = next((one for one in every if str(one.version) == version), every[0])
    context = {
        "versions": every,
        "changes": _changes(every),
        "shown": shown,
        "is_current": shown is every[0],
        "rows": _rows(form, shown),
        "may_change": act.actor.role is Role.ADMINISTRATOR and shown is every[0],
        "steps": list(Step),
        "kinds": list(Kind),
        "urgencies": list(Urgency),
        "measures": list(Measure),
        "allowances": list(Allowance),
        "typed": form.typed(),
        "is_new": done == str(every[0].version),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "admin/policies.html", context, status=status)


def _changes(every: list[Policy]) -> dict[int, list[str]]:
    return {after.version: policies.differences(before, after) for after, before in pairwise(every)}


def _rows(form: Form, shown: Policy) -> list[dict[str, str]]:
    """The rows of the form: what was typed, else the version's rules and a few empty ones."""
    typed = form.typed()
    names = ("step", "kind", "urgency", "prefix", "amount", "measure")
    if typed:
        places = [place for place in range(MOST_RULES) if f"amount-{place}" in typed]
        return [{name: typed.get(f"{name}-{place}", "") for name in names} for place in places]
    rows = [_row(rule) for rule in shown.rules]
    return rows + [dict.fromkeys(names, "") for _ in range(_EMPTY_ROWS)]


def _row(rule: Rule) -> dict[str, str]:
    return {
        "step": rule.step.value,
        "kind": rule.kind.value if rule.kind else "",
        "urgency": rule.urgency.value if rule.urgency else "",
        "prefix": rule.category_prefix,
        "amount": str(rule.amount),
        "measure": rule.measure.value,
    }
