"""The back-end that cuts Chinese words: jieba, or its fast twin where that cuts the very same."""

import hashlib
import importlib.metadata
import importlib.resources
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import jieba

from triage.vocabulary import TRADE_WORDS

jieba.setLogLevel(logging.WARNING)

GOLDEN = "golden.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Segmenter:
    """Cuts a piece of text into words that cover it; `name` is the library and its version."""

    name: str
    cut: Callable[[str], Iterable[str]]


@lru_cache(maxsize=4)
def segmenter(words: tuple[str, ...]) -> Segmenter:
    """The fastest back-end that agrees with jieba on the golden texts; loaded once a process."""
    return _fast(words) or plain(words)


def plain(words: tuple[str, ...]) -> Segmenter:
    """Jieba itself with some words of one's own; its dictionary weighs some 60 MB."""
    cutter = jieba.Tokenizer()
    # Loaded by hand: jieba's own way leaves and trusts a marshal file in the shared temp directory.
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    for word in words:
        cutter.add_word(word)
    return Segmenter(name=_named("jieba"), cut=lambda text: cutter.cut(text, HMM=False))


def _fast(words: tuple[str, ...]) -> Segmenter | None:
    """The optional twin in Rust, where it is installed and proves itself."""
    if words != TRADE_WORDS:
        return None  # The golden texts were cut with the trade's words: for others nothing proves.
    try:
        import rjieba  # noqa: PLC0415 - an extra, absent on some platforms
    except ImportError:
        return None
    cutter = rjieba.Jieba()
    for word in words:
        cutter.add_word(word, None, None)
    found = Segmenter(name=_named("rjieba"), cut=lambda text: cutter.cut(text, False))
    return found if agrees(found) else None


def agrees(candidate: Segmenter) -> bool:
    """Whether a back-end cuts every golden text as jieba did."""
    return all(list(candidate.cut("".join(words))) == words for words in golden())


def golden() -> list[list[str]]:
    """The golden texts as jieba cuts them with the words of the trade."""
    content = importlib.resources.files("triage").joinpath(GOLDEN).read_text(encoding="utf-8")
    texts: list[list[str]] = json.loads(content)
    return texts


def dictionary_hash(words: tuple[str, ...]) -> str:
    """What the words of a text depend on: jieba's dictionary and one's own words, as sha256."""
    digest = hashlib.sha256(jieba.get_dict_file().read())
    digest.update("\n".join(words).encode())
    return digest.hexdigest()


def _named(library: str) -> str:
    return f"{library} {importlib.metadata.version(library)}"
