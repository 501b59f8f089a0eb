"""Who may read what of a ticket: the same answers for pages and API."""

from models.enums import Kind, Role
from models.reply import Reply
from models.ticket import Ticket
from service.operations.acting import Actor

#: Roles that read what a unit wrote for the hotline alone.
INSIDERS = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR})


def scope(actor: Actor) -> str | None:
    """Return the unit whose tickets alone an actor sees, or nothing when it sees all."""
    return None if actor.sees_all else actor.department or ""


def reads_note(actor: Actor, reply: Reply) -> bool:
    """Tell whether an actor reads a reply's internal note: insiders, and the unit that wrote it."""
    own = actor.role is Role.OFFICER and actor.department == reply.department_code
    return own or actor.role in INSIDERS


def sees_phone(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether an actor is shown the masked number of a ticket's citizen.

    A reporter's (举报) is sealed for all but supervisors, a confidential citizen's for units.
    """
    if ticket.kind is Kind.REPORT:
        return actor.role is Role.SUPERVISOR
    return actor.role is not Role.OFFICER or not ticket.is_confidential
