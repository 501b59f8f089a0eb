"""What the list says of each ticket: its line with the words that were asked for marked in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from models.clock import to_city
from models.ticket import Ticket
from service.operations.acting import Acting
from service.queries.words import Word
from service.web.marking import joined, layered
from service.web.names import Names
from service.web.rows import Row, rows
from triage.text import clean, mask

#: Characters of a line, and how many are sure to be seen: a later hit is brought forward.
_LINE, _SEEN, _BEFORE = 90, 36, 12
#: What may stand between the letters of a word that was asked for with a mark in it.
_LOOSE = r"\W{0,2}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One ticket of the list: its row, its marked words, and the day it came in."""

    row: Row
    words: Markup
    place: Markup
    received: str


def lines(
    act: Acting, tickets: Sequence[Ticket], *, known: Names, words: Sequence[Word]
) -> list[Line]:
    """Return the lines of a list; private numbers are masked as they are in the index."""
    return [
        Line(
            row=row,
            words=excerpt(_whole(ticket), words),
            place=_place(ticket, row, words),
            received=day_of(ticket.received_at, now=act.at),
        )
        for ticket, row in zip(tickets, rows(act, tickets, known=known), strict=True)
    ]


def excerpt(text: str, words: Iterable[Word], *, length: int = _LINE) -> Markup:
    """Return a stretch of a text around the first hit, on one line, every hit in it marked."""
    flat = " ".join(mask(text).split())
    hits = _hits(flat, words)
    start = max(hits[0][0] - _BEFORE, 0) if hits and hits[0][1] > _SEEN else 0
    shown = flat[start : start + length]
    marked = layered(shown, [[(first - start, last - start) for first, last in hits]])
    before, after = "…" if start else "", "…" if start + length < len(flat) else ""
    return Markup("{}{}{}").format(before, marked, after)


def day_of(at: datetime, *, now: datetime) -> str:
    """Return when a ticket came in: the time today, the day this year, the whole date before."""
    there, today = to_city(at), to_city(now)
    if there.date() == today.date():
        return f"{there:%H:%M}"
    return f"{there:%m-%d %H:%M}" if there.year == today.year else f"{there:%Y-%m-%d}"


def _whole(ticket: Ticket) -> str:
    title, text = ticket.title.strip(), ticket.text.strip()
    return text if text.startswith(title) else f"{title} {text}"


def _place(ticket: Ticket, row: Row, words: Sequence[Word]) -> Markup:
    """The address where a word stands in it; a list without words does without it."""
    flat = " ".join(ticket.address.split())
    return excerpt(flat, words, length=40) if words and _hits(flat, words) else Markup("")


def _hits(text: str, words: Iterable[Word]) -> list[tuple[int, int]]:
    """The stretches that hold a word, in the text as it was written: half-width, simplified."""
    cleaned = clean(text)
    spans = [
        span
        for word in words
        for found in re.finditer(_pattern(word), cleaned.text.lower())
        if (span := cleaned.span(*found.span()))
    ]
    return joined(spans, length=len(text))


def _pattern(word: Word) -> str:
    runs = (piece[0] + "".join(pair[-1] for pair in piece[1:]) for piece in word.pieces)
    return _LOOSE.join(re.escape(run) for run in runs)
