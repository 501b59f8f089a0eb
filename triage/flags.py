"""Find dangers that are said to be happening, with the words that say so."""

import re
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise
from typing import NamedTuple

from triage import scopes
from triage.alarm import WINDOW, alarm
from triage.dangers import Danger, book
from triage.prediction import Flag, Span
from triage.text import CleanText

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_BREAK = "，。；！？,;!?：:\n \u3000"
_REACH = 14
# Where a caller says that he comes to something else.
_BESIDES = re.compile(
    rf"(?<=[{_BREAK}])(?:另外|此外|对了|顺[便带]|再就是|再一个|还有(?:一[个件]|就是|想))"
)
_CLAUSE = re.compile(rf"[^{_BREAK}]+")
# How danger-like the whole must sound: for any flag, for one by a rule (a threat is spoken calmly),
# for one without a rule, and for one whose rules were taken back.
_SILENT, _QUIET, _ALARMED, _CERTAIN = -4.0, -2.5, 0.4, 1.4
# What is asked, praised or rehearsed, and what is told at length, must sound so by that much more.
_CALM, _LONG = 1.0, 0.8
# Above these what the whole sounds like stands beside what the rules found.
_AGREED, _SURE = -0.5, -0.7
_SETTLED = re.compile(
    f"(?P<present>{scopes.PRESENT})|(?P<remote>{scopes.REMOTE})|(?P<recent>{scopes.RECENT})"
    f"|(?P<supposed>{scopes.SUPPOSED})|(?P<heard>{scopes.HEARD})|(?P<habit>{scopes.HABITUAL})"
)
_PRESENT = re.compile(scopes.PRESENT)
_HABIT = re.compile(scopes.HABITUAL)


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

    Behind them may stand one of another line that the whole sounds like.
    A danger that only the title names has no evidence. Where another matter is announced (另外),
    what a rule finds is heard by itself too: a calm question besides makes it no less a danger.
    """
    text = cleaned.text
    flags = _of_one(cleaned, text, 0)
    borders = [match.start() for match in _BESIDES.finditer(text)]
    for start, end in pairwise([0, *borders, len(text)]) if borders and not flags else ():
        if not flags and book().matches(text[start:end]):
            flags = _of_one(cleaned, text[start:end], start)
    return flags


def _of_one(cleaned: CleanText, text: str, at: int) -> tuple[Flag, ...]:
    """The dangers of one matter, which begins `at` a place of the clean text."""
    heard = alarm().score(text)
    if heard <= _SILENT:
        return ()
    if not _PRESENT.search(text) and not scopes.APPEAL.search(text):
        if scopes.PRAISED.match(text):
            return ()
        if scopes.CALM.search(text):
            heard -= _CALM
    found = book().matches(text)
    flags = []
    for danger in book().dangers if found else ():
        said = _said(danger, found.get(danger, ()), text)
        if said and (heard > _QUIET or danger.threat):
            flags.append(_flag(danger, cleaned, said, at))
    if flags and heard > _AGREED:
        flags += _sounding(cleaned, text, at, beside={flag.hand_over for flag in flags})
    elif not flags:
        alone = heard - (_LONG if len(text) > WINDOW else 0.0)
        flags = _sounding(cleaned, text, at) if alone > (_CERTAIN if found else _ALARMED) else []
    return tuple(flags)


def _sounding(
    cleaned: CleanText, text: str, at: int, beside: Set[str | None] | None = None
) -> list[Flag]:
    """The danger that the whole sounds like; beside others only a sure one for a further line."""
    name, sure = alarm().name(text)
    dangers = [danger for danger in book().dangers if danger.name == name]
    if beside is not None and (sure <= _SURE or dangers[0].hand_over in beside):
        return []
    loudest = alarm().loudest(text, _clauses(text))
    return [_flag(danger, cleaned, [loudest] if loudest else [], at) for danger in dangers]


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE.finditer(text):
        yield match.span()


def _flag(danger: Danger, cleaned: CleanText, said: Iterable[tuple[int, int]], at: int) -> Flag:
    return Flag(
        name=danger.name,
        label=danger.label,
        hand_over=danger.hand_over,
        evidence=tuple(_spans(cleaned, ((start + at, end + at) for start, end in said))),
    )


def _spans(cleaned: CleanText, said: Iterable[tuple[int, int]]) -> Iterator[Span]:
    for start, end in said:
        place = cleaned.span(start, end)
        if place is not None:
            yield Span(start=place[0], end=place[1], text=cleaned.original[place[0] : place[1]])


def _said(danger: Danger, places: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The places where a danger is said and not taken back; of nested ones the narrowest."""
    denied = -2
    meant = []
    for start, end in sorted(set(places), key=lambda place: (place[0], -place[1])):
        said = _around(text, start, end)
        if start <= denied + 1 or _denied(said):
            # What is denied of one word is denied of the next beside it.
            denied = max(denied, end)
            continue
        if not _taken_back(said, danger=danger, text=text):
            meant.append((start, end))
    return [
        (start, end)
        for start, end in meant
        if not any(
            start <= first and last <= end and last - first < end - start for first, last in meant
        )
    ]


def _around(text: str, start: int, end: int) -> _Said:
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
        word=text[start:end],
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
    return bool(
        scopes.DENIED.search(said.before)
        or scopes.DENIED_WITHIN.search(said.word)
        or scopes.UNTRUE.search(sentence)
    )


def _only_a_topic(said: _Said, *, danger: Danger) -> bool:
    """The danger is the subject of a question or the name of a thing, not an event."""
    if scopes.AFTER.search(said.after):
        return True
    if scopes.ASPECT.search(said.after) or scopes.ASPECT.search(said.word):
        return False
    if danger.threat or (danger.lasting and "我家" in said.before):
        return False
    return bool(scopes.QUESTION.search(said.clause) and not _PRESENT.search(said.sentence_before))


def _not_now(said: _Said, *, danger: Danger, text: str) -> bool:
    """The last word on time before the danger is not one for now."""
    times = list(_SETTLED.finditer(said.sentence_before + said.word[:-1]))
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
    """It has ended, or the sentence is about what came of it or thanks for it."""
    if scopes.THANKS.search(said.sentence_before) and not _PRESENT.search(said.sentence_before):
        return True
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
