"""Find dangers that are said to be happening, with the words that say so."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from triage import scopes
from triage.dangers import DANGERS, Danger
from triage.prediction import Flag, Span
from triage.text import CleanText

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_BREAK = "，。；！？,;!?：:\n \u3000"
_REACH = 14
_SETTLED = re.compile(
    f"(?P<present>{scopes.PRESENT})|(?P<remote>{scopes.REMOTE})|(?P<recent>{scopes.RECENT})"
    f"|(?P<supposed>{scopes.SUPPOSED})|(?P<heard>{scopes.HEARD})|(?P<habit>{scopes.HABITUAL})"
)
_PRESENT = re.compile(scopes.PRESENT)
_HABIT = re.compile(scopes.HABITUAL)


class _Compiled(NamedTuple):
    danger: Danger
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    unless: re.Pattern[str]


_COMPILED = tuple(
    _Compiled(
        danger,
        re.compile("|".join(danger.patterns)),
        re.compile("|".join(danger.weak) or r"(?!)"),
        re.compile(danger.unless),
    )
    for danger in DANGERS
)


class _Said(NamedTuple):
    """A danger word with what stands around it: its clause and its sentence, cut in two by it."""

    word: str
    before: str
    after: str
    sentence_before: str
    sentence_after: str

    @property
    def clause(self) -> str:
        return self.before + self.word + self.after


def find_flags(cleaned: CleanText) -> tuple[Flag, ...]:
    """The dangers of a text in the order of the table; evidence lies in the original text.

    A danger that only the title names has no evidence.
    """
    flags = []
    for compiled in _COMPILED:
        said = list(_said(compiled, cleaned.text))
        if said:
            danger = compiled.danger
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


def _said(compiled: _Compiled, text: str) -> Iterator[tuple[int, int]]:
    """The places where a danger is said and not taken back."""
    for pattern in (compiled.strong, compiled.weak):
        denied = -2
        for match in pattern.finditer(text):
            said = _around(text, match)
            if match.start() <= denied + 1 or _denied(said):
                # What is denied of one word is denied of the next beside it.
                denied = match.end()
                continue
            if pattern is compiled.weak and compiled.unless.search(said.clause):
                continue
            if not _taken_back(said, danger=compiled.danger, text=text):
                yield match.span()


def _around(text: str, match: re.Match[str]) -> _Said:
    start, end = match.span()
    first, last = start, end
    while first > 0 and text[first - 1] not in _BREAK:
        first -= 1
    while last < len(text) and text[last] not in _BREAK:
        last += 1
    opening = max((text.rfind(mark, 0, start) for mark in "。！？!?\n"), default=-1) + 1
    closing = min(
        (at for mark in "。！？!?\n" if (at := text.find(mark, end)) >= 0), default=len(text)
    )
    return _Said(
        word=match.group(),
        before=text[first:start],
        after=text[end:last],
        sentence_before=text[opening:start],
        sentence_after=text[end : closing + 1],
    )


def _taken_back(said: _Said, *, danger: Danger, text: str) -> bool:
    return (
        _only_a_topic(said, danger=danger)
        or _not_now(said, danger=danger, text=text)
        or _over(said, danger=danger)
        or (not danger.threat and _imagined(said))
    )


def _denied(said: _Said) -> bool:
    sentence = said.sentence_before + said.word + said.sentence_after
    return bool(scopes.DENIED.search(said.before) or scopes.UNTRUE.search(sentence))


def _only_a_topic(said: _Said, *, danger: Danger) -> bool:
    """The danger is the subject of a question or the name of a thing, not an event."""
    if scopes.AFTER.search(said.after):
        return True
    if scopes.ASPECT.search(said.after) or scopes.ASPECT.search(said.word):
        return False
    if danger.lasting and "我家" in said.before:
        return False
    return bool(scopes.QUESTION.search(said.clause) and not _PRESENT.search(said.sentence_before))


def _not_now(said: _Said, *, danger: Danger, text: str) -> bool:
    """The last word on time before the danger is not one for now."""
    times = list(_SETTLED.finditer(said.sentence_before))
    last = times[-1] if times else None
    around = said.before[-2:] + said.word + said.after[:2]
    if _HABIT.search(said.word) and not danger.lasting:
        return True
    if last is None:
        return bool(scopes.ONCE.search(around))
    kind = last.lastgroup
    if kind == "present":
        return False
    if kind == "supposed":
        return not danger.threat
    if kind == "heard":
        return not scopes.APPEAL.search(text)
    return not danger.lasting or kind == "remote"


def _over(said: _Said, *, danger: Danger) -> bool:
    """It has ended, or the sentence is about what came of it."""
    if scopes.OVER.search(said.sentence_after) and not _PRESENT.search(said.sentence_after):
        return True
    if danger.lasting or danger.threat:
        return False
    if scopes.LONG_AGO.search(said.after):
        return True
    if _PRESENT.search(said.sentence_before) or scopes.APPEAL.search(said.sentence_after):
        return False
    return bool(scopes.AFTERMATH.search(said.sentence_before + said.sentence_after))


def _imagined(said: _Said) -> bool:
    """Feared, nearly so, likened to; or asked "what if" of something that may cause it."""
    if _PRESENT.search(said.before):
        return False
    near = said.before[-_REACH:]
    if scopes.FEARED.search(near) or scopes.FEARED.search(near + said.word):
        return True
    asked = re.search(r"怎么办|咋办|咋整", said.after)
    return bool(
        asked and (scopes.RISK.search(said.sentence_before) or not scopes.ASPECT.search(said.after))
    )
