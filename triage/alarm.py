"""A second opinion on danger: characters and pairs of them weighed by what was learned from calls.

It knows no rule and no scope. It raises a flag alone only when it is sure, and lays down a rule's
flag when it is sure of the contrary. `training/alarms.py` makes alarm.txt from written examples.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

WEIGHTS = Path(__file__).with_name("alarm.txt")
# Weights are kept as whole hundredths, so that the file is the same wherever it is made.
UNIT = 100
WINDOW, STEP = 60, 30
# So many examples of the usual kind are granted to a danger beside those that were written.
_GRANTED = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """Learned weights of grams; which share of the examples of a danger holds a gram."""

    bias: int
    weights: Mapping[str, int]
    tells: Mapping[str, Mapping[str, int]]
    examples: Mapping[str, int]

    def score(self, text: str) -> float:
        """How much the text sounds like a danger now: 0 is undecided, the loudest window counts."""
        return max(map(self._window, windows(text)), default=-1.0)

    def _window(self, text: str) -> float:
        get = self.weights.get
        total = sum([get(one, 0) for one in grams(text)])
        # The rows that the weights were learned from were of length one.
        return float(total / (len(text) * 2) ** 0.5 + self.bias) / UNIT

    def name(self, text: str) -> str:
        """The danger whose examples the text is most like (naive Bayes, each as likely)."""
        told = [self.tells[one] for one in grams(text) if one in self.tells]
        total = sum(self.examples.values())
        expected = [_GRANTED * sum(one.values()) / total for one in told]
        likelihoods = {
            danger: sum(
                log((one.get(danger, 0) + usual) / (size + _GRANTED))
                for one, usual in zip(told, expected, strict=True)
            )
            for danger, size in self.examples.items()
        }
        return max(sorted(likelihoods), key=likelihoods.__getitem__)

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
    """The weights as lines: gram, weight, examples by danger; the bias and all examples first."""
    lines = [f"\t{alarm.bias}\t{_counts(alarm.examples)}"]
    for gram in sorted(alarm.weights):
        lines.append(f"{gram}\t{alarm.weights[gram]}\t{_counts(alarm.tells.get(gram, {}))}")
    return "\n".join(lines) + "\n"


def _counts(counts: Mapping[str, int]) -> str:
    return " ".join(f"{danger}:{count}" for danger, count in sorted(counts.items()))


def parsed(text: str) -> Alarm:
    """The weights read back."""
    first, *rows = (line.split("\t") for line in text.rstrip("\n").split("\n"))
    return Alarm(
        bias=int(first[1]),
        weights={gram: int(weight) for gram, weight, _ in rows},
        tells={gram: _counted(counts) for gram, _, counts in rows if counts},
        examples=_counted(first[2]),
    )


def _counted(counts: str) -> dict[str, int]:
    pairs = (pair.split(":") for pair in counts.split())
    return {danger: int(count) for danger, count in pairs}


@lru_cache(maxsize=1)
def alarm() -> Alarm:
    """The weights that come with the package, read once."""
    return parsed(WEIGHTS.read_text(encoding="utf-8"))
