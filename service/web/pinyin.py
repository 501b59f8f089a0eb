"""How a name is typed by those who do not write it out: full pinyin and initials (首字母)."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

#: Readings of one name that are told apart; four characters with two readings each have sixteen.
_MOST_INITIALS = 16
# Few type a rare reading out, and each is sent with every page that offers the name.
_MOST_WHOLE = 4


def search_words(names: Iterable[str]) -> str:
    """Return the names, their pinyin and their initials, each once, with spaces between."""
    found: dict[str, None] = {}
    for name in names:
        if name:
            found |= dict.fromkeys((name.replace(" ", ""), *typed(name)))
    return " ".join(found)


@lru_cache(maxsize=16_384)
def typed(name: str) -> tuple[str, ...]:
    """Return pinyin and initials of a name in every reading: 朝阳 is zhaoyang, chaoyang, zy, cy.

    The likeliest reading comes first; a name without Chinese characters has none.
    """
    readings = [_readings(chunk, said) for chunk, said in _chunks(name)]
    if all(len(one) == 1 and one[0] in name.lower() for one in readings):
        return ()
    whole = ("".join(parts) for parts in product(*readings))
    heads = [tuple(dict.fromkeys(_initial(one) for one in reading)) for reading in readings]
    first = ("".join(parts) for parts in product(*heads))
    return tuple(dict.fromkeys((*islice(first, _MOST_INITIALS), *islice(whole, _MOST_WHOLE))))


def _chunks(name: str) -> Iterator[tuple[str, str]]:
    """Each character with its reading in this name; what is not Chinese stays in one piece."""
    at = 0
    for (said,) in pinyin(name, style=Style.NORMAL):
        length = len(said) if name.startswith(said, at) else 1
        yield name[at : at + length], said
        at += length


def _readings(chunk: str, said: str) -> Sequence[str]:
    """All readings of a character, the one that fits here first."""
    if len(chunk) != 1 or chunk == said:
        return ("".join(one for one in said.lower() if one.isalnum()),)
    others = pinyin(chunk, style=Style.NORMAL, heteronym=True)[0]
    return tuple(dict.fromkeys((said, *others)))


def _initial(reading: str) -> str:
    """The first letter; a number is typed whole."""
    return reading if reading[:1].isdigit() else reading[:1]
