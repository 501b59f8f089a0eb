"""Which verb takes the form of a merged ticket's rating."""

from collections.abc import Callable, Mapping

from models.enums import Action
from models.ticket import Ticket
from service.inputs import RevisitInput
from service.operations import rating
from service.operations.acting import Acting
from service.web.forms import Form

VERBS: Mapping[Action, Callable[[Acting, Ticket, Form], Ticket]] = {
    Action.RATE: lambda act, ticket, form: rating.rate(
        act, ticket, answer=form.read(RevisitInput).answer()
    ),
}
