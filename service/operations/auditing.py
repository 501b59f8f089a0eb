"""What an auditor asks of the trail: searched within a period, verified within bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from models.cipher import Cipher
from models.clock import day_start
from models.enums import Action, Role
from models.errors import Invalid, NotFound
from models.register import RegisterChange
from models.ticket import Ticket
from models.user import User
from service.operations.acting import Acting, require_role
from service.queries import audit_search, registers
from service.queries.audit import Checked, Scope, beside, tickets_verified
from service.queries.audit_search import PAGE, Doer, EventPage, ExportPage, LookPage, Sought

READERS = (Role.AUDITOR,)
#: Who changed what in the registers is for administrators to see, too.
CHANGES_READERS = (Role.AUDITOR, Role.ADMINISTRATOR)
#: Days that are searched unless others are named, and the most that may be.
DAYS, MOST_DAYS = 30, 366
#: Days back from which a verification in parts may begin.
VERIFIED_DAYS = 31


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is searched for, days of the city both included; the last 30 if none are named."""

    person: str = ""
    action: Action | None = None
    ticket: str = ""
    doer: Doer | None = None
    first: date | None = None
    last: date | None = None


def period(act: Acting, search: Search) -> tuple[date, date]:
    """Return the first and the last day that are searched.

    Raises:
        Invalid: they are the wrong way round, or more than a year apart.
    """
    last = search.last or max(act.today, search.first or act.today)
    first = search.first or last - timedelta(days=DAYS - 1)
    if first > last:
        raise Invalid("起日晚于止日，请更正。", code="bad_period", fields={"since": "晚于止日。"})
    if last - first >= timedelta(days=MOST_DAYS):
        sentence = f"一次最多查 {MOST_DAYS} 天，请缩短起止日期。"
        raise Invalid(sentence, code="bad_period", fields={"since": sentence})
    return first, last


def events(
    act: Acting, search: Search, *, before: int | None = None, size: int = PAGE
) -> EventPage:
    """Return one page of the events searched for.

    Raises:
        Forbidden: the actor is no auditor.
        Invalid: the period is wrong.
    """
    return audit_search.events(act.session, _sought(act, search), before=before, size=size)


def doers(act: Acting, search: Search) -> Mapping[Doer, int]:
    """Return how many of the events searched for people, the machine and imports did.

    Raises:
        Forbidden: the actor is no auditor.
        Invalid: the period is wrong.
    """
    return audit_search.doers(act.session, _sought(act, search))


def exports(act: Acting, search: Search, *, before: int | None = None) -> ExportPage:
    """Return one page of the files taken away.

    Raises:
        Forbidden: the actor is no auditor.
        Invalid: the period is wrong.
    """
    return audit_search.exports(act.session, _sought(act, search), before=before)


def looks(act: Acting, search: Search, *, before: int | None = None, size: int = PAGE) -> LookPage:
    """Return one page of the looks at identities searched for.

    Raises:
        Forbidden: the actor is no auditor.
        Invalid: the period is wrong.
    """
    return audit_search.looks(act.session, _sought(act, search), before=before, size=size)


def changes(
    act: Acting, search: Search, *, before: int | None = None
) -> tuple[Sequence[RegisterChange], int | None]:
    """Return one page of what administrators changed, and the id to go on from.

    Raises:
        Forbidden: the actor is neither auditor nor administrator.
        Invalid: the period is wrong.
    """
    require_role(act.actor, *CHANGES_READERS)
    first, last = period(act, search)
    rows = registers.changes(
        act.session,
        since=day_start(first),
        until=day_start(last + timedelta(days=1)),
        person=_person(act, search.person.strip()),
        before=before,
    )
    shown = rows[: registers.PAGE]
    return shown, shown[-1].id if len(rows) > registers.PAGE else None


def verify_ticket(act: Acting, number: str) -> Checked:
    """Verify one ticket's trail.

    Raises:
        Forbidden: the actor is no auditor.
        NotFound: there is no such ticket; one that was deleted is found by verifying its day.
    """
    require_role(act.actor, *READERS)
    steps = tickets_verified(act.session, scope=Scope(ticket=number))
    found = next(steps, None)
    if found is None:
        raise NotFound(
            f"没有编号为 {number} 的工单；若它曾经存在，请按日期校验。", code="unknown_ticket"
        )
    return found


def verify_since(
    act: Acting, *, since: date, after: int, cipher: Cipher
) -> tuple[Checked, int | None]:
    """Verify one batch of the tickets with events since a day, and where to go on.

    With the last batch, where nothing is left to go on with, come anchors and lost numbers.

    Raises:
        Forbidden: the actor is no auditor.
        Invalid: the day is too long ago for this way, or has not come.
    """
    require_role(act.actor, *READERS)
    if not act.today - timedelta(days=VERIFIED_DAYS) <= since <= act.today:
        sentence = f"只能校验近 {VERIFIED_DAYS} 天；更早的请运行 hotline audit verify。"
        raise Invalid(sentence, code="bad_period", fields={"since": sentence})
    scope = Scope(since=since, after=after)
    found = next(tickets_verified(act.session, scope=scope), None)
    if found is not None and _is_more(act, after=found.last):
        return found, found.last
    rest = beside(act.session, scope=scope, cipher=cipher)
    return (
        Checked(
            tickets=found.tickets if found else 0,
            events=found.events if found else 0,
            findings=[*(found.findings if found else ()), *rest],
            last=found.last if found else after,
            share=1.0,
        ),
        None,
    )


def _person(act: Acting, typed: str) -> str:
    """The name behind a user name; what is none is searched for as it was typed."""
    named = select(User.display_name).where(User.username == typed)
    return act.session.exec(named).first() or typed


def _is_more(act: Acting, *, after: int) -> bool:
    later = select(Ticket.id).where(col(Ticket.id) > after).limit(1)
    return act.session.exec(later).first() is not None


def _sought(act: Acting, search: Search) -> Sought:
    require_role(act.actor, *READERS)
    first, last = period(act, search)
    return Sought(
        since=day_start(first),
        until=day_start(last + timedelta(days=1)),
        person=_person(act, search.person.strip()),
        action=search.action,
        ticket=search.ticket.strip(),
        doer=search.doer,
    )
