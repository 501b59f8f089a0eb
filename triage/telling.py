"""Which words may enter a vocabulary, and the form in which they are counted."""

from collections.abc import Iterable

from triage.vocabulary import STOP_WORDS

# The cache of word forms stays small whatever people write.
_FORMS_KEPT, _FORM_LENGTH = 300_000, 12


def telling(word: str) -> bool:
    """Whether a word may enter a vocabulary: no glue, no punctuation, no long number."""
    return bool(_FORMS[word])


def forms(words: Iterable[str]) -> list[str]:
    """The telling ones of some words, in lower case."""
    return list(filter(None, map(_FORMS.__getitem__, words)))


class _Forms(dict[str, str]):
    """Words once seen and their lower-case form, empty where a word tells nothing."""

    def __missing__(self, word: str) -> str:
        form = word.lower()
        form = form if _tells(form) else ""
        if len(self) < _FORMS_KEPT and len(word) < _FORM_LENGTH:
            self[word] = form
        return form


def _tells(word: str) -> bool:
    if word in STOP_WORDS:
        return False
    if any("\u4e00" <= char <= "\u9fff" for char in word):
        return True
    return len(word) <= 20 and word.isalnum() and sum(map(str.isdigit, word)) < 5


_FORMS = _Forms()
