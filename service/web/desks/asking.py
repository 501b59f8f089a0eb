"""What a revisit clerk (回访员) needs on the telephone: the reply, the questions, the next try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.clock import to_city
from models.enums import Satisfaction
from models.errors import CalendarMissing
from models.policy import Allowance
from models.reply import Reply
from models.revisit import Revisit
from models.wording import moment
from models.workdays import WorkCalendar
from service.operations.acting import Acting
from service.operations.limits import allowance
from service.queries import reference
from service.web.ticket.dossier import Dossier

_NOON = 12


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One call: what is read out, what went wrong last time, how often no rating was got.

    `tries` are the calls of this round that reached nobody, `declined` those in which the citizen
    would not rate; `left` is how many more there may be before the ticket closes without a rating,
    this one included; `next_try` says when.
    """

    reply: Reply | None
    earlier: Revisit | None
    earlier_reply: Reply | None
    tries: Sequence[Revisit]
    declined: Sequence[Revisit]
    left: int
    next_try: str
    steps: Sequence[Satisfaction] = tuple(Satisfaction)


def asking(act: Acting, found: Dossier) -> Asking:
    """Return what is needed to ask the citizen of an open ticket."""
    ticket, trail = found.ticket, found.trail
    accepted = [one for one in trail.replies if one.is_accepted]
    rated = [one for one in trail.revisits if one.round < ticket.round and one.satisfaction]
    present = [one for one in trail.revisits if one.round == ticket.round]
    most = allowance(act, ticket, Allowance.REVISIT_ATTEMPTS)
    return Asking(
        reply=next((one for one in reversed(accepted) if one.round == ticket.round), None),
        earlier=rated[-1] if rated else None,
        earlier_reply=next((one for one in reversed(accepted) if one.round < ticket.round), None),
        tries=[one for one in present if not one.was_contacted],
        declined=[one for one in present if one.has_declined],
        left=max(most - ticket.revisit_attempts, 1),
        next_try=next_try(act.at, calendar=reference.calendar_from(act.session, day=act.today)),
    )


def half_day(at: datetime) -> datetime:
    """Return when the half of the city's day began: midnight or noon.

    Whom nobody reached in one half is called again in another.
    """
    there = to_city(at)
    return there.replace(
        hour=_NOON if there.hour >= _NOON else 0, minute=0, second=0, microsecond=0
    )


def next_try(at: datetime, *, calendar: WorkCalendar) -> str:
    """Return from when on somebody who was not reached is called again, as clocks show it."""
    began = half_day(at)
    try:
        coming = next(start for start, _ in calendar.spans_from(at) if half_day(start) != began)
    except CalendarMissing:
        return ""
    return moment(coming)
