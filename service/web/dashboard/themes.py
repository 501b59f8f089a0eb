"""The monthly theme (每月一题): named in one form, followed month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import HotlineError, Invalid
from models.theme import MonthlyTheme
from service.deps import PageAllowed
from service.operations import figuring, themes
from service.operations.acting import Acting
from service.operations.themes import Naming, Tracked
from service.problems import status_of
from service.queries.figures.counts import Count, definition_of
from service.queries.figures.definitions import Figure
from service.web.dashboard.numbers import Key, plain_keys
from service.web.figures.question import Given
from service.web.forms import EMPTY, Form, FormDep
from service.web.language import say
from service.web.names import Names, Option, names
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/dashboard/themes")

#: What is told of a theme, in this order.
SHOWN: Sequence[Count | Figure] = (Count.RECEIVED, Count.ENDED, Count.OPEN, *themes.FIGURES)

_Reader = Annotated[Acting, Depends(PageAllowed(*figuring.READERS))]
_Keeper = Annotated[Acting, Depends(PageAllowed(*themes.KEEPERS))]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A theme as it is read; without numbers while its month has not begun."""

    month: str
    title: str
    matter: str
    lead: str
    keys: Sequence[Key]
    path: str


def theme_lines(found: Iterable[Tracked], known: Names) -> list[Line]:
    """Return themes as they are read, each number with what it opens."""
    return [_line(one, known) for one in found]


@router.get("")
def show(request: Request, act: _Reader, month: str = "", done: str = "") -> Response:
    """Show the themes of the last months, and the form for the month named or this one."""
    try:
        chosen = _month(month, act.today)
    except Invalid as refused:
        return _themes(request, act, act.today, refused=refused)
    return _themes(request, act, chosen, done=done)


@router.post("")
def write(request: Request, act: _Keeper, form: FormDep) -> Response:
    """Name the theme of a month, change it, or take it back."""
    month, shown = act.today, form.text("shown")
    # The version is that of the month which the form was opened for.
    version = form.number("version") if form.text("month") in {"", shown} else 0
    try:
        month = _month(shown if form.text("remove") else form.text("month"), act.today)
        if form.text("remove"):
            version = form.number("version")
            themes.remove_theme(act, month=month, version=version)
        else:
            naming = Naming(
                month=month,
                title=form.text("title"),
                category=form.text("category"),
                lead=form.text("lead"),
            )
            themes.name_theme(act, naming=naming, version=version)
    except HotlineError as refused:
        act.session.rollback()
        return _themes(request, act, month, form=form, refused=refused)
    return seen_other(
        "/dashboard/themes",
        month=f"{month:%Y-%m}",
        done="removed" if form.text("remove") else "kept",
    )


def _themes(
    request: Request,
    act: Acting,
    month: date,
    *,
    done: str = "",
    form: Form = EMPTY,
    refused: HotlineError | None = None,
) -> Response:
    known, found = names(act.session), themes.listed(act)
    held = act.session.get(MonthlyTheme, month.replace(day=1))
    context = {
        "action": "/dashboard/themes",
        "question": Given(),
        "lines": theme_lines(found, known),
        "heads": [(say(name.label), definition_of(name).formula) for name in SHOWN],
        "held": held,
        "may_name": act.actor.role in themes.KEEPERS,
        "typed": form.typed() or _stored(month, held),
        "units": known.unit_options(on=act.today),
        "categories": [
            Option(value=code, label=known.category(code), search=code)
            for code in sorted(known.categories)
        ],
        "done": done,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "dashboard/themes.html", context, status=status)


def _line(one: Tracked, known: Names) -> Line:
    asked = Given(
        since=str(one.asked.first), until=str(one.asked.last), category=one.asked.category
    )
    return Line(
        month=f"{one.theme.month:%Y-%m}",
        title=one.theme.title,
        matter=known.category(one.theme.category_code),
        lead=known.unit(one.theme.lead_code),
        keys=plain_keys(one.overview, asked, SHOWN) if one.overview else (),
        path=asked.address("/dashboard") if one.overview else "",
    )


def _stored(month: date, held: MonthlyTheme | None) -> dict[str, str]:
    """What the form begins with: the theme that stands, or only the month."""
    begun = {"month": f"{month:%Y-%m}", "shown": f"{month:%Y-%m}", "version": "0"}
    if held is None:
        return begun
    return begun | {
        "version": str(held.version),
        "title": held.title,
        "category": held.category_code,
        "lead": held.lead_code,
    }


def _month(text: str, today: date) -> date:
    if not text.strip():
        return today.replace(day=1)
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError as error:
        sentence = say("“%(text)s”不是月份，请写成 2026-10 的样子。", text=text[:40])
        raise Invalid(sentence, code="bad_month", fields={"month": "请重填。"}) from error
