"""Who may read what of a ticket: the same answers for pages and API."""

from models.enums import Kind, Role
from models.reply import Reply
from models.ticket import Ticket
from models.workflow import HELD
from service.operations.acting import Actor

#: Roles that read what a unit wrote for the hotline alone.
INSIDERS = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR})

#: Roles of the hotline that call citizens.
LOOKERS = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.REVISIT_CLERK, Role.SUPERVISOR})

#: Facts of an event that tell what the machine proposed, and who spoke for the citizen.
_MACHINE_FACTS = frozenset({"suggestion", "override_reason"})
_IDENTITY_FACTS = frozenset({"relation"})


def scope(actor: Actor) -> str | None:
    """Return the unit whose tickets alone an actor sees, or nothing when it sees all."""
    return None if actor.sees_all else actor.department or ""


def reads_note(actor: Actor, reply: Reply) -> bool:
    """Tell whether an actor reads a reply's internal note: insiders, and the unit that wrote it."""
    own = actor.role is Role.OFFICER and actor.department == reply.department_code
    return own or actor.role in INSIDERS


def sees_phone(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether an actor is shown the masked number of a ticket's citizen.

    A reporter's (举报) is sealed for all but supervisors; of units only the one that leads the
    ticket is shown a number, and not a confidential citizen's.
    """
    if ticket.kind is Kind.REPORT:
        return actor.role is Role.SUPERVISOR
    if actor.role is not Role.OFFICER:
        return True
    return not ticket.is_confidential and actor.department == ticket.lead_code


def may_look(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether an actor may see a citizen's name and number in clear, each look recorded.

    Who has to call the citizen: the desk, the revisit clerk, the supervisor, and the unit that
    leads the ticket while it leads it. What `sees_phone` seals stays sealed.
    """
    if actor.role is Role.OFFICER:
        return ticket.status in HELD and sees_phone(actor, ticket)
    return actor.role in LOOKERS and sees_phone(actor, ticket)


def hidden_facts(actor: Actor, ticket: Ticket) -> frozenset[str]:
    """Return the facts of a ticket's events that an actor is not told.

    What the machine proposed is the hotline's own affair; who spoke for a citizen (代办) is told
    to whoever sees the number.
    """
    hidden = frozenset() if actor.sees_all else _MACHINE_FACTS
    return hidden if sees_phone(actor, ticket) else hidden | _IDENTITY_FACTS
