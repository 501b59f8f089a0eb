"""From words to a place: the names of the city's areas found in an address or a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from triage.knowledge import Knowledge

_KEY = 2


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """Area names by their first two characters, longest first, with the areas so named.

    `chains` holds for each area itself and what it lies in; `key` finds where a name may begin.
    """

    knowledge: Knowledge
    names: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    chains: Mapping[str, frozenset[str]]
    key: re.Pattern[str]

    def locate(self, *texts: str) -> str | None:
        """The most specific area named; an earlier text outweighs the later ones.

        Areas that support each other (a road and its district) win over a lone name; of several
        equally supported areas the one that holds them all is answered.
        """
        mentions: list[tuple[str, ...]] = []
        for text in texts:
            mentions += [areas for _, _, areas in self.mentions(text)]
            if mentions:
                return self._best(mentions)
        return None

    def mentions(self, text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """The names in a text with their places and areas; none lies inside another."""
        end = 0
        for match in self.key.finditer(text):
            position = match.start()
            if position < end:
                continue
            for name, areas in self.names.get(text[position : position + _KEY], ()):
                if text.startswith(name, position):
                    yield position, name, areas
                    end = position + len(name)
                    break

    def _best(self, mentions: Sequence[tuple[str, ...]]) -> str:
        distinct = set(mentions)
        scores: dict[str, tuple[int, int]] = {}
        for areas in mentions:
            for area in areas:
                chain = self.chains[area]
                support = sum([not chain.isdisjoint(other) for other in distinct])
                scores[area] = (support, len(chain))
        top = max(scores.values())
        return self._shared([area for area, score in scores.items() if score == top])

    def _shared(self, areas: Sequence[str]) -> str:
        """The lowest area that holds all; the first where none does."""
        for area in self.knowledge.chain(areas[0]):
            if all(area in self.chains[other] for other in areas):
                return area
        return areas[0]


def gazetteer(knowledge: Knowledge) -> Gazetteer:
    """Index the names and aliases of all areas; names of one character are left out."""
    owners: dict[str, list[str]] = defaultdict(list)
    for area in knowledge.areas.values():
        for name in {area.name, *area.aliases}:
            if len(name) >= _KEY:
                owners[name].append(area.code)
    keyed: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for name in sorted(owners, key=lambda one: (-len(one), one)):
        keyed[name[:_KEY]].append((name, tuple(sorted(owners[name]))))
    return Gazetteer(
        knowledge=knowledge,
        names={key: tuple(names) for key, names in keyed.items()},
        chains={area: frozenset(knowledge.chain(area)) for area in knowledge.areas},
        key=_key(keyed),
    )


def _key(keys: Iterable[str]) -> re.Pattern[str]:
    """Where one of the keys may stand: first and second characters are looked at one by one."""
    known = list(keys)
    if not known:
        return re.compile("(?!)")
    first, second = (
        "".join(map(re.escape, sorted(set(some)))) for some in zip(*known, strict=True)
    )
    return re.compile(f"(?=[{first}][{second}])", re.DOTALL)
