"""A citizen who asks again (催办): counted on the ticket there is, never a new ticket."""

from collections.abc import Sequence

from sqlmodel import select

from models.enums import Action, Role
from models.errors import NotFound
from models.notice import NoticeKind
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.moving import note, plan_note
from service.operations.notices import tell
from service.queries.tickets import open_of_caller


def remind(act: Acting, ticket: Ticket, *, reason: str = "") -> Ticket:
    """Count that the citizen urged the ticket on, and tell its unit, or the desk where none is."""
    row = plan_note(act, ticket, Action.REMIND)
    ticket.reminder_count += 1
    count = str(ticket.reminder_count)
    note(act, ticket, row.action, reason=reason, facts={"count": count})
    tell(
        act,
        kind=NoticeKind.REMINDED,
        text=f"诉求人第 {count} 次催办工单 {ticket.number}",
        effect=f"remind:{ticket.id}:{count}",
        ticket=ticket,
        department=ticket.lead_code,
        role=None if ticket.lead_code else Role.DISPATCHER,
    )
    return ticket


def remind_again(act: Acting, *, number: str, reason: str = "") -> Ticket:
    """Count a reminder on the newest state of a ticket, for a caller who only knows its number.

    Raises:
        NotFound: there is no such ticket.
        IllegalMove: it has ended; what is wrong again is a new matter.
    """
    ticket = act.session.exec(
        select(Ticket)
        .where(Ticket.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if ticket is None:
        raise NotFound(f"没有编号为 {number} 的工单。", code="unknown_ticket")
    return remind(act, ticket, reason=reason)


def same_matter(act: Acting, *, phone_digest: str, category: str) -> Sequence[Ticket]:
    """Return the caller's open tickets of the same category: to be urged on, not taken in again."""
    return open_of_caller(act.session, phone_digest=phone_digest, category=category, limit=3)
