"""The page of organisation changes (机构调整): what there was, and a form with its preview."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.department import SuccessionKind
from models.duty import Duty
from models.enums import Role
from models.errors import Conflict, HotlineError
from service.deps import PageAllowed
from service.operations import reorganising
from service.operations.acting import Acting
from service.operations.reorganisation_plan import Change, Plan
from service.problems import status_of
from service.queries import duties, reorganisation
from service.web.admin.change_form import NEW, PARTS, UNITS, change_of
from service.web.admin.duties import READERS
from service.web.category_names import category_paths
from service.web.forms import EMPTY, Form, FormDep
from service.web.language import say
from service.web.names import Names, Option, names
from service.web.pinyin import search_words
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/reorganising")

_Reader = Annotated[Acting, Depends(PageAllowed(*READERS))]
_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]

#: What each way of changing is for, in a sentence.
ADVICE = {
    SuccessionKind.MERGE: "几个单位并成一个：并入现有单位，或新设一个单位。原单位今日起撤销。",
    SuccessionKind.SPLIT: "一个单位分成几个：按分类分给承接单位，其余事项也要有单位承接。",
    SuccessionKind.RENAME: "一个单位换名称：职责、工单、账号、令牌都跟过去。",
    SuccessionKind.TRANSFER: "单位都不变，只把权责清单里的一条交给另一个单位。",
}


@router.get("")
def show(
    request: Request, act: _Reader, kind: str = "", unit: str = "", done: str = ""
) -> Response:
    """Show past changes; an administrator finds the form above them."""
    form = Form(values={"kind": (kind,), "units": (unit,)} if kind or unit else {})
    return _page(request, act, form=form, done=done)


@router.post("")
def change(request: Request, act: _Administrator, form: FormDep) -> Response:
    """Preview a change, or make it exactly as it was previewed."""
    wanted: Change | None = None
    try:
        wanted = change_of(act.session, form)
        if form.text("intent") == "preview":
            seen = reorganising.preview(act, change=wanted)
            return _page(request, act, form=form, plan=seen)
        made = reorganising.reorganise(act, change=wanted, digest=form.text("digest"))
    except Conflict as stale:
        act.session.rollback()
        # What would happen now is told at once; it takes another press.
        plan = reorganising.preview(act, change=wanted) if wanted else None
        return _page(request, act, form=form, plan=plan, refused=stale)
    except HotlineError as refused:
        act.session.rollback()
        return _page(request, act, form=form, refused=refused)
    return seen_other("/admin/reorganising", done=str(len(made.tickets)))


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
    wanted = form.text("kind")
    kind = SuccessionKind(wanted) if wanted in set(SuccessionKind) else SuccessionKind.MERGE
    options = known.unit_options(on=act.today)
    chosen = [unit for unit in form.values.get("units", ()) if unit]
    room = UNITS if kind is SuccessionKind.MERGE else 1
    context = {
        "rows": reorganisation.changes(act.session),
        "names": known,
        "kinds": list(SuccessionKind),
        "kind": kind.value,
        "advice": ADVICE[kind],
        "units": options,
        "heirs": [*_new_ones(kind), *options],
        "listed": _duties(act, known) if kind is SuccessionKind.TRANSFER else [],
        "categories": category_paths(known) if kind is SuccessionKind.SPLIT else [],
        "chosen": [*chosen, *[""] * (room - len(chosen))][:10],
        "places": range(PARTS),
        "founds": range(_founds(kind)),
        "typed": form.typed(),
        "may_change": act.actor.role is Role.ADMINISTRATOR,
        "plan": plan,
        "founding": {one.code: one.short_name for one in plan.founded} if plan else {},
        "done": done if done.isdecimal() and len(done) < 9 else "",
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "reorganising/page.html", context, status=status)


def _founds(kind: SuccessionKind) -> int:
    """How many new units a change of this sort has room for."""
    if kind is SuccessionKind.SPLIT:
        return 3
    return 0 if kind is SuccessionKind.TRANSFER else 1


def _new_ones(kind: SuccessionKind) -> list[Option]:
    if _founds(kind) == 1:
        return [Option(value=NEW, label="下面填写的新单位")]
    return [
        Option(value=f"{NEW}{place}", label=say("下面填写的第 %(n)s 个新单位", n=place + 1))
        for place in range(_founds(kind))
    ]


def _duties(act: Acting, known: Names) -> list[Option]:
    """The duties in force that a unit leads, to be picked by name, unit or code."""

    def option(row: Duty) -> Option:
        unit = known.departments[row.lead]
        return Option(
            value=row.family,
            label=f"{known.unit(row.lead)}：{row.name}",
            search=f"{row.family} {search_words((row.name, unit.short_name))}",
        )

    rows = duties.standing(act.session, on=act.today)
    return [
        option(row) for row in rows if row.is_valid(act.today) and row.lead in known.departments
    ]
