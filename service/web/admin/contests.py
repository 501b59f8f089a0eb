"""The register of contested matters (争议事项登记): its list, its entries, and their forms."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from models.contest import Contest
from models.enums import Role
from models.errors import HotlineError
from service.deps import DESK, PageAllowed
from service.operations import contesting
from service.operations.acting import Acting
from service.problems import status_of
from service.queries import contests
from service.queries.contests import Filter, parted
from service.register_inputs import ContestInput
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import LOCAL, Names, Option, names
from service.web.places import seen_other, with_query
from service.web.rendering import page
from service.web.ticket.contested import view

router = APIRouter(prefix="/contests")

_Reader = Annotated[
    Acting,
    Depends(PageAllowed(*DESK, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)),
]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

#: Fields for units and categories that the form offers beyond those chosen already.
_SPARE_UNITS, _SPARE_CATEGORIES = 2, 1
_LEAST_UNITS = 4


@router.get("")
def listing(
    request: Request, act: _Reader, word: str = "", unit: str = "", cursor: str = ""
) -> Response:
    """Show one page of the register."""
    found = contests.page(act.session, wanted=Filter(word=word.strip(), unit=unit), cursor=cursor)
    known = names(act.session)
    here = with_query("/contests", word=word, unit=unit)
    context = {
        "word": word,
        "unit": unit,
        "units": _unit_options(act, known),
        "rows": [
            view(act, row, known=known, decided=found.decided.get(row.id or 0, 0))
            for row in found.contests
        ],
        "first": here if cursor else "",
        "next": with_query(here, cursor=found.next_cursor) if found.next_cursor else "",
        "filtered": here != "/contests",
        "may_change": act.actor.role is Role.ADMINISTRATOR,
    }
    return page(request, "contests/list.html", context)


@router.get("/new")
def blank(request: Request, act: _Administrator) -> Response:
    """Show the form for a new entry."""
    return _form(request, act)


@router.get("/{contest}")
def show(request: Request, act: _Reader, contest: _Number, done: str = "") -> Response:
    """Show an entry with its past decisions; an administrator finds the form beside it."""
    return _entry(request, act, contests.find(act.session, contest), done=done)


@router.post("")
def enter(request: Request, act: _Administrator, form: FormDep) -> Response:
    """Add an entry."""

    def run() -> Contest:
        return contesting.enter(act, entry=form.read(ContestInput).entry())

    return _kept(act, run, lambda refused: _form(request, act, form=form, refused=refused))


@router.post("/{contest}")
def amend(request: Request, act: _Administrator, contest: _Number, form: FormDep) -> Response:
    """Change an entry, if it is still as the page showed it."""
    row = contests.find(act.session, contest)

    def run() -> Contest:
        entry = form.read(ContestInput).entry()
        return contesting.amend(
            act, contest_id=contest, version=form.number("version"), entry=entry
        )

    return _kept(act, run, lambda refused: _entry(request, act, row, form=form, refused=refused))


def _kept(
    act: Acting, run: Callable[[], Contest], again: Callable[[HotlineError], Response]
) -> Response:
    try:
        row = run()
    except HotlineError as refused:
        act.session.rollback()
        return again(refused)
    return seen_other(f"/contests/{row.id}", done="1")


def _entry(
    request: Request,
    act: Acting,
    row: Contest,
    *,
    form: Form = EMPTY,
    refused: HotlineError | None = None,
    done: str = "",
) -> Response:
    if refused is not None:
        act.session.refresh(row)
    known, past = names(act.session), contests.decisions(act.session, row)
    context = {
        "one": view(act, row, known=known, past=past),
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "done": done,
        **_fields(act, row, known=known, form=form, refused=refused),
    }
    status = status_of(refused) if refused else 200
    return page(request, "contests/entry.html", context, status=status)


def _form(
    request: Request,
    act: Acting,
    *,
    form: Form = EMPTY,
    refused: HotlineError | None = None,
) -> Response:
    context = _fields(act, None, known=names(act.session), form=form, refused=refused)
    status = status_of(refused) if refused else 200
    return page(request, "contests/new.html", context, status=status)


def _fields(
    act: Acting, row: Contest | None, *, known: Names, form: Form, refused: HotlineError | None
) -> dict[str, object]:
    """What the form shows: what was typed, else what the entry says."""
    typed = form.typed()
    said = _said(row) if row and not typed else {}
    units = form.values.get("units", ()) if typed else parted(row.units) if row else ()
    categories = (
        form.values.get("categories", ()) if typed else parted(row.categories) if row else ()
    )
    return {
        "typed": {**said, **typed},
        "chosen_units": _padded(units, spare=_SPARE_UNITS, least=_LEAST_UNITS),
        "chosen_categories": _padded(categories, spare=_SPARE_CATEGORIES, least=1),
        "unit_options": _unit_options(act, known),
        "category_options": [
            Option(value=code, label=known.category(code), search=code)
            for code in sorted(known.categories)
        ],
        "refused": refused,
    }


def _said(row: Contest) -> dict[str, str]:
    return {
        "name": row.name,
        "words": "、".join(parted(row.words)),
        "owner": row.owner or "",
        "note": row.note,
        "basis": row.basis,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
    }


def _padded(chosen: tuple[str, ...], *, spare: int, least: int) -> list[str]:
    given = [one for one in chosen if one]
    return [*given, *[""] * max(spare, least - len(given))]


def _unit_options(act: Acting, known: Names) -> list[Option]:
    local = [Option(value=code, label=name) for code, name in LOCAL.items()]
    return [*local, *known.unit_options(on=act.today)]
