"""The register of contested matters (争议事项登记) read: listed, found, asked about a text."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, literal, or_, select

from models.contest import Contest, ContestDecision
from models.errors import Invalid, NotFound
from models.return_request import Arbitration
from models.ticket import Ticket
from service.queries.names import unit_names
from service.typed import whole_number
from triage.knowledge import FOLDED, ContestFact
from triage.territory import territorial_name

PAGE = 50
LARGEST_PAGE = 200


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which entries are wanted; an empty field wants all."""

    word: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of entries, how often each was decided, and the next page's cursor or nothing."""

    contests: Sequence[Contest]
    decided: Mapping[int, int]
    next_cursor: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One arbitration on a matter of an entry."""

    ticket: str
    unit: str
    at: datetime
    by: str
    reason: str


def page(session: Session, *, wanted: Filter, cursor: str = "", size: int = PAGE) -> Page:
    """Return one page in the order of entry.

    Raises:
        Invalid: the cursor is not one of ours.
    """
    size = max(1, min(size, LARGEST_PAGE))
    selected = select(Contest).where(col(Contest.id) > _after(cursor)).order_by(col(Contest.id))
    if wanted.word:
        found = (col(column).contains(wanted.word, autoescape=True) for column in _SEARCHED)
        selected = selected.where(or_(*found))
    if wanted.unit:
        listed = literal(";") + col(Contest.units) + ";"
        selected = selected.where(listed.contains(f";{wanted.unit};", autoescape=True))
    rows = list(session.exec(selected.limit(size + 1)))
    more = len(rows) > size
    return Page(
        contests=rows[:size],
        decided=_decided(session),
        next_cursor=str(rows[size - 1].id) if more else "",
    )


_SEARCHED = (Contest.name, Contest.words, Contest.note, Contest.basis)


def find(session: Session, contest_id: int) -> Contest:
    """Return an entry.

    Raises:
        NotFound: there is none of this number.
    """
    found = session.get(Contest, contest_id)
    if found is None:
        raise NotFound("没有这条争议事项。", code="unknown_contest")
    return found


def decisions(session: Session, contest: Contest) -> Sequence[Decision]:
    """Return what was decided under an entry, the newest first."""
    rows = session.exec(
        select(Arbitration, Ticket.number)
        .join(ContestDecision, col(ContestDecision.arbitration_id) == Arbitration.id)
        .join(Ticket, col(Ticket.id) == Arbitration.ticket_id)
        .where(ContestDecision.contest_id == contest.id)
        .order_by(col(Arbitration.id).desc())
    )
    return [
        Decision(
            ticket=number,
            unit=row.department_code,
            at=row.decided_at,
            by=row.decided_by,
            reason=row.reason,
        )
        for row, number in rows
    ]


def in_force(session: Session, *, on: date) -> Sequence[Contest]:
    """Return the entries that hold on a day."""
    rows = session.exec(select(Contest).order_by(col(Contest.id)))
    return [row for row in rows if row.is_valid(on)]


def facts(session: Session, *, on: date | None) -> tuple[ContestFact, ...]:
    """Return the register as the classifier reads it: of one day, or without one the whole."""
    rows = session.exec(select(Contest).order_by(col(Contest.id))).all()
    counts, names = _decided(session), unit_names(session)
    return tuple(
        ContestFact(
            units=parted(row.units),
            words=parted(row.words),
            categories=parted(row.categories),
            note=_told(row, names),
            decisions=counts.get(row.id or 0, 0),
        )
        for row in rows
        if on is None or row.is_valid(on)
    )


def applying(
    contests: Sequence[Contest],
    *,
    text: str,
    category: str | None,
    parties: Collection[str],
    least: int,
) -> Contest | None:
    """Return the entry that speaks of a text and names most of the parties, `least` or more.

    Parties are unit codes or the labels of the place's own; among equals the entry with most
    words in the text is returned, a fitting category counting as two.
    """
    best: tuple[int, int] = (0, 0)
    found: Contest | None = None
    for row in contests:
        words = sum(word in text for word in parted(row.words))
        fits = category is not None and category.startswith(parted(row.categories))
        named = len(set(parties) & set(parted(row.units)))
        score = (named, words + 2 * fits)
        if score[1] and named >= least and score > best:
            best, found = score, row
    return found


def party(code: str, kind: str | None) -> str:
    """Return the name under which the register knows a unit of this kind."""
    return FOLDED.get(kind or "", code)


def parted(joined: str) -> tuple[str, ...]:
    """Return what semicolons join."""
    return tuple(part for part in joined.split(";") if part)


def _told(row: Contest, names: Mapping[str, str]) -> str:
    owner = f"现由{names.get(row.owner, territorial_name(row.owner))}主办" if row.owner else ""
    return "，".join(filter(None, (owner, row.note)))


def _decided(session: Session) -> Mapping[int, int]:
    """How many arbitrations stand under each entry."""
    rows = session.exec(
        select(ContestDecision.contest_id, func.count()).group_by(col(ContestDecision.contest_id))
    )
    return dict(rows.all())


def _after(cursor: str) -> int:
    if not cursor:
        return 0
    last = whole_number(cursor)
    if last is None:
        raise Invalid("翻页标记无效，请从第一页重新开始。", code="bad_cursor")
    return last
