"""The reply's own desk (答复): the unit's templates, filled in for the ticket."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.enums import Action
from models.ticket import Ticket
from models.workflow import actions_for
from service.operations.acting import Acting
from service.operations.reply_templates import filled, templates_for
from service.web.names import Names


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A template as it would stand in this reply."""

    name: str
    text: str
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class ReplyDesk:
    """What the reply's form offers beside its fields."""

    unit: str
    beginnings: Sequence[Beginning]


def reply_desk(act: Acting, ticket: Ticket, *, known: Names) -> ReplyDesk | None:
    """Return the desk where this person may reply now; one query."""
    leads = act.actor.department is not None and act.actor.department == ticket.lead_code
    if Action.REPLY not in actions_for(source=ticket.status, role=act.actor.role, leads=leads):
        return None
    found = known.departments.get(ticket.lead_code or "")
    unit = found.name if found else ""
    return ReplyDesk(
        unit=unit,
        beginnings=[
            Beginning(
                name=row.name,
                text=filled(row.text, ticket=ticket, unit=unit, act=act),
                is_own=row.department_code is not None,
            )
            for row in templates_for(act.session, unit=act.actor.department)
        ],
    )
