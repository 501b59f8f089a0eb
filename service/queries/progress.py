"""What a citizen may read of a ticket (进度): plain words, and nothing that is internal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.enums import Action, Closure, Kind, Status
from models.event import Event
from models.reply import Reply
from models.ticket import Ticket
from models.workflow import OPEN
from service.queries.names import unit_names
from service.queries.progress_words import Phrase, Told, ended, happened, stands
from service.queries.ratings import is_rateable, root_of

EXCERPT = 120
_HOTLINE = "12345 热线"
#: What happened is told in so few lines; the whole course is there for those who ask.
LINES = 4
#: In these a deadline runs, or stands still; a citizen is shown it.
_TIMED = OPEN - {Status.REVISITING}
_PAUSED = frozenset({Status.WAITING, Status.SUSPENDED})


@dataclass(frozen=True, kw_only=True)
class PublicReply:
    """An accepted answer: which unit, when, and what it said."""

    unit: str
    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of what happened."""

    at: datetime
    words: Phrase


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A ticket as its citizen sees it; a sealed report (举报) shows its status only."""

    number: str
    is_sealed: bool
    said: str
    received_at: datetime
    state: Phrase
    unit: str
    next_step: Phrase
    due_at: datetime | None
    arithmetic: str
    is_late: bool
    is_paused: bool
    happenings: Sequence[Happening]
    replies: Sequence[PublicReply]
    question: str
    may_add: bool
    may_urge: bool
    may_rate: bool

    @property
    def excerpt(self) -> str:
        """The beginning of what was said, all of it where it is short."""
        return self.said if len(self.said) <= EXCERPT else f"{self.said[:EXCERPT].rstrip()}…"

    @property
    def latest(self) -> Sequence[Happening]:
        """What matters of what happened, newest first: each thing once, the last time it did."""
        once: dict[str, Happening] = {}
        for one in reversed(self.happenings):
            once.setdefault(str(one.words), one)
        return tuple(once.values())[:LINES]


def progress(session: Session, ticket: Ticket, *, at: datetime) -> Progress:
    """Return what the citizen may read; a fixed number of queries for a ticket of any length.

    A merged ticket (并单) stands where the ticket stands that it was merged into.
    """
    root = root_of(session, ticket)
    is_sealed = ticket.kind is Kind.REPORT or root.kind is Kind.REPORT
    units = {} if is_sealed else unit_names(session)
    told = _told(session, ticket, root, units=units)
    due = root.due_at if root.status in _TIMED and not is_sealed else None
    return Progress(
        number=ticket.number,
        is_sealed=is_sealed,
        said="" if is_sealed else "\n".join(filter(None, (ticket.title, ticket.text))),
        received_at=ticket.received_at,
        state=told.state,
        unit=units.get(root.lead_code or "", ""),
        next_step=told.next_step,
        due_at=due,
        arithmetic=root.due_explanation if due else "",
        is_late=due is not None and due < at and root.status not in _PAUSED,
        is_paused=root.status in _PAUSED,
        happenings=() if is_sealed else _happenings(session, ticket, units),
        replies=() if is_sealed else (*_declined(session, root), *_replies(session, ticket, units)),
        question="" if is_sealed else _question(session, ticket),
        may_add=ticket.status is Status.WAITING,
        may_urge=root.status in _TIMED,
        may_rate=is_rateable(session, ticket),
    )


def _told(session: Session, ticket: Ticket, root: Ticket, *, units: Mapping[str, str]) -> Told:
    unit = units.get(root.lead_code or "", "")
    if root.status in OPEN:
        return stands(root, unit=unit, may_rate=is_rateable(session, ticket))
    return ended(root, may_rate=is_rateable(session, ticket))


def _happenings(session: Session, ticket: Ticket, units: Mapping[str, str]) -> Sequence[Happening]:
    chain = session.exec(
        select(Event).where(Event.ticket_id == ticket.id).order_by(col(Event.sequence))
    )
    return [
        Happening(at=event.at, words=words)
        for event in chain
        if (words := happened(event, units=units))
    ]


def _declined(session: Session, root: Ticket) -> Sequence[PublicReply]:
    """Why it was not taken on and who is to be asked instead, for the citizens of repeats too."""
    if root.closure is not Closure.DECLINED:
        return ()
    refused = session.exec(
        select(Event)
        .where(Event.ticket_id == root.id, Event.action == Action.DECLINE)
        .order_by(col(Event.sequence).desc())
    ).first()
    return [PublicReply(unit=_HOTLINE, at=refused.at, text=refused.reason)] if refused else ()


def _replies(session: Session, ticket: Ticket, units: Mapping[str, str]) -> Sequence[PublicReply]:
    rows = session.exec(
        select(Reply)
        .where(Reply.ticket_id == ticket.id, col(Reply.is_accepted).is_(True))
        .order_by(col(Reply.id).desc())
    )
    return [
        PublicReply(
            unit=units.get(row.department_code or "", _HOTLINE),
            at=row.reviewed_at or row.replied_at,
            text=row.public_text,
        )
        for row in rows
    ]


def _question(session: Session, ticket: Ticket) -> str:
    if ticket.status is not Status.WAITING:
        return ""
    asked = session.exec(
        select(Event.reason)
        .where(Event.ticket_id == ticket.id, Event.action == Action.ASK_CITIZEN)
        .order_by(col(Event.sequence).desc())
    ).first()
    return asked or ""
