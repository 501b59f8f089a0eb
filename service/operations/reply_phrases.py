"""The phrases that replies are checked for: shirking, courtesy, vague words, promises, plain words.

They are data (`reply_phrases.txt`): a section in brackets, a phrase a line, `…` for a short gap.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("reply_phrases.txt")
_SECTION = re.compile(r"\[(\w+)\]")
# A gap stays inside its clause: beyond a comma another thing is spoken of.
_GAP = r"[^，。；！？,;!?\n]{0,6}?"


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """The sections of the file, each as one pattern; `generic` are words, not phrases."""

    shirking: re.Pattern[str]
    courtesy: re.Pattern[str]
    vague: re.Pattern[str]
    promise: re.Pattern[str]
    generic: frozenset[str]


@cache
def phrases() -> Phrases:
    """Return the phrases, read once."""
    found = _sections(_FILE.read_text(encoding="utf-8"))
    return Phrases(
        shirking=_pattern(found["shirking"]),
        courtesy=_pattern(found["courtesy"]),
        vague=_pattern(found["vague"]),
        promise=_pattern(found["promise"]),
        generic=frozenset(found["generic"]),
    )


def _sections(text: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        phrase = line.partition("#")[0].strip()
        heading = _SECTION.fullmatch(phrase)
        if heading:
            name = heading.group(1)
            found[name] = []
        elif phrase:
            found[name].append(phrase)
    return found


def _pattern(listed: list[str]) -> re.Pattern[str]:
    # The longest first, so that a phrase is not taken for its own beginning.
    longest = sorted(listed, key=len, reverse=True)
    return re.compile("|".join(_GAP.join(map(re.escape, one.split("…"))) for one in longest))
