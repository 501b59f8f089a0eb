"""Word lists with short-hand, read from text, and all of their words found in one pass."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

_PIECE = re.compile(r"\[([^\]]+)\]|\(([^)]*)\)|([^\[\]()]+)")


class Hit(NamedTuple):
    """A word of a list at text[start:end]; bit n of `lists` says that it stands in list n."""

    start: int
    end: int
    lists: int


class _Node:
    """A place in the tree of characters."""

    __slots__ = ("lists", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.lists = 0


def spelled(pattern: str) -> Iterator[str]:
    """The words of a pattern: [燃煤] is any of the characters, (了|啦|) any of the pieces."""
    pieces = [
        list(chars) if chars else choices.split("|") if literal == "" else [literal]
        for chars, choices, literal in _PIECE.findall(pattern)
    ]
    return map("".join, product(*pieces))


class Words:
    """Numbered word lists that are looked for together; list 0 swallows what lies inside it.

    A word of list 0 (harmless compounds such as 火锅 for 火) takes away every shorter hit within
    it and every hit that begins in its midst; otherwise each list finds all its words, also where
    they overlap.
    """

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, word: str, lists: int) -> None:
        """Put a word into lists, a bit each; ValueError for an empty word."""
        if not word:
            raise ValueError("an empty word")
        node = self._root
        for char in word:
            following = node.next.get(char)
            if following is None:
                following = node.next[char] = _Node()
            node = following
        node.lists |= lists

    def find(self, text: str) -> list[Hit]:
        """Every hit by rising start."""
        hits: list[Hit] = []
        swallowed: list[tuple[int, int]] = []
        first = self._root.next
        size = len(text)
        for start, char in enumerate(text):
            node = first.get(char)
            place = start + 1
            while node is not None:
                lists = node.lists
                if lists:
                    hits.append(Hit(start, place, lists))
                    if lists & 1:
                        swallowed.append((start, place))
                if place == size:
                    break
                node = node.next.get(text[place])
                place += 1
        return _without(hits, swallowed) if swallowed else hits


def _without(hits: Iterable[Hit], swallowed: Iterable[tuple[int, int]]) -> list[Hit]:
    """The hits that neither begin in the midst of a swallowing word nor are its beginning."""
    midst: set[int] = set()
    longest: dict[int, int] = {}
    for first, last in swallowed:
        midst.update(range(first + 1, last))
        longest[first] = max(last, longest.get(first, 0))
    return [hit for hit in hits if hit.start not in midst and hit.end >= longest.get(hit.start, 0)]


def slips(word: str, heard: Mapping[str, str]) -> Iterator[str]:
    """The word with one character misheard (同音误写); a lone character is no sure sign."""
    if len(word) > 1 and not heard.keys().isdisjoint(word):
        for place, char in enumerate(word):
            for other in heard.get(char, ""):
                yield word[:place] + other + word[place + 1 :]
