"""Contact with the citizen (响应): the first one in time is what a unit is measured by."""

from models.contact import ContactWay
from models.enums import Action
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.moving import check_given, note, plan_note


def contact(
    act: Acting, ticket: Ticket, *, way: ContactWay | None, who: str = "", reason: str = ""
) -> Ticket:
    """Write down that the unit got in touch with the citizen: who, how, and what was said.

    Raises:
        Invalid: it is not said how.
    """
    row = plan_note(act, ticket, Action.CONTACT)
    facts = {"way": way.label if way else "", "who": who.strip() or act.actor.name}
    check_given(row, facts=facts, reason=reason)
    reached(act, ticket)
    note(act, ticket, Action.CONTACT, reason=reason.strip(), facts=facts)
    return ticket


def reached(act: Acting, ticket: Ticket) -> None:
    """Keep the instant of the first contact; later ones do not move it."""
    if ticket.contacted_at is None:
        ticket.contacted_at = act.at
