"""Chinese words with offsets: jieba without its guesser, plus a small dictionary of the trade."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import jieba

from triage.text import MASKS, masked_pieces
from triage.vocabulary import TRADE_WORDS

jieba.setLogLevel(logging.WARNING)


class Token(NamedTuple):
    """One word and where it stands in the text it was cut from."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=4)
def _cutter(words: tuple[str, ...]) -> jieba.Tokenizer:
    """One loaded dictionary per word list and process: it weighs some 60 MB."""
    cutter = jieba.Tokenizer()
    # Loaded by hand: jieba's own way leaves and trusts a marshal file in the shared temp directory.
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    for word in words:
        cutter.add_word(word)
    return cutter


@dataclass(frozen=True, kw_only=True)
class Tokenizer:
    """Cuts text into words; pickles as its word list, the dictionary is built on first use."""

    words: tuple[str, ...] = TRADE_WORDS

    def warm(self) -> None:
        """Load the dictionary now (about a second), not with the first text."""
        _cutter(self.words)

    def cut(self, text: str) -> list[str]:
        """The words of a text in order, with private numbers as single mask tokens."""
        return [word for word, _, _ in self.tokens(text)]

    def tokens(self, text: str) -> Iterator[Token]:
        """The same words with their places in the text; together they cover it."""
        cutter = _cutter(self.words)
        for piece, start, end in masked_pieces(text):
            if piece in MASKS:
                yield Token(piece, start, end)
                continue
            for word in cutter.cut(piece, HMM=False):
                yield Token(word, start, start + len(word))
                start += len(word)  # noqa: PLW2901 - the next word begins where this one ends
