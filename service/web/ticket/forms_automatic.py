"""The form by which a person says whether the machine routed a ticket rightly, and its verb."""

from collections.abc import Callable, Mapping

from models.enums import Action
from models.ticket import Ticket
from service.automatic_inputs import CheckInput
from service.operations.acting import Acting
from service.operations.automatic import check_route
from service.web.fields import ActionForm, Ask, Field, reason_field
from service.web.forms import Form
from service.web.names import Option

FORMS = (
    ActionForm(
        action=Action.CHECK_ROUTE,
        button="抽检派单",
        note="这张工单由系统派出。派错的请另行转派。",
        fields=(
            Field(
                name="is_right",
                label="派得对吗",
                ask=Ask.CHOICE,
                options=(
                    Option(value="", label="请选择"),
                    Option(value="true", label="派对了"),
                    Option(value="false", label="派错了"),
                ),
                is_required=True,
            ),
            reason_field("说明（选填）", required=False),
        ),
    ),
)


def _check(act: Acting, ticket: Ticket, form: Form) -> Ticket:
    given = form.read(CheckInput)
    return check_route(act, ticket, is_right=given.is_right, reason=given.reason)


VERBS: Mapping[Action, Callable[[Acting, Ticket, Form], Ticket]] = {Action.CHECK_ROUTE: _check}
