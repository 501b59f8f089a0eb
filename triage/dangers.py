"""The danger rules: slots of words that must stand near each other, read from dangers.txt.

A line `name = words` is a list of words; `innocent` words swallow what lies inside them, `heard`
gives for a character those it is misheard as, `real` the words that are no slips. A heading
`[NAME] label | line | traits` opens a danger; every line under it is a rule: words, or slots of
words with the reach between them, and behind a dash the words that take it back in its clause.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from triage.phrases import Hit, Words, slips, spelled

_FILE = Path(__file__).with_name("dangers.txt")
_HEADING = re.compile(r"\[(\w+)\]\s*(\S+)\s*\|\s*(\S+)\s*(?:\|\s*(.*))?")
_REACH = re.compile(r"~?\d+")
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_PAUSES = re.compile(r"[，。；！？,;!?：:、\s]")
# What a comma between two slots costs of their reach.
_PAUSE_COST = 3
_MATCHES_EACH = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Danger:
    """One kind of danger and the line it is handed to.

    A `lasting` danger stays until somebody acts, so that "since yesterday" does not take it back;
    a `threat` is meant even where it is said with "if".
    """

    name: str
    label: str
    hand_over: str | None
    lasting: bool
    threat: bool


class Rule(NamedTuple):
    """Slots as masks of word lists, how far apart they may stand, and what speaks against it.

    `either` says for a gap that its two sides may stand in either order.
    """

    danger: Danger
    slots: tuple[int, ...]
    reaches: tuple[int, ...]
    either: tuple[bool, ...]
    unless: int


class Book:
    """All rules with the word lists they speak of."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.dangers: list[Danger] = []
        self._words = Words()
        self._lists: dict[str, int] = {}
        self._spoken: dict[str, int] = {}
        self._groups: dict[tuple[str, ...], int] = {}
        self._heard: dict[str, str] = {}
        self._real: set[str] = set()
        self._count = 1
        rules = [rule for line in lines if (rule := self._read(line.strip()))]
        self._mishear()
        self._by_anchor = self._anchored(rules)
        self._anchors = 0
        for mask in self._by_anchor:
            self._anchors |= mask

    def matches(self, text: str) -> dict[Danger, list[tuple[int, int]]]:
        """For each danger the places where a rule finds it."""
        found: dict[Danger, list[tuple[int, int]]] = {}
        for sentence in _SENTENCE.finditer(text):
            began = sentence.start()
            for danger, start, end in self._in_sentence(sentence.group()):
                found.setdefault(danger, []).append((began + start, began + end))
        return found

    def _in_sentence(self, text: str) -> Iterator[tuple[Danger, int, int]]:
        hits = self._words.find(text)
        present = 0
        for hit in hits:
            present |= hit.lists
        if not present & self._anchors:
            return
        for anchor, rules in self._by_anchor.items():
            if not anchor & present:
                continue
            for rule in rules:
                if all(slot & present for slot in rule.slots):
                    for start, end in _places(rule, hits, text):
                        yield rule.danger, start, end

    def _read(self, line: str) -> Rule | None:
        if not line or line.startswith("#"):
            return None
        if heading := _HEADING.fullmatch(line):
            self.dangers.append(_danger(*heading.groups()))
            return None
        if " = " in line:
            self._define(*line.split(" = ", 1))
            return None
        said, _, unless = line.partition(" - ")
        slots: list[list[str]] = [[]]
        reaches: list[str] = []
        for item in said.split():
            if _REACH.fullmatch(item):
                reaches.append(item)
                slots.append([])
            else:
                slots[-1].append(item)
        return Rule(
            danger=self.dangers[-1],
            slots=tuple(self._mask(slot, spoken=True) for slot in slots),
            reaches=tuple(int(reach.lstrip("~")) for reach in reaches),
            either=tuple(reach.startswith("~") for reach in reaches),
            unless=self._mask(unless.split(), spoken=False),
        )

    def _define(self, name: str, words: str) -> None:
        if name == "heard":
            self._heard |= dict(pair.split(":") for pair in words.split())
        elif name == "real":
            self._real |= set(words.split())
        else:
            number = 0 if name == "innocent" else self._lists.setdefault(name, self._next())
            self._put(words.split(), number, spoken=number > 0)

    def _next(self) -> int:
        self._count += 1
        return self._count - 1

    def _mask(self, items: Sequence[str], *, spoken: bool) -> int:
        """The lists named by @name, and one list of the words beside them."""
        mask = 0
        words = tuple(item for item in items if not item.startswith("@"))
        for item in items:
            if item.startswith("@"):
                mask |= 1 << self._lists[item[1:]]
        if words:
            if words not in self._groups:
                self._groups[words] = self._next()
                self._put(words, self._groups[words], spoken=spoken)
            mask |= 1 << self._groups[words]
        return mask

    def _put(self, patterns: Iterable[str], number: int, *, spoken: bool) -> None:
        for pattern in patterns:
            for word in spelled(pattern):
                self._words.add(word, 1 << number)
                if spoken:
                    self._spoken[word] = self._spoken.get(word, 0) | 1 << number
                else:
                    self._real.add(word)

    def _mishear(self) -> None:
        """Put the slips of every spoken word into its lists."""
        for word, lists in self._spoken.items():
            for wrong in slips(word, self._heard):
                if wrong not in self._spoken and wrong not in self._real:
                    self._words.add(wrong, lists)

    def _anchored(self, rules: Sequence[Rule]) -> dict[int, list[Rule]]:
        """Rules by the slot that is rarest in speech, which is the one of fewest short words."""
        common: dict[int, int] = {}
        for word, lists in self._spoken.items():
            common[lists] = common.get(lists, 0) + (100 if len(word) == 1 else 1)
        by_anchor: dict[int, list[Rule]] = {}
        for rule in rules:
            anchor = min(rule.slots, key=lambda slot: _spoken_of(slot, common))
            by_anchor.setdefault(anchor, []).append(rule)
        return by_anchor


def _spoken_of(slot: int, common: Mapping[int, int]) -> int:
    return sum(weight for lists, weight in common.items() if lists & slot)


def _danger(name: str, label: str, line: str, traits: str | None) -> Danger:
    return Danger(
        name=name,
        label=label,
        hand_over=None if line == "-" else line,
        lasting="lasting" in (traits or ""),
        threat="threat" in (traits or ""),
    )


def _places(rule: Rule, hits: Sequence[Hit], text: str) -> Iterator[tuple[int, int]]:
    """Where all slots stand near each other, without a word that speaks against it."""
    columns = [[hit for hit in hits if hit.lists & slot] for slot in rule.slots]
    against = [hit for hit in hits if hit.lists & rule.unless] if rule.unless else []
    ends: set[int] = set()
    # From the back, so that of several beginnings the nearest is taken.
    for first in reversed(columns[0]):
        chain = _chained(rule, columns, text, [first])
        if chain and chain[-1].end not in ends and not _spoken_against(chain, against, text):
            ends.add(chain[-1].end)
            yield min(hit.start for hit in chain), max(hit.end for hit in chain)
            if len(ends) == _MATCHES_EACH:
                return


def _chained(
    rule: Rule, columns: Sequence[Sequence[Hit]], text: str, chain: list[Hit]
) -> list[Hit] | None:
    """The chain with the nearest fitting hit of every further slot, None where one is missing."""
    step = len(chain) - 1
    if step == len(rule.reaches):
        return chain
    last = chain[-1]
    for hit in columns[step + 1]:
        after = hit.start >= last.end
        before = rule.either[step] and hit.end <= last.start
        if not after and not before:
            continue
        gap = text[last.end : hit.start] if after else text[hit.end : last.start]
        if _within(gap, rule.reaches[step]):
            whole = _chained(rule, columns, text, [*chain, hit])
            if whole:
                return whole
    return None


def _within(gap: str, reach: int) -> bool:
    size = len(gap)
    if size > reach:
        return False
    if size == 0:
        return True
    return size + _PAUSE_COST * len(_PAUSES.findall(gap)) <= reach + 2


def _spoken_against(chain: Sequence[Hit], against: Sequence[Hit], text: str) -> bool:
    if not against:
        return False
    start, end = clause(text, min(hit.start for hit in chain), max(hit.end for hit in chain))
    return any(
        start <= hit.start
        and hit.end <= end
        and not any(slot.start <= hit.start and hit.end <= slot.end for slot in chain)
        for hit in against
    )


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The place widened to the pauses around it."""
    while start > 0 and not _PAUSES.match(text[start - 1]):
        start -= 1
    while end < len(text) and not _PAUSES.match(text[end]):
        end += 1
    return start, end


@lru_cache(maxsize=1)
def book() -> Book:
    """The rules of dangers.txt, read once."""
    return Book(_FILE.read_text(encoding="utf-8").splitlines())
