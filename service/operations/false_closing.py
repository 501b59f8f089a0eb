"""Closed, and here again (疑似假办结): same place or caller and same cause within some hours."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from models.citizen import Citizen
from models.enums import Action, Closure, Kind, Status
from models.policy import Allowance
from models.ticket import Ticket
from service.operations.acting import SYSTEM, Acting
from service.operations.limits import allowance
from service.operations.moving import note, plan_note

#: Closed because somebody said it was dealt with.
_DEALT_WITH = (
    Closure.DIRECT,
    Closure.SATISFIED,
    Closure.UNRATED,
    Closure.FINAL,
    Closure.EXCLUDED,
)
_FILLING = re.compile(r"[\s,，。.、;；:：()（）\-—#]+")


def flag_closed(act: Acting, ticket: Ticket) -> tuple[str, ...]:
    """Flag what was closed shortly before this new ticket came in; return the numbers flagged.

    The caller keeps them among the facts of the new ticket's own event. A ticket without a
    category has no cause to compare yet: it is looked at again when it gets one.
    """
    if ticket.category_code is None:
        return ()
    machine = replace(act, actor=SYSTEM)
    flagged: list[str] = []
    for closed in _closed(act, ticket):
        if not _is_here(act, ticket, closed):
            continue
        row = plan_note(machine, closed, Action.FLAG_FALSE_CLOSE)
        closed.suspected_false_close = True
        note(machine, closed, row.action, facts={"recurred": ticket.number})
        flagged.append(closed.number)
    return tuple(flagged)


def address_key(address: str) -> str:
    """Return an address without blanks and punctuation, so that two ways of writing it agree."""
    return _FILLING.sub("", address).casefold()


def _closed(act: Acting, ticket: Ticket) -> Iterator[Ticket]:
    """The tickets of the same cause closed within the hours, locked, not flagged before."""
    hours = allowance(act, ticket, Allowance.FALSE_CLOSE_HOURS)
    since = ticket.received_at - timedelta(hours=hours)
    wanted = (
        select(Ticket)
        .where(
            col(Ticket.status).in_((Status.CLOSED, Status.ARCHIVED)),
            col(Ticket.closed_at) >= since,
            col(Ticket.closed_at) <= ticket.received_at,
            Ticket.category_code == ticket.category_code,
            col(Ticket.closure).in_(_DEALT_WITH),
            col(Ticket.suspected_false_close).is_(False),
            or_(*_same_place_or_caller(act, ticket)),
        )
        .order_by(col(Ticket.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    yield from act.session.exec(wanted).all()


def _same_place_or_caller(act: Acting, ticket: Ticket) -> Iterator[ColumnElement[bool]]:
    yield (col(Ticket.area_code) == ticket.area_code) & (col(Ticket.address) != "")
    digest = _digest(act, ticket)
    if digest is not None:
        # Nobody may learn from a number who reported (举报) whom.
        callers = select(Citizen.id).where(Citizen.phone_digest == digest)
        yield col(Ticket.citizen_id).in_(callers) & (col(Ticket.kind) != Kind.REPORT)


def _is_here(act: Acting, ticket: Ticket, closed: Ticket) -> bool:
    address, area = address_key(ticket.address), ticket.area_code
    if address and area and (address_key(closed.address), closed.area_code) == (address, area):
        return True
    digest = _digest(act, ticket)
    return digest is not None and digest == _digest(act, closed)


def _digest(act: Acting, ticket: Ticket) -> str | None:
    if ticket.citizen_id is None or ticket.kind is Kind.REPORT:
        return None
    citizen = act.session.get(Citizen, ticket.citizen_id)
    return citizen.phone_digest if citizen else None
