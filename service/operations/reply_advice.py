"""What the checks of a reply have to know of its ticket, read from the database."""

from collections.abc import Sequence
from itertools import pairwise

from models.category import Category
from models.department import Department
from models.enums import Kind
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.reply_checks import Asked, Remark, check_reply
from service.queries.suggested import newest_of


def advise(act: Acting, ticket: Ticket, *, public_text: str) -> tuple[Remark, ...]:
    """Return what may be said of a reply to this ticket before it is sent; three queries."""
    return check_reply(public_text, asked=_asked(act, ticket), on=act.today)


def _asked(act: Acting, ticket: Ticket) -> Asked:
    session = act.session
    unit = session.get(Department, ticket.lead_code) if ticket.lead_code else None
    category = session.get(Category, ticket.category_code) if ticket.category_code else None
    said = newest_of(session, [ticket]).get(ticket.id or 0)
    return Asked(
        text=f"{ticket.title}\n{ticket.text}".strip(),
        matters=_matters(ticket.text, said),
        address=ticket.address,
        subject=category.name if category else "",
        known=f"{ticket.number} {unit.name} {unit.contacts}" if unit else ticket.number,
        is_sealed=ticket.kind is Kind.REPORT or ticket.is_anonymous or ticket.is_confidential,
    )


def _matters(text: str, said: Suggestion | None) -> Sequence[str]:
    """The matters that were found at intake, where they are of this text; else it is one."""
    listed = said.prediction.get("matters") if said else None
    if not isinstance(listed, list) or len(listed) < 2:
        return ()
    spans = [(int(one["span"]["start"]), int(one["span"]["end"])) for one in listed]
    is_whole = spans[0][0] == 0 and spans[-1][1] == len(text)
    in_order = all(before[1] <= after[0] for before, after in pairwise(spans))
    return [text[start:end] for start, end in spans] if is_whole and in_order else ()
