"""What a citizen does with ticket number and query code (查询码): look, urge, add."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import Insert, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models.clock import to_city
from models.enums import Action, TicketOrigin
from models.errors import Conflict, Forbidden, Invalid, TooMany
from models.event import Event
from models.query_attempt import QueryAttempt
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.handling import resume
from service.operations.rating import citizen_of
from service.operations.reminding import remind
from service.queries.ratings import root_of

#: Wrong codes within the window after which a number, or a client, has to wait. A client may be a
#: whole neighbourhood behind one address.
CODES_PER_NUMBER = 5
CODES_PER_CLIENT = 30
WINDOW = timedelta(hours=1)

_LONGEST_NUMBER = 32
_WRONG = "工单编号或查询码不对，请核对后再试；也可拨打 12345 询问。"


def identify(session: Session, *, number: str, code: str, client: str, at: datetime) -> Ticket:
    """Return the ticket that number and code open; wrong ones are counted, known number or not.

    `client` is a digest of the address that asks. What is counted must be committed although an
    error is raised.

    Raises:
        TooMany: too many wrong codes within the hour, for the number or from the client.
        Forbidden: number or code are wrong; nothing tells which.
    """
    _forget(session, at=at)
    usable = number.isascii() and number.isalnum() and len(number) <= _LONGEST_NUMBER
    limits = {f"client:{client}": CODES_PER_CLIENT}
    if usable:
        limits[f"number:{number}"] = CODES_PER_NUMBER
    counters = [_counter(session, key, at=at) for key in sorted(limits)]
    if any(one.failures >= limits[one.key] for one in counters):
        raise TooMany(
            "查询码输错次数过多，请一小时后再试；着急可拨打 12345。", code="too_many_codes"
        )
    ticket = _by_number(session, number) if usable else None
    # Compared in any case, so that an unknown number takes as long as a wrong code.
    fits = hmac.compare_digest(code.encode(), (ticket.query_code if ticket else "------").encode())
    if ticket is not None and fits:
        return ticket
    for one in counters:
        one.failures += 1
        session.add(one)
    raise Forbidden(_WRONG, code="wrong_code")


def urge(act: Acting, ticket: Ticket) -> Ticket:
    """Count that the citizen urges the unit (催办), once a day; a merged ticket urges its parent.

    Raises:
        Conflict: it was urged today already.
    """
    root = root_of(act.session, ticket)
    act.session.refresh(root, with_for_update=True)
    if urged_on(act.session, ticket, at=act.at):
        raise Conflict("您今天已经催办过，我们已转告承办单位，请明天再催。", code="urged_today")
    return remind(act, root)


def urged_on(session: Session, ticket: Ticket, *, at: datetime) -> bool:
    """Tell whether this ticket's own citizen has urged on this day of the city already."""
    last = session.exec(
        select(Event.at)
        .where(
            Event.ticket_id == root_of(session, ticket).id,
            Event.action == Action.REMIND,
            Event.actor_key == citizen_of(ticket, by="code").key,
        )
        .order_by(col(Event.sequence).desc())
    ).first()
    return last is not None and to_city(last).date() == to_city(at).date()


def add(act: Acting, ticket: Ticket, *, text: str) -> Ticket:
    """Keep what the citizen adds when asked (补充), as the event's reason; handling goes on.

    Raises:
        Invalid: nothing was written.
    """
    if not text.strip():
        raise Invalid("请写下要补充的情况。", fields={"text": "请写下要补充的情况。"})
    return resume(act, ticket, reason=text.strip())


def _by_number(session: Session, number: str) -> Ticket | None:
    return session.exec(
        select(Ticket).where(
            Ticket.number == number,
            # History was brought in without codes of its own: nobody can ask after it.
            Ticket.origin != TicketOrigin.IMPORTED,
        )
    ).one_or_none()


def _counter(session: Session, key: str, *, at: datetime) -> QueryAttempt:
    """Return a counter, locked, so that guesses made at once are counted one after another."""
    session.connection().execute(_begun(session, key, at=at))
    counter = session.exec(
        select(QueryAttempt)
        .where(QueryAttempt.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if counter.since <= at - WINDOW:
        counter.failures, counter.since = 0, at
    return counter


def _begun(session: Session, key: str, *, at: datetime) -> Insert:
    row = {"key": key, "failures": 0, "since": at}
    if session.connection().dialect.name == "postgresql":
        return postgresql.insert(QueryAttempt).values(row).on_conflict_do_nothing()
    return sqlite.insert(QueryAttempt).values(row).on_conflict_do_nothing()


def _forget(session: Session, *, at: datetime) -> None:
    """Delete what no longer counts; rows that others hold are left to them."""
    old = (
        select(QueryAttempt.key)
        .where(QueryAttempt.since <= at - WINDOW)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    session.connection().execute(
        delete(QueryAttempt).where(col(QueryAttempt.key).in_(session.exec(old).all()))
    )
