"""Intake (受理): the citizen's words left, what the classifier makes of them right."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Channel, Kind, OverrideReason, Urgency
from models.errors import HotlineError, Invalid
from models.ids import opaque_id
from models.ticket import Ticket
from models.workflow import OPEN
from service.deps import DESK, PageAllowed, ServicesDep
from service.inputs import (
    LONGEST_REASON,
    AnswerInput,
    HandOverInput,
    IntakeInput,
    RouteInput,
    WordsInput,
)
from service.operations import closing, dispatching, merging, reminding
from service.operations.acting import Acting
from service.operations.intake import mask_phone, receive
from service.operations.limits import projected
from service.operations.missing import Filled
from service.operations.suggesting import attach, suggest
from service.problems import status_of
from service.queries import tickets
from service.web.choices import offered
from service.web.forms import EMPTY, Form, FormDep
from service.web.intake.panel import panel
from service.web.names import names
from service.web.places import gone_on, is_part, with_query
from service.web.rendering import page
from service.web.rows import rows
from service.web.ticket.repeated import ONCE, SAVED_ALREADY, saved_once

router = APIRouter(prefix="/intake")

_Desk = Annotated[Acting, Depends(PageAllowed(*DESK))]

#: The fields beside which a sentence of refusal may stand.
CHECKED = (
    "is_proxy", "name", "relation", "phone", "text", "category", "occurred", "area", "unit",
    "override_reason", "linked", "public_text",
)  # fmt: skip
#: How often a caller came lately is counted over so many days, from so many tickets.
RECENT, MOST_EARLIER = timedelta(days=30), 20
#: Why a danger in the words is none (不是险情); kept with the ticket as they stand here.
RULED_OUT = ("已经过去", "已有警方、消防或急救在场", "只是说法")
#: What the buttons below the form say.
DISPATCH, SAVE, ANSWER = "dispatch", "save", "answer"
HAND_OVER, MERGE, REMIND = "hand_over:", "merge:", "remind:"


@router.get("")
def form_page(
    request: Request, act: _Desk, parts: ServicesDep, saved: str = "", reminded: str = ""
) -> Response:
    """Show an empty form, and what was saved or urged on just before."""
    number = saved or reminded
    done = tickets.find(act.session, number=number) if number else None
    return _page(request, act, parts, form=EMPTY, done=done, is_reminder=not saved)


@router.post("")
def save(request: Request, act: _Desk, parts: ServicesDep, form: FormDep) -> Response:
    """Save the matter and do with it what the button says; a refusal keeps every word."""
    try:
        address = saved_once(act, form=form, effect=lambda: _done(act, parts, form))
    except HotlineError as refused:
        act.session.rollback()
        if is_part(request):
            return _refusal(request, refused)
        return _page(request, act, parts, form=form, refused=refused)
    return gone_on(request, address)


def _done(act: Acting, parts: ServicesDep, form: Form) -> str:
    """Do what the button says and return the address of what is shown next."""
    intent = form.text("intent")
    if intent.startswith(REMIND):
        # The matter is on record: what is said now is kept with the reminder.
        said = form.text("text")[:LONGEST_REASON]
        urged = reminding.remind_again(act, number=intent.removeprefix(REMIND), reason=said)
        return with_query("/intake", reminded=urged.number)
    return with_query("/intake", saved=_save(act, parts, form).number)


def _refusal(request: Request, refused: HotlineError) -> Response:
    """Return what was refused as a part: the page with everything typed stays where it is."""
    context = {
        "refused": refused,
        "fields": refused.fields if isinstance(refused, Invalid) else {},
        "slots": CHECKED,
        "once": opaque_id() if refused.code == SAVED_ALREADY else "",
    }
    return page(request, "intake/refused.html", context, status=status_of(refused))


@router.post("/suggestion")
def suggestion(request: Request, act: _Desk, parts: ServicesDep, form: FormDep) -> Response:
    """Return the suggestion for what has been typed so far, as a part of the page."""
    words = form.read(WordsInput).words()
    if not words.text.strip():
        return page(request, "intake/cleared.html", {"trouble": ""})
    suggester = parts.engine.suggester(act.session)
    if suggester is None:
        return page(request, "intake/cleared.html", {"trouble": parts.engine.trouble})
    filled = Filled(
        kind=form.text("kind"), category=form.text("category"), occurred=form.text("occurred")
    )
    advice = suggest(act, suggester=suggester, words=words, filled=filled)
    out = form.text("ruled_out")
    shown = panel(act, advice=advice, words=words, known=names(act.session), ruled_out=out)
    context = {
        "panel": shown,
        "hand_over": True,
        "reasons": RULED_OUT,
        "trouble": parts.engine.trouble,
    }
    return page(request, "intake/panel.html", context)


@router.post("/deadline")
def deadline(request: Request, act: _Desk, form: FormDep) -> Response:
    """Return the deadline that the matter would get, with its arithmetic."""
    case = form.read(IntakeInput)
    due = projected(act, kind=case.kind, urgency=case.urgency, category=case.category)
    return page(request, "intake/deadline.html", {"due": due})


@router.post("/caller")
def caller(request: Request, act: _Desk, parts: ServicesDep, form: FormDep) -> Response:
    """Return the earlier tickets of a number, which is sent in the body, never in an address."""
    phone = form.text("phone").replace(" ", "").replace("-", "")
    if len(phone) < 7:
        return page(request, "intake/caller.html", {"masked": ""})
    digest, category = parts.cipher.index(phone), form.text("category")
    found = tickets.earlier_of_caller(act.session, phone_digest=digest, limit=MOST_EARLIER)
    same = reminding.same_matter(act, phone_digest=digest, category=category) if category else []
    known = names(act.session)
    context = {
        "masked": mask_phone(phone),
        "rows": rows(act, found, known=known),
        "same": rows(act, same, known=known),
        "open": {one.number for one in (*found, *same) if one.status in OPEN},
        "recent": sum(one.received_at >= act.at - RECENT for one in found),
        "is_all": len(found) < MOST_EARLIER,
    }
    return page(request, "intake/caller.html", context)


def _save(act: Acting, parts: ServicesDep, form: Form) -> Ticket:
    intent = form.text("intent") or DISPATCH
    if intent == DISPATCH and not form.text("unit"):
        raise Invalid(
            "还没有选择承办单位。请选用一条建议，或搜索单位；也可以“仅保存”，由派单员派单。",
            code="no_unit",
            fields={"unit": "请选择承办单位。"},
        )
    route = form.read(RouteInput) if intent == DISPATCH else None
    ticket = receive(act, intake=form.read(IntakeInput).intake(), cipher=parts.cipher)
    attach(act, suggestion_id=form.text("suggestion"), ticket=ticket)
    if route is not None:
        dispatching.dispatch(act, ticket, route=route.route())
    elif intent == ANSWER:
        closing.answer(act, ticket, public_text=form.read(AnswerInput).public_text)
    elif intent.startswith(HAND_OVER):
        # Cut, not refused: danger waits for nobody.
        reason = form.text("danger")[:LONGEST_REASON] or "涉及人身、财产紧急危险"
        told = Form(values={"line": (intent.removeprefix(HAND_OVER),), "reason": (reason,)})
        given = told.read(HandOverInput)
        closing.hand_over(act, ticket, line=given.line, reason=given.reason)
    elif intent.startswith(MERGE):
        merging.merge(act, ticket, into=intent.removeprefix(MERGE))
    elif intent != SAVE:
        raise Invalid("没有这个操作，请用页面上的按钮保存。", code="unknown_intent")
    return ticket


def _page(
    request: Request,
    act: Acting,
    parts: ServicesDep,
    *,
    form: Form,
    done: Ticket | None = None,
    is_reminder: bool = False,
    refused: HotlineError | None = None,
) -> Response:
    known = names(act.session)
    suggester = parts.engine.suggester(act.session)
    is_done = refused is not None and refused.code == SAVED_ALREADY
    once = "" if is_done else form.text(ONCE)
    context = {
        "typed": {"kind": Kind.COMPLAINT, "urgency": Urgency.NORMAL, "channel": "phone"}
        | dict(form.typed())
        | {ONCE: once or opaque_id()},
        "kinds": list(Kind),
        "channels": list(Channel),
        "urgencies": list(Urgency),
        "overrides": list(OverrideReason),
        **offered(known, on=act.today, lists=request.query_params.get("lists", "")),
        "at": act.at,
        "done": done,
        "is_reminder": is_reminder,
        "done_unit": known.unit(done.lead_code) if done else "",
        "refused": refused,
        "fields": refused.fields if isinstance(refused, Invalid) else {},
        "trouble": "" if suggester else parts.engine.trouble,
        "draft": act.actor.key,
    }
    status = status_of(refused) if refused else 200
    return page(request, "intake/page.html", context, status=status)
