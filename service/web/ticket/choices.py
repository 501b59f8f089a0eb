"""What the forms of one ticket offer that no other ticket's do: its own stages, files, tasks."""

from collections.abc import Mapping, Sequence

from models.enums import Action, AssignmentPart
from models.ticket import Ticket
from models.workflow import actions_for
from service.operations.acting import Actor
from service.queries.documents import FileFacts
from service.queries.handled import Handled
from service.queries.trail import Trail
from service.web.names import Option


def own_choices(
    found: Trail, done: Handled, files: Sequence[FileFacts]
) -> Mapping[str, Sequence[Option]]:
    """Return the options by the name of their field; a field that depends needs its name here."""
    choices: dict[str, Sequence[Option]] = {
        "milestone": [
            Option(value=str(row.id), label=f"{row.due_on.isoformat()} {row.name}")
            for row in done.to_reach
        ],
        "document": [
            Option(value="", label="请选择已上传的附件"),
            *(Option(value=row.id, label=row.name) for row in reversed(files)),
        ],
    }
    if found.ticket.round > 1:
        choices["handler"] = ()
    if any(
        row.part is AssignmentPart.TASK and row.ended_at is None and row.finished_at is None
        for row in found.assignments
    ):
        choices["withdraw_tasks"] = ()
    return choices


def may_attach(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether this person may add a file now."""
    return Action.ATTACH in actions_for(source=ticket.status, role=actor.role, leads=False)
