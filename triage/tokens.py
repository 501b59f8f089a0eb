"""Chinese words with offsets: jieba without its guesser, plus a small dictionary of the trade."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from triage.segmenting import segmenter
from triage.text import MASKS, masked_pieces
from triage.vocabulary import TRADE_WORDS


class Token(NamedTuple):
    """One word and where it stands in the text it was cut from."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Tokenizer:
    """Cuts text into words; pickles as its word list, the dictionary is built on first use."""

    words: tuple[str, ...] = TRADE_WORDS

    def warm(self) -> None:
        """Load the dictionary now (about a second), not with the first text."""
        segmenter(self.words)

    def cut(self, text: str) -> list[str]:
        """The words of a text in order, with private numbers as single mask tokens."""
        cut = segmenter(self.words).cut
        found: list[str] = []
        for piece, _, _ in masked_pieces(text):
            if piece in MASKS:
                found.append(piece)
            else:
                found.extend(cut(piece))
        return found

    def tokens(self, text: str) -> Iterator[Token]:
        """The same words with their places in the text; together they cover it."""
        cut = segmenter(self.words).cut
        for piece, start, end in masked_pieces(text):
            if piece in MASKS:
                yield Token(piece, start, end)
                continue
            for word in cut(piece):
                yield Token(word, start, start + len(word))
                start += len(word)  # noqa: PLW2901 - the next word begins where this one ends

    def ranges(self, text: str, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where each word of `cut` stands in the text, without cutting again."""
        if MASKS.isdisjoint(words):
            return list(pairwise(accumulate(map(len, words), initial=0)))
        return [(one.start, one.end) for one in self.tokens(text)]
