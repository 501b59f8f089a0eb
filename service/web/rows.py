"""One line a ticket: what lists show of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from models.clock import to_city
from models.enums import Status
from models.ticket import Ticket
from models.workdays import WorkCalendar
from service.operations.acting import Acting
from service.queries import reference
from service.web.names import Names
from service.web.times import Lamp, Remaining, age, remaining

_FIRST_LINE = 60
#: A step's own limit is short (hours), so yellow begins later than for the ticket's deadline.
_STEP_SOON = timedelta(hours=1)

#: Nothing is due any more.
ENDED = frozenset({Status.CLOSED, Status.ARCHIVED, Status.VOIDED})
ENDED_LIMIT = Remaining(lamp=Lamp.NONE, words="", exact="")


@dataclass(frozen=True, kw_only=True)
class Hint:
    """The unit that the classifier would choose, for a list."""

    unit: str
    probability: float


@dataclass(frozen=True, kw_only=True)
class Row:
    """One ticket in a list."""

    number: str
    status: str
    kind: str
    urgency: str
    is_urgent: bool
    line: str
    place: str
    unit: str
    due: Remaining
    age: str
    received: str
    round: int
    version: int
    hint: Hint | None = None


def rows(
    act: Acting,
    tickets: Sequence[Ticket],
    *,
    known: Names,
    hints: Mapping[str, Hint] | None = None,
) -> list[Row]:
    """Return the lines of a list; one query for the calendar, however many tickets."""
    calendar = calendar_for(act, tickets)
    return [
        _row(act, ticket, known, calendar, (hints or {}).get(ticket.number)) for ticket in tickets
    ]


def calendar_for(act: Acting, tickets: Sequence[Ticket]) -> WorkCalendar:
    """Return the working calendar from today to the latest limit of these tickets; one query.

    A long-cycle matter may be due in 180 days: what is left is office time all the same.
    """
    limits = [one for ticket in tickets for one in (ticket.due_at, ticket.step_due_at) if one]
    until = to_city(max(limits)).date() if limits else None
    return reference.calendar_from(act.session, day=act.today, until=until)


def first_line(text: str, *, limit: int = _FIRST_LINE) -> str:
    """Return the beginning of a text on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[:limit]}…"


def due_of(ticket: Ticket, *, act: Acting, calendar: WorkCalendar) -> Remaining:
    """Return the deadline that counts now: the step's, else the ticket's own."""
    due = ticket.step_due_at
    if due is None and ticket.status in ENDED:
        return ENDED_LIMIT
    is_own = due is not None and due == ticket.due_at
    return remaining(
        due,
        at=act.at,
        calendar=calendar,
        is_wall=is_own and runs_on_wall(ticket),
        soon=None if is_own else _STEP_SOON,
    )


def runs_on_wall(ticket: Ticket) -> bool:
    """Tell whether the ticket's own deadline runs day and night; its arithmetic says so."""
    return "自然时间" in ticket.due_explanation.split("，", 1)[0]


def _row(
    act: Acting, ticket: Ticket, known: Names, calendar: WorkCalendar, hint: Hint | None
) -> Row:
    return Row(
        number=ticket.number,
        status=ticket.status.label,
        kind=ticket.kind.label,
        urgency=ticket.urgency.label,
        is_urgent=ticket.urgency != "normal",
        line=first_line(ticket.title or ticket.text),
        place=ticket.address or known.area(ticket.area_code),
        unit=known.unit(ticket.lead_code),
        due=due_of(ticket, act=act, calendar=calendar),
        age=age(ticket.received_at, at=act.at),
        received=f"{to_city(ticket.received_at):%m-%d %H:%M}",
        round=ticket.round,
        version=ticket.version,
        hint=hint,
    )
