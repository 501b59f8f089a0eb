"""What a recipe is here: it learns from raw texts, and gives scores and probabilities of others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from triage.tokens import Tokenizer
from triage.vocabulary import STOP_WORDS

Floats = npt.NDArray[np.floating]
Cut = Callable[[str], list[str]]


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """For each text the labels' scores, which rank, and probabilities, which promise; (n, c)."""

    scores: Floats
    probabilities: Floats


class Recipe(Protocol):
    """Learns and answers; `labels` are the columns of what it answers."""

    labels: list[str]

    def fit(self, texts: Sequence[str], labels: Sequence[str], groups: Sequence[str]) -> None:
        """Learn from raw texts, with all that the probabilities need."""
        ...

    def rank(self, texts: Sequence[str]) -> Ranked:
        """Scores and probabilities of raw texts."""
        ...

    def best(self, texts: Sequence[str]) -> list[str]:
        """The best label of each raw text, by the shortest way that the recipe has: it is timed."""
        ...

    def size(self) -> float:
        """Megabytes of what would be stored."""
        ...


@cache
def _tokenizer() -> Tokenizer:
    return Tokenizer()


def words(text: str) -> list[str]:
    """The words of a text as our own segmenter cuts them: the same for every recipe."""
    return [word for word in _tokenizer().cut(text) if not word.isspace()]


def telling_words(text: str) -> list[str]:
    """The words without stop words and punctuation, as the `tokens` rows of the data have them."""
    return [word for word in words(text) if word not in STOP_WORDS and word.isalnum()]


def characters(text: str) -> list[str]:
    """The characters of a text, without blanks."""
    return [mark for mark in text if not mark.isspace()]
