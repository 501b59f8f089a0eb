"""From words to a place: the names of the city's areas found in an address or a text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from triage.knowledge import Knowledge

_KEY = 2


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """Area names by their first two characters, longest first, with the areas so named."""

    knowledge: Knowledge
    names: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]

    def locate(self, *texts: str) -> str | None:
        """The most specific area named; an earlier text outweighs the later ones.

        Areas that support each other (a road and its district) win over a lone name; of several
        equally supported areas the one that holds them all is answered.
        """
        for number in range(1, len(texts) + 1):
            mentions = [areas for text in texts[:number] for areas in self._mentions(text)]
            best = self._best(mentions)
            if best is not None:
                return best
        return None

    def _mentions(self, text: str) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        position = 0
        while position < len(text):
            step = 1
            for name, areas in self.names.get(text[position : position + _KEY], ()):
                if text.startswith(name, position):
                    found.append(areas)
                    step = len(name)
                    break
            position += step
        return found

    def _best(self, mentions: Sequence[tuple[str, ...]]) -> str | None:
        scores: dict[str, tuple[int, int]] = {}
        for areas in mentions:
            for area in areas:
                chain = set(self.knowledge.chain(area))
                support = sum(1 for other in set(mentions) if chain & set(other))
                scores[area] = (support, len(chain))
        if not scores:
            return None
        top = max(scores.values())
        return self._shared([area for area, score in scores.items() if score == top])

    def _shared(self, areas: Sequence[str]) -> str:
        """The lowest area that holds all; the first where none does."""
        for area in self.knowledge.chain(areas[0]):
            if all(area in self.knowledge.chain(other) for other in areas):
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
    return Gazetteer(knowledge=knowledge, names={key: tuple(names) for key, names in keyed.items()})
