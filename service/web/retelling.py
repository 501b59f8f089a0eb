"""Finished Chinese sentences told again in English, by the templates that they were made from.

Refusals, findings, lines of a log and the arithmetic of a deadline are made below the pages, in
Chinese, and much of it is kept as text in the record. A sentence is therefore found again as it
stands: word for word, as one of the catalogue's templates with its parts, or piece by piece.
What is found in none of these ways (a citizen's words, a reason, a name) stays as it was said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from babel.dates import get_month_names

HAN = re.compile("[\u4e00-\u9fff]")

#: A part of a template: `%(name)s` is any text, `%(name)d` a whole number, `%(name)t` a time in
#: figures, `%(name)w` one word.
PART = re.compile(r"%\((\w+)\)([sdtw])")
_TAKES = {"s": ".+?", "d": r"\d{1,20}", "t": r"[\d :-]{1,40}", "w": r"[^\s、，；：。（）]{1,40}"}
# What stands between quotation marks ends with them.
_QUOTED = "[^“”]*"

#: Marks between clauses that are looked at one by one, and what stands there in English.
_WIDE: Mapping[str, str] = {"\n": "\n", "；": "; "}
#: Marks that a template may have inside: these part only what no template fits.
_LIST = "、"
_NARROW: Mapping[str, str] = {"。": " ", _LIST: ", ", "，": ", ", "：": ": "}

#: How often a part may have parts of its own. What nests deeper somebody typed to make it so.
_DEEPEST = 6

_MONTHS = get_month_names("abbreviated", locale="en")


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """A template, and how a sentence made from it is told apart."""

    pattern: re.Pattern[str]
    anchor: str
    literal: int
    english: str


class Retelling:
    """The English of whatever was made from a catalogue's sentences and templates."""

    def __init__(self, *, sentences: Mapping[str, str], templates: Mapping[str, str]) -> None:
        """`sentences` are found word for word, `templates` with their parts (`PART`)."""
        self._exact = sentences
        # The more of a sentence a template spells out, the surer it made it.
        shapes = (_shape(said, english) for said, english in templates.items() if PART.search(said))
        self._shapes = sorted(shapes, key=lambda one: -one.literal)

    def tell(self, text: str) -> str:
        """Return a text in English; what is not known stays Chinese."""
        return self._known(text, 0)

    def _known(self, text: str, depth: int) -> str:
        told = self._told(text, depth)
        return text if told is None else told

    def _told(self, text: str, depth: int) -> str | None:
        """The English of a text, or nothing where it is not known."""
        if not HAN.search(text):
            return text.replace(_LIST, _NARROW[_LIST])
        if depth > _DEEPEST:
            return None
        return (
            self._exact.get(text)
            or self._pieced(text, _WIDE, depth)
            or self._made(text, depth)
            or self._pieced(text, _NARROW, depth)
            or self._stopped(text, depth)
            or self._listed(text, depth)
        )

    def _made(self, text: str, depth: int) -> str | None:
        """A text made from a template."""
        for shape in self._shapes:
            found = shape.pattern.fullmatch(text) if shape.anchor in text else None
            if found:
                parts = found.groupdict()
                told = {name: self._part(name, part, depth) for name, part in parts.items()}
                return shape.english % told
        return None

    def _part(self, name: str, part: str, depth: int) -> str:
        if name.startswith("month") and part.isdecimal():
            return str(_MONTHS.get(int(part), part))
        return self._known(part, depth + 1)

    def _stopped(self, text: str, depth: int) -> str | None:
        """A sentence that is known without its full stop."""
        told = self._told(text[:-1], depth + 1) if text.endswith("。") else None
        return told and f"{told.removesuffix('.')}."

    def _pieced(self, text: str, marks: Mapping[str, str], depth: int) -> str | None:
        """A text whose pieces are all known.

        Of a text half told nobody could say whose words the other half are.
        """
        for mark, between in marks.items():
            if mark not in text:
                continue
            pieces = _split(text, mark)
            each = (self._told(piece, depth + 1) for piece in pieces)
            told = list(takewhile(bool, each)) if len(pieces) > 1 else []
            if len(told) == len(pieces) > 1:
                return between.join(filter(None, told))
        return None

    def _listed(self, text: str, depth: int) -> str | None:
        """A list, whose names may be anybody's."""
        names = text.split(_LIST) if _LIST in text else []
        told = [self._known(name, depth + 1) for name in names]
        return _NARROW[_LIST].join(told) if told != names else None


def _split(text: str, mark: str) -> list[str]:
    # A sentence is known with its full stop, and what follows a label may have a colon of its own.
    if mark == "。":
        pieces = re.split("(?<=。)", text)
    else:
        pieces = text.split(mark, 1 if mark == "：" else -1)
    return [piece for piece in pieces if piece]


def _shape(said: str, english: str) -> _Shape:
    literals = [one.replace("%%", "%") for one in PART.split(said)[::3]]
    # Each part that may be any text takes the nearest place that fits what follows it, for good:
    # a later one could only leave less for the parts behind it, and trying them all is slow.
    groups = [re.escape(literals[0])]
    for part, before, after in zip(PART.finditer(said), literals, literals[1:], strict=False):
        quoted = before.endswith("“") and after.startswith("”")
        takes = _QUOTED if quoted else _TAKES[part[2]]
        piece = f"(?P<{part[1]}>{takes}){re.escape(after)}"
        if takes == _TAKES["s"]:
            groups.append(piece)
        else:
            groups[-1] += piece
    pattern = "".join(f"(?>{group})" for group in groups[:-1]) + groups[-1]
    return _Shape(
        pattern=re.compile(pattern, re.DOTALL),
        anchor=max(literals, key=len),
        literal=sum(map(len, literals)),
        english=english,
    )
