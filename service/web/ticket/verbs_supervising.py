"""Which verb of overseeing takes which form."""

from collections.abc import Callable, Mapping

from models.enums import Action
from models.ticket import Ticket
from service.inputs import ReasonInput
from service.operations import (
    excluding,
    merging,
    recalculating,
    reminding,
    splitting,
    supervising,
)
from service.operations.acting import Acting
from service.supervising_inputs import ExclusionInput, SplitOneInput
from service.web.forms import Form


def _request_exclusion(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    given = form.read(ExclusionInput)
    return excluding.request_exclusion(
        act, ticket, reason_code=given.reason_code, reason=given.reason
    )


def _split(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    splitting.split(act, ticket, matters=[form.read(SplitOneInput).matter()])
    return ticket


def _with_reason(verb: Callable[..., Ticket]) -> Callable[[Acting, Ticket, Form], Ticket]:
    def run(act: Acting, ticket: Ticket, form: Form) -> Ticket:
        return verb(act, ticket, reason=form.read(ReasonInput).reason)

    return run


VERBS: Mapping[Action, Callable[[Acting, Ticket, Form], Ticket]] = {
    Action.REQUEST_EXCLUSION: _request_exclusion,
    Action.GRANT_EXCLUSION: _with_reason(excluding.grant_exclusion),
    Action.REFUSE_EXCLUSION: _with_reason(excluding.refuse_exclusion),
    Action.SUPERVISE: _with_reason(supervising.supervise),
    Action.ESCALATE: _with_reason(supervising.escalate),
    Action.ANSWER_SUPERVISION: _with_reason(supervising.answer_supervision),
    Action.REMIND: _with_reason(reminding.remind),
    Action.SPLIT: _split,
    Action.RECALCULATE: lambda act, ticket, _form: recalculating.recalculate_ticket(act, ticket),
    Action.UNMERGE: _with_reason(merging.unmerge),
}
