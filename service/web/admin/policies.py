"""The page of the policies (时限政策): every version with its rules, and making the next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Kind, Measure, Role, Step, Urgency
from models.errors import HotlineError, Invalid
from models.policy import DEFAULT_NUMBERS, Allowance
from service.deps import PageAllowed
from service.operations import policies
from service.operations.acting import Acting
from service.operations.policies import Policy, Rule, new_version
from service.operations.policy_trials import Tried, try_policy
from service.problems import status_of
from service.queries import reference
from service.web.admin.allowances import MEANINGS
from service.web.admin.clock_forms import MOST_RULES, day_of, numbers_of, rules_of
from service.web.category_names import category_code, category_paths
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import Names, names
from service.web.places import seen_other
from service.web.rendering import page
from service.web.rows import first_line

router = APIRouter(prefix="/admin/policies")

_READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
_Reader = Annotated[Acting, Depends(PageAllowed(*_READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_EMPTY_ROWS = 3


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """The next version as the form asks for it."""

    rules: list[Rule]
    changed: dict[Allowance, int]
    valid_from: date | None


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What the next version would change, and for which of the newest tickets."""

    differences: list[str]
    tried: Tried


@router.get("")
def show(
    request: Request, act: _Reader, version: str = "", done: str = "", copy: str = ""
) -> Response:
    """Show one version (the newest unless named), with `copy` as the draft of the next one."""
    return _page(request, act, version=version, done=done, copies=bool(copy))


@router.post("")
def make(request: Request, act: _Administrator, form: FormDep) -> Response:
    """Make the next version out of the newest, or only tell what it would change."""
    try:
        asked = _asked(form, names(act.session))
        if form.text("intent") == "preview":
            return _page(request, act, form=form, seen=_preview(act, asked))
        made = new_version(
            act,
            base=form.number("base"),
            note=form.text("note"),
            rules=asked.rules,
            changed=asked.changed,
            valid_from=asked.valid_from,
        )
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, form=form, refused=refused)
    return seen_other("/admin/policies", done=str(made.version))


def _asked(form: Form, known: Names) -> _Asked:
    def code(typed: str, field: str) -> str:
        return category_code(known, typed, field=field)

    return _Asked(
        rules=rules_of(form, category=code),
        changed=numbers_of(form),
        valid_from=day_of(form, "valid_from") if form.text("valid_from") else None,
    )


def _preview(act: Acting, asked: _Asked) -> _Seen:
    base = policies.versions(act.session)[0]
    numbers = {**base.numbers, **asked.changed}
    # The note is written last; a preview does not ask for it.
    wrong = policies.wrong_policy(act, note="预览", rules=asked.rules, amounts=numbers)
    if wrong:
        raise Invalid("".join(wrong.values()), code="bad_policy", fields=wrong)
    proposed = replace(base, rules=tuple(asked.rules), numbers=numbers)
    called = names(act.session).category
    return _Seen(
        differences=policies.differences(base, proposed, called=called),
        tried=try_policy(act, base=base, rules=asked.rules, changed=asked.changed),
    )


def _page(
    request: Request,
    act: Acting,
    *,
    version: str = "",
    copies: bool = False,
    form: Form = EMPTY,
    done: str = "",
    seen: _Seen | None = None,
    refused: HotlineError | None = None,
) -> Response:
    every, known = policies.versions(act.session), names(act.session)
    current = reference.policy_version(act.session, on=act.today)
    shown = next((one for one in every if str(one.version) == version), every[0])
    context = {
        "versions": every,
        "changes": _changes(every, known.category),
        "shown": shown,
        "current": current,
        "rows": _rows(form, shown, known),
        "copies": copies and shown is not every[0],
        "may_change": act.actor.role is Role.ADMINISTRATOR and (copies or shown is every[0]),
        "may_copy": act.actor.role is Role.ADMINISTRATOR,
        "steps": list(Step),
        "kinds": list(Kind),
        "urgencies": list(Urgency),
        "measures": list(Measure),
        "categories": category_paths(known),
        "allowances": list(Allowance),
        "meanings": MEANINGS,
        "defaults": DEFAULT_NUMBERS,
        "names": known,
        "first_line": first_line,
        "today": act.today,
        "typed": form.typed(),
        "is_new": done == str(every[0].version),
        "seen": seen,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "admin/policies.html", context, status=status)


def _changes(every: list[Policy], called: Callable[[str], str]) -> dict[int, list[str]]:
    return {
        after.version: policies.differences(before, after, called=called)
        for after, before in pairwise(every)
    }


def _rows(form: Form, shown: Policy, known: Names) -> list[dict[str, str]]:
    """The rows of the form: what was typed, else the version's rules and a few empty ones."""
    typed = form.typed()
    fields = ("step", "kind", "urgency", "prefix", "amount", "measure")
    if typed:
        places = [place for place in range(MOST_RULES) if f"amount-{place}" in typed]
        return [{name: typed.get(f"{name}-{place}", "") for name in fields} for place in places]
    rows = [_row(rule, known) for rule in shown.rules]
    return rows + [dict.fromkeys(fields, "") for _ in range(_EMPTY_ROWS)]


def _row(rule: Rule, known: Names) -> dict[str, str]:
    return {
        "step": rule.step.value,
        "kind": rule.kind.value if rule.kind else "",
        "urgency": rule.urgency.value if rule.urgency else "",
        "prefix": known.category(rule.category_prefix) or rule.category_prefix,
        "amount": str(rule.amount),
        "measure": rule.measure.value,
    }
