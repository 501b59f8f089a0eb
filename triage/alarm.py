"""A second opinion on danger: characters and pairs of them weighed by what was learned from calls.

It knows no rule and no scope. It raises a flag alone only when it is sure, and lays down a rule's
flag when it is sure of the contrary. `training/alarms.py` makes alarm.txt from written examples.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("alarm.txt")
# Weights are kept as whole hundredths, so that the file is the same wherever it is made.
UNIT = 100
WINDOW, STEP = 60, 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """Learned weights of grams: for danger against none, and for each danger against the others."""

    bias: int
    weights: Mapping[str, int]
    biases: Mapping[str, int]
    tells: Mapping[str, Mapping[str, int]]

    def score(self, text: str) -> float:
        """How much the text sounds like a danger now: 0 is undecided, the loudest window counts."""
        return max(map(self._window, windows(text)), default=-1.0)

    def _window(self, text: str) -> float:
        get = self.weights.get
        total = sum([get(one, 0) for one in grams(text)])
        # The rows that the weights were learned from were of length one.
        return float(total / (len(text) * 2) ** 0.5 + self.bias) / UNIT

    def name(self, text: str) -> tuple[str, float]:
        """The danger that the loudest window is most like, and how surely; above 0 it is likely."""
        told = max(windows(text), key=self._window, default="")
        sums = dict.fromkeys(self.biases, 0)
        for one in grams(told):
            for danger, weight in self.tells.get(one, {}).items():
                sums[danger] += weight
        length = max(1.0, (len(told) * 2) ** 0.5)
        sure = {
            danger: float(sums[danger] / length + bias) / UNIT
            for danger, bias in self.biases.items()
        }
        best = max(sorted(sure), key=sure.__getitem__)
        return best, sure[best]

    def loudest(self, text: str, clauses: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
        """Of some clauses the one that sounds most like a danger."""
        return max(
            clauses,
            key=lambda place: sum(
                self.weights.get(one, 0) for one in grams(text[place[0] : place[1]])
            ),
            default=None,
        )


def grams(text: str) -> list[str]:
    """The characters of a text and their pairs."""
    return [*text, *map(str.__add__, text, text[1:])]


def windows(text: str) -> list[str]:
    """A short text whole, a long one in overlapping pieces."""
    if len(text) <= WINDOW:
        return [text] if text else []
    return [text[start : start + WINDOW] for start in range(0, len(text) - STEP, STEP)]


def dumped(alarm: Alarm) -> str:
    """The weights as lines: gram, weight, weights by danger; the biases first."""
    lines = [f"\t{alarm.bias}\t{_listed(alarm.biases)}"]
    for gram in sorted(alarm.weights.keys() | alarm.tells.keys()):
        lines.append(f"{gram}\t{alarm.weights.get(gram, 0)}\t{_listed(alarm.tells.get(gram, {}))}")
    return "\n".join(lines) + "\n"


def _listed(pairs: Mapping[str, int]) -> str:
    return " ".join(f"{danger}:{number}" for danger, number in sorted(pairs.items()))


def parsed(text: str) -> Alarm:
    """The weights read back."""
    first, *rows = (line.split("\t") for line in text.rstrip("\n").split("\n"))
    return Alarm(
        bias=int(first[1]),
        biases=_read(first[2]),
        weights={gram: int(weight) for gram, weight, _ in rows if weight != "0"},
        tells={gram: _read(pairs) for gram, _, pairs in rows if pairs},
    )


def _read(pairs: str) -> dict[str, int]:
    parts = (pair.split(":") for pair in pairs.split())
    return {danger: int(number) for danger, number in parts}


@lru_cache(maxsize=1)
def alarm() -> Alarm:
    """The weights that come with the package, read once."""
    return parsed(WEIGHTS.read_text(encoding="utf-8"))
