"""Texts cut into words once and kept as numbers, a tenth of what the words would take."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from triage.arrays import Integers
from triage.telling import forms
from triage.text import clean
from triage.tokens import Tokenizer

_TOLD_EVERY = 4_096


@dataclass(frozen=True, kw_only=True, slots=True)
class Documents:
    """The telling words of texts: row r holds lexicon[numbers[starts[r]:starts[r] + sizes[r]]]."""

    lexicon: Sequence[str]
    numbers: Integers
    starts: Integers
    sizes: Integers

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, rows: Integers) -> "Documents":
        """Some of the texts; the words are shared, not copied."""
        return Documents(
            lexicon=self.lexicon,
            numbers=self.numbers,
            starts=self.starts[rows],
            sizes=self.sizes[rows],
        )

    def words(self, start: int, stop: int, step: int = 1) -> list[list[str]]:
        """The words of the texts start..stop, as lists for as long as they are needed."""
        word = self.lexicon.__getitem__
        spans = zip(
            self.starts[start:stop:step].tolist(),
            self.sizes[start:stop:step].tolist(),
            strict=True,
        )
        return [list(map(word, self.numbers[at : at + size].tolist())) for at, size in spans]


def read_documents(
    texts: Iterable[str], *, tokenizer: Tokenizer, told: Callable[[int], None]
) -> Documents:
    """Clean and cut texts of any origin; `told` now and then hears how many are done."""
    numbers = _Numbers()
    flat = array("i")
    ends = array("q", (0,))
    for text in texts:
        flat.extend(map(numbers.__getitem__, forms(tokenizer.cut(clean(text).text))))
        ends.append(len(flat))
        if len(ends) % _TOLD_EVERY == 0:
            told(len(ends) - 1)
    edges = np.frombuffer(ends, np.int64)
    return Documents(
        lexicon=list(numbers),
        numbers=np.frombuffer(flat, np.int32) if flat else np.empty(0, np.int32),
        starts=edges[:-1],
        sizes=np.diff(edges),
    )


class _Numbers(dict[str, int]):
    """A number for each word, in the order in which they were first seen."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number
