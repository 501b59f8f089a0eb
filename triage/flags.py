"""Find dangers that are said to be happening, with the words that say so."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from triage.dangers import (
    DANGERS,
    HAPPENING,
    PAST,
    TAKEN_BACK_AFTER,
    TAKEN_BACK_BEFORE,
    Danger,
)
from triage.prediction import Flag, Span
from triage.text import CleanText

_CLAUSE = re.compile(r"[^，。；！？,;!?\n]+")
_BEFORE = re.compile(TAKEN_BACK_BEFORE)
_AFTER = re.compile(TAKEN_BACK_AFTER)
_PAST = re.compile(PAST)
_HAPPENING = re.compile(HAPPENING)
_REACH = 12


class _Compiled(NamedTuple):
    danger: Danger
    pattern: re.Pattern[str]


_COMPILED = tuple(_Compiled(danger, re.compile("|".join(danger.patterns))) for danger in DANGERS)


def find_flags(cleaned: CleanText) -> tuple[Flag, ...]:
    """The dangers of a text in the order of the table; evidence lies in the original text.

    A danger that only the title names has no evidence.
    """
    flags = []
    for danger, pattern in _COMPILED:
        said = list(_said(pattern, cleaned.text))
        if said:
            flags.append(
                Flag(
                    name=danger.name,
                    label=danger.label,
                    hand_over=danger.hand_over,
                    evidence=tuple(_spans(cleaned, said)),
                )
            )
    return tuple(flags)


def _spans(cleaned: CleanText, said: Iterable[tuple[int, int]]) -> Iterator[Span]:
    for start, end in said:
        place = cleaned.span(start, end)
        if place is not None:
            yield Span(start=place[0], end=place[1], text=cleaned.original[place[0] : place[1]])


def _said(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """The places where a danger is said and not taken back in its clause."""
    if not pattern.search(text):
        return
    for clause in _CLAUSE.finditer(text):
        for match in pattern.finditer(clause.group()):
            if not _taken_back(clause.group(), match):
                yield clause.start() + match.start(), clause.start() + match.end()


def _taken_back(clause: str, match: re.Match[str]) -> bool:
    """Denied, feared, heard of, or long past; a word for "now" in the clause outweighs all."""
    if _HAPPENING.search(clause):
        return bool(re.search(r"(?:没有|没|未|不会|并非)$", clause[: match.start()]))
    before = clause[max(0, match.start() - _REACH) : match.start()]
    after = clause[match.end() : match.end() + _REACH]
    near = clause[max(0, match.start() - 2) : match.end() + 2]
    return bool(_BEFORE.search(before) or _AFTER.match(after) or _PAST.search(near))
