"""How a text becomes the words it is found by: pairs of Chinese characters, whole others.

FTS5 and PostgreSQL cut no Chinese. Two neighbouring characters are one word here, so that every
word of two characters or more is found, whichever way a dictionary would cut it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from triage.text import MASKS, clean, mask

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
#: What `mask` leaves in place of numbers and plates: nothing that a citizen said.
_MASKED = re.compile("|".join(map(re.escape, sorted(MASKS))))
#: More words are not asked for at once: each narrows the found, the ninth hardly ever.
MOST = 8
NO_WORD = "检索词至少要有两个字，例如“占道”；数字和字母可以是一个。"


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word as it was asked for, and the pieces that a text must hold, each in one stretch."""

    asked: str
    pieces: tuple[tuple[str, ...], ...]


def words_of(text: str) -> str:
    """Return the words of a text in its order, parted by blanks; private numbers are left out."""
    return " ".join(one for run in _runs(mask(clean(text).text)) for one in _cut(run))


def words_asked(query: str) -> tuple[Word, ...]:
    """Return what a query asks for, a word where it has blanks or marks between; at most eight."""
    folded = mask(clean(query).text)
    found: dict[str, Word] = {}
    for part in re.split(r"[\s,，、;；。]+", folded):
        pieces = tuple(piece for run in _runs(part) if (piece := tuple(_cut(run))))
        if pieces:
            found.setdefault(part.lower(), Word(asked=part, pieces=pieces))
    return tuple(found.values())[:MOST]


def _runs(text: str) -> Iterator[str]:
    for match in _RUN.finditer(_MASKED.sub(" ", text).lower()):
        yield match.group()


def _cut(run: str) -> Iterator[str]:
    if run.isascii():
        yield run[:32]
        return
    for first, second in pairwise(run):
        yield first + second
