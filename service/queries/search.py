"""Search (检索): tickets whose text holds every word that was asked for, newest first.

Both databases answer from an inverted index over pairs of characters (`models.search`). A filter
beside the words is asked of each ticket they find; on neither database is the text itself read,
but for words of three characters and more, whose pairs must stand side by side.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlmodel import Session, col

from models.department import Department
from models.errors import Invalid
from models.search import TICKETS, TicketWords, place_of
from models.ticket import Ticket
from service.queries.filtering import Filter, conditions, held_by
from service.queries.tickets import PAGE, count_up_to
from service.queries.words import Word

#: Up to here what is found is counted exactly.
COUNTED = 1000

_INDEX = table("ticket_words_index", column("rowid", BigInteger), column("ticket_words_index"))
_VECTOR: ColumnElement[object] = literal_column("ticket_words.vector", TSVECTOR)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what was found; `total` is exact up to `COUNTED`, and one more beyond."""

    tickets: Sequence[Ticket]
    total: int
    next_cursor: str


def search(
    session: Session,
    *,
    words: Sequence[Word],
    wanted: Filter,
    cursor: str = "",
    size: int = PAGE,
) -> Found:
    """Return one page of tickets that hold all the words, with a word at least.

    A word that names a unit also finds what that unit leads.

    Raises:
        Invalid: the cursor is not one of ours.
    """
    below, total = _decode(cursor) if cursor else (None, 0)
    most = size + 1 if cursor else COUNTED + 1
    places = _places(session, words=words, wanted=wanted, below=below, most=most)
    named, unit = _unit_among(session, words)
    if named is not None and wanted.lead in {None, unit}:
        others = [word for word in words if word is not named]
        led = replace(wanted, lead=unit)
        more = _places(session, words=others, wanted=led, below=below, most=most)
        places = sorted({*places, *more}, reverse=True)[:most]
    total = total or len(places)
    shown = places[:size]
    rest_cursor = _encode(shown[-1], total) if shown and len(places) > size else ""
    return Found(tickets=_tickets(session, shown), total=total, next_cursor=rest_cursor)


def count_found(session: Session, *, words: Sequence[Word], wanted: Filter) -> int:
    """Return how many tickets are found, exactly up to `COUNTED`, and one more beyond."""
    if not words:
        return count_up_to(session, wanted=wanted, most=COUNTED + 1)
    return search(session, words=words, wanted=wanted, size=0).total


def _unit_among(session: Session, words: Sequence[Word]) -> tuple[Word | None, str]:
    """The first word that is the name of a unit, and the unit's code."""
    asked = select(
        col(Department.code),
        col(Department.name),
        col(Department.short_name),
        col(Department.aliases),
    )
    known = {
        name.strip(): code
        for code, *names in session.connection().execute(asked)
        for name in ";".join(names).replace("；", ";").split(";")
    }
    found = next((word for word in words if word.asked in known), None)
    return found, known[found.asked] if found else ""


def _places(
    session: Session, *, words: Sequence[Word], wanted: Filter, below: int | None, most: int
) -> list[int]:
    if not words:
        return _newest(session, wanted=wanted, below=below, most=most)
    is_sqlite = session.connection().dialect.name == "sqlite"
    asked = _on_sqlite(words) if is_sqlite else _on_postgresql(words)
    place = _INDEX.c.rowid if is_sqlite else col(TicketWords.place)
    if below is not None:
        asked = asked.where(place < below)
    number = place.op("&")(TICKETS - 1) if is_sqlite else col(TicketWords.ticket_id)
    if wanted.unit is not None:
        # Beside the words and not within the ticket: PostgreSQL counts on each of them better.
        asked = asked.where(held_by(wanted.unit, ticket=number))
    asked_of_ticket = conditions(replace(wanted, unit=None))
    if asked_of_ticket and is_sqlite:
        # In this form alone SQLite goes from the words to the tickets, and never the other way.
        asked = asked.where(exists().where(col(Ticket.id) == number, *asked_of_ticket))
    elif asked_of_ticket:
        # PostgreSQL weighs a join better, of which it knows that it multiplies nothing.
        asked = asked.join(Ticket, col(Ticket.id) == number).where(*asked_of_ticket)
    # PostgreSQL must not walk all tickets backwards in the hope of meeting the words soon.
    order = place if is_sqlite else place + 0
    session.flush()
    found = session.connection().execute(asked.order_by(order.desc()).limit(most))
    return list(found.scalars())


def _on_sqlite(words: Sequence[Word]) -> Select[int]:
    pairs = " ".join(f'"{one}"' for one in _pairs(words))
    asked = select(_INDEX.c.rowid).where(_INDEX.c.ticket_words_index.op("MATCH")(pairs))
    stretches = list(_stretches(words))
    if stretches:
        asked = asked.where(
            exists().where(
                col(TicketWords.place) == _INDEX.c.rowid,
                *(func.instr(col(TicketWords.words), one) > 0 for one in stretches),
            )
        )
    return asked


def _on_postgresql(words: Sequence[Word]) -> Select[int]:
    pairs = " & ".join(f"'{one}'" for one in _pairs(words))
    # In the statement itself, so that its plan is made for these words: they are letters, digits
    # and Chinese characters only.
    query = cast(bindparam("words", pairs, literal_execute=True), TSQUERY)
    held: ColumnElement[bool] = _VECTOR.op("@@")(query)
    side_by_side = (func.strpos(col(TicketWords.words), one) > 0 for one in _stretches(words))
    return select(col(TicketWords.place)).where(held, *side_by_side)


def _pairs(words: Sequence[Word]) -> list[str]:
    return list(dict.fromkeys(one for word in words for piece in word.pieces for one in piece))


def _stretches(words: Sequence[Word]) -> Iterator[str]:
    for word in words:
        yield from (" ".join(piece) for piece in word.pieces if len(piece) > 1)


def _newest(session: Session, *, wanted: Filter, below: int | None, most: int) -> list[int]:
    """The places of what a filter alone finds, without the index of words."""
    asked = select(col(Ticket.received_at), col(Ticket.id)).where(*conditions(wanted))
    if below is not None:
        at = datetime.fromtimestamp(below // TICKETS, UTC)
        number = col(Ticket.id) < below % TICKETS
        in_it = (col(Ticket.received_at) >= at) & number
        asked = asked.where(
            col(Ticket.received_at) < at + timedelta(seconds=1),
            (col(Ticket.received_at) < at) | in_it,
        )
    newest = asked.order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc()).limit(most)
    session.flush()
    found = session.connection().execute(newest)
    return [
        place_of(second=int(at.timestamp()), ticket_id=number)
        for at, number in found
        if number is not None
    ]


def _tickets(session: Session, places: Sequence[int]) -> Sequence[Ticket]:
    numbers = [place % TICKETS for place in places]
    rows = session.execute(select(Ticket).where(col(Ticket.id).in_(numbers))).scalars()
    known = {row.id: row for row in rows}
    return [known[number] for number in numbers]


def _encode(place: int, total: int) -> str:
    return base64.urlsafe_b64encode(json.dumps(["words", place, total]).encode()).decode()


def _decode(cursor: str) -> tuple[int, int]:
    try:
        kind, place, total = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if kind != "words" or not 0 <= int(place) < 1 << 63 or not 0 < int(total) <= COUNTED + 1:
            raise ValueError(kind)
        return int(place), int(total)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("翻页标记无效，请从第一页重新开始。", code="bad_cursor") from error
