"""Which verb of the operations takes which form."""

from collections.abc import Callable, Mapping

from models.enums import Action
from models.errors import Invalid
from models.ticket import Ticket
from service.inputs import (
    AnswerInput,
    ArbitrationInput,
    HandOverInput,
    MergeInput,
    ReasonInput,
    RedirectInput,
    ReturnInput,
    RevisitInput,
    RouteInput,
)
from service.operations import closing, dispatching, handling, merging
from service.operations.acting import Acting
from service.web.forms import Form
from service.web.ticket import forms_automatic, verbs_handling, verbs_rating, verbs_supervising


def take(act: Acting, ticket: Ticket, action: Action, form: Form) -> Ticket:
    """Run the verb of an action with what the form says."""
    return _VERBS[action](act, ticket, form)


def _unit_given(form: Form) -> None:
    if not form.text("unit"):
        raise Invalid("请选择主办单位。", code="no_unit", fields={"unit": "请选择主办单位。"})


def _dispatch(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    _unit_given(form)
    given = form.read(RouteInput)
    return dispatching.dispatch(act, ticket, route=given.route())


def _redirect(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    _unit_given(form)
    given = form.read(RedirectInput)
    return dispatching.redirect(act, ticket, route=given.route(), reason=given.reason)


def _arbitrate(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    _unit_given(form)
    given = form.read(ArbitrationInput)
    return dispatching.arbitrate(
        act, ticket, unit=given.unit, reason=given.reason, basis=given.basis
    )


def _hand_over(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    given = form.read(HandOverInput)
    return closing.hand_over(act, ticket, line=given.line, reason=given.reason)


_Reasoned = Callable[..., Ticket]


def _with_reason(verb: _Reasoned) -> "Verb":
    def run(act: Acting, ticket: Ticket, form: Form) -> Ticket:
        return verb(act, ticket, reason=form.read(ReasonInput).reason)

    return run


Verb = Callable[[Acting, Ticket, Form], Ticket]

_VERBS: Mapping[Action, Verb] = {
    Action.DISPATCH: _dispatch,
    Action.REDIRECT: _redirect,
    Action.ARBITRATE: _arbitrate,
    Action.HAND_OVER: _hand_over,
    Action.MERGE: lambda act, ticket, form: merging.merge(
        act, ticket, into=form.read(MergeInput).into
    ),
    Action.ACKNOWLEDGE: lambda act, ticket, _form: handling.acknowledge(act, ticket),
    Action.ARCHIVE: lambda act, ticket, _form: closing.archive(act, ticket),
    Action.ACCEPT_REPLY: _with_reason(closing.accept_reply),
    Action.ANSWER: lambda act, ticket, form: closing.answer(
        act, ticket, public_text=form.read(AnswerInput).public_text
    ),
    Action.REQUEST_RETURN: lambda act, ticket, form: handling.request_return(
        act, ticket, objection=form.read(ReturnInput).objection()
    ),
    Action.RECORD_REVISIT: lambda act, ticket, form: closing.record_revisit(
        act, ticket, answer=form.read(RevisitInput).answer()
    ),
    Action.DECLINE: _with_reason(closing.decline),
    Action.VOID: _with_reason(closing.void),
    Action.GRANT_RETURN: _with_reason(dispatching.grant_return),
    Action.REFUSE_RETURN: _with_reason(dispatching.refuse_return),
    Action.REJECT_REPLY: _with_reason(closing.reject_reply),
    Action.REWORK: _with_reason(closing.rework),
    **verbs_handling.VERBS,
    **verbs_supervising.VERBS,
    **verbs_rating.VERBS,
    **forms_automatic.VERBS,
}
