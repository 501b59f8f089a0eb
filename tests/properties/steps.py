"""Every verb of the hotline, as the state machine presses it: what is said, and by which call."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from random import Random

from hypothesis import strategies as st
from sqlmodel import col, select

from models.contact import ContactWay
from models.enums import Action, Kind, Outcome, OverrideReason, ReturnReason, Satisfaction
from models.exclusion import ExclusionReason
from models.suggestion import Suggestion
from models.suspension import Milestone, Suspension
from models.ticket import Ticket
from service.operations import (
    closing,
    contacting,
    delegating,
    dispatching,
    documents,
    excluding,
    extending,
    handling,
    merging,
    rating,
    reminding,
    splitting,
    supervising,
    suspending,
)
from service.operations.acting import Acting

UNITS = ("CGJ", "ZJJ", "SCJ")
MATTER = "路灯不亮"
WORDS = f"{MATTER}，已经一周了"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@dataclasses.dataclass(frozen=True)
class Said:
    """What somebody fills in when taking a step; some of it fits the step, some does not."""

    unit: str = "CGJ"
    assisting: tuple[str, ...] = ()
    reason: str = "经核实属实"
    text: str = "已经现场处理完毕。"
    satisfaction: Satisfaction | None = Satisfaction.SATISFIED
    contacted: bool = True
    with_suggestion: bool = False
    override: OverrideReason | None = None
    counter: str | None = None
    days: int = 2
    withdraws: bool = True
    into: str = ""


SAID = st.builds(
    Said,
    unit=st.sampled_from((*UNITS, "NOSUCH")),
    assisting=st.sampled_from(((), ("ZJJ",), ("ZJJ", "SCJ"), ("CGJ",))),
    reason=st.sampled_from(("经核实属实", "经核实属实", "", " ")),
    text=st.sampled_from(("已经现场处理完毕。", "已经现场处理完毕。", "好", "")),
    satisfaction=st.sampled_from((None, *Satisfaction)),
    contacted=st.booleans(),
    with_suggestion=st.booleans(),
    override=st.sampled_from((None, *OverrideReason)),
    counter=st.sampled_from((None, *UNITS)),
    days=st.sampled_from((-1, 0, 1, 3, 4, 400)),
    withdraws=st.booleans(),
)


def sensible(dice: Random) -> Said:
    """Say what mostly fits, without asking Hypothesis: a long run of it costs her nothing."""
    return Said(
        unit=dice.choice(UNITS),
        assisting=dice.choice(((), (), ("TXB",))),
        satisfaction=dice.choice((Satisfaction.SATISFIED, Satisfaction.DISSATISFIED)),
        with_suggestion=dice.random() < 0.3,
        override=OverrideReason.WRONG_DUTY,
    )


def suggestion_of(number: int, *, at: datetime) -> Suggestion:
    """Return a suggestion as the desk was shown it."""
    return Suggestion(
        id=f"s{number}",
        created_at=at,
        shown_to="坐席",
        artifact="test",
        text_digest="",
        prediction={"candidates": [{"unit": "CGJ"}, {"unit": "ZJJ"}]},
        top_unit="CGJ",
        top_probability=0.9,
    )


def fitting(said: Said, outcome: Outcome | None) -> Said:
    """Say what leads to this outcome of a revisit."""
    if outcome in {Outcome.RETRY, Outcome.UNREACHABLE}:
        return dataclasses.replace(said, contacted=False, satisfaction=None)
    if outcome is Outcome.UNSATISFIED:
        return dataclasses.replace(said, satisfaction=Satisfaction.DISSATISFIED)
    return said


def _route(said: Said, suggestion: str | None) -> dispatching.Route:
    return dispatching.Route(
        unit=said.unit,
        assisting=said.assisting,
        suggestion=suggestion if said.with_suggestion else None,
        override_reason=said.override,
    )


def _objection(said: Said) -> handling.Objection:
    return handling.Objection(
        reason=ReturnReason.NOT_DUTY, basis=said.reason, counter_unit=said.counter
    )


def _answer(said: Said) -> closing.Answer:
    return closing.Answer(
        was_contacted=said.contacted, satisfaction=said.satisfaction, reason=said.reason
    )


def _finding(said: Said) -> handling.Finding:
    return handling.Finding(
        public_text=said.text, handler="王副局长", withdraws_tasks=said.withdraws
    )


def _final_reply(act: Acting, ticket: Ticket, said: Said) -> object:
    upload = documents.Upload(name="签批件.pdf", content=PDF)
    document = documents.attach(act, ticket, upload=upload).id
    return closing.final_reply(act, ticket, reason=said.reason, document=document)


def _reach(act: Acting, ticket: Ticket) -> object:
    stage = act.session.exec(
        select(Milestone.id)
        .join(Suspension, col(Suspension.id) == col(Milestone.suspension_id))
        .where(Suspension.ticket_id == ticket.id, col(Suspension.ended_at).is_(None))
    ).first()
    return suspending.reach_milestone(act, ticket, milestone=stage or 0)


Verb = Callable[[Acting, Ticket, Said, str | None], object]
VERBS: dict[Action, Verb] = {
    Action.DISPATCH: lambda a, t, s, g: dispatching.dispatch(a, t, route=_route(s, g)),
    Action.REDIRECT: lambda a, t, s, g: dispatching.redirect(
        a, t, route=_route(s, None), reason=s.reason
    ),
    Action.ANSWER: lambda a, t, s, _: closing.answer(a, t, public_text=s.text),
    Action.DECLINE: lambda a, t, s, _: closing.decline(a, t, reason=s.reason),
    Action.HAND_OVER: lambda a, t, s, _: closing.hand_over(a, t, line="119", reason=s.reason),
    Action.MERGE: lambda a, t, s, _: merging.merge(a, t, into=s.into),
    Action.UNMERGE: lambda a, t, s, _: merging.unmerge(a, t, reason=s.reason),
    Action.VOID: lambda a, t, s, _: closing.void(a, t, reason=s.reason),
    Action.SPLIT: lambda a, t, _s, _g: splitting.split(
        a, t, matters=[splitting.Matter(text=MATTER, kind=Kind.HELP)]
    ),
    Action.ACKNOWLEDGE: lambda a, t, _s, _g: handling.acknowledge(a, t),
    Action.CONTACT: lambda a, t, s, _: contacting.contact(
        a, t, way=ContactWay.PHONE if s.contacted else None
    ),
    Action.REQUEST_RETURN: lambda a, t, s, _: handling.request_return(
        a, t, objection=_objection(s)
    ),
    Action.GRANT_RETURN: lambda a, t, s, _: dispatching.grant_return(a, t, reason=s.reason),
    Action.REFUSE_RETURN: lambda a, t, s, _: dispatching.refuse_return(a, t, reason=s.reason),
    Action.ARBITRATE: lambda a, t, s, _: dispatching.arbitrate(a, t, unit=s.unit, reason=s.reason),
    Action.REQUEST_EXTENSION: lambda a, t, s, _: extending.request_extension(
        a, t, plea=extending.Plea(days=s.days, reason=s.reason)
    ),
    Action.GRANT_EXTENSION: lambda a, t, s, _: extending.grant_extension(a, t, reason=s.reason),
    Action.REFUSE_EXTENSION: lambda a, t, s, _: extending.refuse_extension(a, t, reason=s.reason),
    Action.DELEGATE: lambda a, t, s, _: delegating.delegate(
        a, t, task=delegating.Task(unit=s.unit, text=s.reason)
    ),
    Action.ACKNOWLEDGE_TASK: lambda a, t, _s, _g: delegating.acknowledge_task(a, t),
    Action.FINISH_TASK: lambda a, t, s, _: delegating.finish_task(a, t, result=s.text),
    Action.ASK_CITIZEN: lambda a, t, s, _: handling.ask_citizen(a, t, reason=s.reason),
    Action.RESUME: lambda a, t, s, _: handling.resume(a, t, reason=s.reason),
    Action.SUSPEND: lambda a, t, s, _: suspending.suspend(
        a, t, reason=s.reason, stages=[suspending.Stage(name="改造", due_on=a.today)]
    ),
    Action.REACH_MILESTONE: lambda a, t, _s, _g: _reach(a, t),
    Action.REVIEW_SUSPENSION: lambda a, t, s, _: suspending.review_suspension(
        a, t, reason=s.reason
    ),
    Action.REPLY: lambda a, t, s, _: handling.reply(a, t, finding=_finding(s)),
    Action.ACCEPT_REPLY: lambda a, t, s, _: closing.accept_reply(a, t, reason=s.reason),
    Action.REJECT_REPLY: lambda a, t, s, _: closing.reject_reply(a, t, reason=s.reason),
    Action.FINAL_REPLY: lambda a, t, s, _: _final_reply(a, t, s),
    Action.RECORD_REVISIT: lambda a, t, s, _: closing.record_revisit(a, t, answer=_answer(s)),
    Action.OFFER_RATING: lambda a, t, s, _: rating.offer(a, t, renew=s.contacted),
    Action.RATE: lambda a, t, s, _: rating.rate(a, t, answer=_answer(s)),
    Action.REQUEST_EXCLUSION: lambda a, t, s, _: excluding.request_exclusion(
        a, t, reason_code=ExclusionReason.OTHER, reason=s.reason
    ),
    Action.GRANT_EXCLUSION: lambda a, t, s, _: excluding.grant_exclusion(a, t, reason=s.reason),
    Action.REFUSE_EXCLUSION: lambda a, t, s, _: excluding.refuse_exclusion(a, t, reason=s.reason),
    Action.SUPERVISE: lambda a, t, s, _: supervising.supervise(a, t, reason=s.reason),
    Action.ESCALATE: lambda a, t, s, _: supervising.escalate(a, t, reason=s.reason),
    Action.ANSWER_SUPERVISION: lambda a, t, s, _: supervising.answer_supervision(
        a, t, reason=s.reason
    ),
    Action.REMIND: lambda a, t, s, _: reminding.remind(a, t, reason=s.reason),
    Action.ATTACH: lambda a, t, _s, _g: documents.attach(
        a, t, upload=documents.Upload(name="现场.pdf", content=PDF)
    ),
    Action.REWORK: lambda a, t, s, _: closing.rework(a, t, reason=s.reason),
    Action.ARCHIVE: lambda a, t, _s, _g: closing.archive(a, t),
}
