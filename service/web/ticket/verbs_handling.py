"""Which verb of handling takes which form."""

from collections.abc import Callable, Mapping

from models.enums import Action
from models.ticket import Ticket
from service.handling_inputs import (
    ContactInput,
    ExtensionInput,
    FinalReplyInput,
    MilestoneInput,
    ReplyInput,
    ResultInput,
    SuspensionInput,
    TaskInput,
)
from service.inputs import ReasonInput
from service.operations import closing, contacting, delegating, extending, handling, suspending
from service.operations.acting import Acting
from service.web.forms import Form


def _contact(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    given = form.read(ContactInput)
    return contacting.contact(act, ticket, way=given.way, who=given.who, reason=given.reason)


def _final_reply(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    given = form.read(FinalReplyInput)
    return closing.final_reply(act, ticket, reason=given.reason, document=given.document)


def _suspend(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    given = form.read(SuspensionInput)
    return suspending.suspend(act, ticket, reason=given.reason, stages=given.stages())


def _reach(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    given = form.read(MilestoneInput)
    return suspending.reach_milestone(act, ticket, milestone=given.milestone, remark=given.remark)


def _with_reason(verb: Callable[..., Ticket]) -> Callable[[Acting, Ticket, Form], Ticket]:
    def run(act: Acting, ticket: Ticket, form: Form) -> Ticket:
        return verb(act, ticket, reason=form.read(ReasonInput).reason)

    return run


VERBS: Mapping[Action, Callable[[Acting, Ticket, Form], Ticket]] = {
    Action.REPLY: lambda act, ticket, form: handling.reply(
        act, ticket, finding=form.read(ReplyInput).finding()
    ),
    Action.FINAL_REPLY: _final_reply,
    Action.ASK_CITIZEN: _with_reason(handling.ask_citizen),
    Action.RESUME: _with_reason(handling.resume),
    Action.CONTACT: _contact,
    Action.REQUEST_EXTENSION: lambda act, ticket, form: extending.request_extension(
        act, ticket, plea=form.read(ExtensionInput).plea()
    ),
    Action.GRANT_EXTENSION: _with_reason(extending.grant_extension),
    Action.REFUSE_EXTENSION: _with_reason(extending.refuse_extension),
    Action.DELEGATE: lambda act, ticket, form: delegating.delegate(
        act, ticket, task=form.read(TaskInput).given()
    ),
    Action.ACKNOWLEDGE_TASK: lambda act, ticket, _form: delegating.acknowledge_task(act, ticket),
    Action.FINISH_TASK: lambda act, ticket, form: delegating.finish_task(
        act, ticket, result=form.read(ResultInput).result
    ),
    Action.SUSPEND: _suspend,
    Action.REACH_MILESTONE: _reach,
    Action.REVIEW_SUSPENSION: _with_reason(suspending.review_suspension),
}
