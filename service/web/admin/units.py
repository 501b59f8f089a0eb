"""The pages of the units (单位): the list, and one unit with all that hangs on it."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from models.department import Department
from models.enums import DepartmentKind, Role
from models.errors import HotlineError, NotFound
from models.register import Register
from service.deps import PageAllowed
from service.operations.acting import Acting
from service.operations.units import UnitFacts, amend_unit
from service.problems import status_of
from service.queries import registers
from service.queries.units import dossier, open_tickets
from service.web.admin.year import WEEKDAYS
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/departments")

_READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
_Reader = Annotated[Acting, Depends(PageAllowed(*_READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_Code = Annotated[str, Path(max_length=32)]
_SEPARATORS = re.compile(r"[;；、,，\n]+")


@router.get("")
def listing(request: Request, act: _Reader, kind: str = "", ended: str = "") -> Response:
    """Show the units by kind, those that have ended where they are asked for."""
    known = names(act.session)
    alive = [row for row in known.departments.values() if row.is_valid(act.today)]
    gone = [row for row in known.departments.values() if not row.is_valid(act.today)]
    chosen = gone if ended else [row for row in alive if kind in ("", row.kind.value)]
    rows = sorted(chosen, key=lambda row: (list(DepartmentKind).index(row.kind), row.code))
    busy = open_tickets(act.session, units=[row.code for row in rows])
    context = {
        "rows": rows,
        "busy": {code: sum(counts.values()) for code, counts in busy.items()},
        "names": known,
        "tabs": [(one, sum(row.kind is one for row in alive)) for one in DepartmentKind],
        "alive": len(alive),
        "gone": len(gone),
        "kind": kind,
        "ended": bool(ended),
    }
    return page(request, "units/list.html", context)


@router.get("/{code}")
def show(request: Request, act: _Reader, code: _Code, done: str = "") -> Response:
    """Show one unit."""
    return _one(request, act, _unit(act, code), done=bool(done))


@router.post("/{code}")
def save(request: Request, act: _Administrator, code: _Code, form: FormDep) -> Response:
    """Correct a unit's names, contacts or superior unit."""
    try:
        facts = UnitFacts(
            name=form.text("name"),
            short_name=form.text("short_name"),
            aliases=tuple(one for one in _SEPARATORS.split(form.text("aliases")) if one.strip()),
            parent=form.text("parent") or None,
            contacts=form.text("contacts"),
        )
        amend_unit(act, code=code, facts=facts)
    except NotFound:
        raise
    except HotlineError as refused:
        act.session.rollback()
        return _one(request, act, _unit(act, code), form=form, refused=refused)
    return seen_other(f"/admin/departments/{code}", done="1")


def _unit(act: Acting, code: str) -> Department:
    found = act.session.get(Department, code)
    if found is None:
        raise NotFound(f"没有代码为“{code}”的单位。", code="unknown_department")
    return found


def _one(
    request: Request,
    act: Acting,
    unit: Department,
    *,
    form: Form = EMPTY,
    done: bool = False,
    refused: HotlineError | None = None,
) -> Response:
    known = names(act.session)
    stored = {
        "name": unit.name,
        "short_name": unit.short_name,
        "aliases": unit.aliases.replace(";", "、"),
        "parent": unit.parent_code or "",
        "contacts": unit.contacts,
    }
    context = {
        "unit": unit,
        "weekdays": WEEKDAYS,
        "found": dossier(act.session, unit, on=act.today, at=act.at),
        "names": known,
        "units": known.unit_options(on=act.today),
        "typed": {**stored, **form.typed()},
        "is_alive": unit.is_valid(act.today),
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "changes": registers.changes_of(act.session, kind=Register.UNIT, key=unit.code),
        "done": "已保存。" if done else "",
        "refused": refused,
    }
    return page(request, "units/page.html", context, status=status_of(refused) if refused else 200)
