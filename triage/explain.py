"""Which words of a text spoke for a unit, as spans of the original text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from triage.arrays import Floats, Integers
from triage.grams import Reading
from triage.pipeline import Classifier
from triage.prediction import Evidence, Span
from triage.telling import forms, telling
from triage.text import MASKS, CleanText
from triage.vocabulary import STOP_WORDS

# Numbers, masked places and what is said in every call may weigh, but tell a reader nothing.
_EMPTY = re.compile(
    r"[\W\d_]*|[零〇一二两三四五六七八九十百千万亿几半第]+[个年月天日块元次号点时分岁栋楼层只条家户名]*月?|"
    r"[A-Za-z]\d*[省市区县镇村街路]?|西地省|[说讲看问写打市省区县镇某原麻烦]|麻烦|一眼|听说|知道|觉得|告诉"
)
# A word that weighs this little beside the strongest is chance.
_FAINT = 0.08
_NOTHING = 1e-12
# The cache of words stays small whatever people write.
_WORDS_KEPT, _WORD_LENGTH = 300_000, 12


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """The telling words that may be underlined, one entry for each time one stands there.

    `rows` are their numbers among all telling words, `words` tells the same words by number.
    """

    rows: list[int]
    words: list[int]
    ranges: list[tuple[int, int]]


def explain(
    classifier: Classifier,
    cleaned: CleanText,
    *,
    units: Sequence[str],
    limit: int,
    words: Sequence[str] | None = None,
    reading: Reading | None = None,
) -> tuple[tuple[Evidence, ...], ...]:
    """For each unit label the words that pushed its score most, strongest first, at most `limit`.

    A word that stands twice is shown where it stands first. Only the text counts, not the title;
    a label the classifier does not know has no evidence. `words` are those of the tokenizer's
    `cut` and `reading` is theirs, where they are at hand.
    """
    known = [unit for unit in dict.fromkeys(units) if unit in classifier.units]
    if not known or limit < 1:
        return ((),) * len(units)
    tokenizer = classifier.featuriser.tokenizer
    cut = tokenizer.cut(cleaned.text) if words is None else words
    shown = _shown(cleaned, cut, ranges=tokenizer.ranges(cleaned.text, cut))
    if not shown.rows:
        return ((),) * len(units)
    read = reading or classifier.featuriser.words_.read(forms(cut))
    pushed = classifier.pushes(read, units=known)[shown.rows].clip(min=0)
    numbers = np.asarray(shown.words)
    found = {
        unit: _strongest(cleaned, shown, numbers, pushed[:, column], limit=limit)
        for column, unit in enumerate(known)
    }
    return tuple(found.get(unit, ()) for unit in units)


def _shown(cleaned: CleanText, cut: Sequence[str], *, ranges: Sequence[tuple[int, int]]) -> _Shown:
    """Of the telling words those that tell a reader something and are not the title's."""
    numbers: dict[str, int] = {}
    rows: list[int] = []
    words: list[int] = []
    places: list[tuple[int, int]] = []
    told = list(map(_TELLS.__getitem__, cut))
    row = -1
    for word, tells, place in zip(cut, told, ranges, strict=True):
        if tells is None:
            continue
        row += 1
        if tells and not cleaned.in_title(place[1] - 1):
            rows.append(row)
            words.append(numbers.setdefault(word, len(numbers)))
            places.append(place)
    return _Shown(rows=rows, words=words, ranges=places)


def _strongest(
    cleaned: CleanText, shown: _Shown, numbers: Integers, pushed: Floats, *, limit: int
) -> tuple[Evidence, ...]:
    """`pushed` is what each time a word stands there adds, none below zero."""
    sums = np.bincount(numbers, pushed)
    best = np.argsort(-sums, kind="stable")[:limit]
    faint = max(_FAINT * float(sums[best[0]]), _NOTHING)
    found: list[tuple[float, Span]] = []
    for number in best.tolist():
        weight = float(sums[number])
        if weight < faint:
            break
        row = shown.words.index(number)
        while pushed[row] <= 0:  # Said there without effect, as in other company.
            row = shown.words.index(number, row + 1)
        place = cleaned.span(*shown.ranges[row])
        assert place is not None
        found.append((weight, _span(cleaned, *place)))
    found.sort(key=lambda one: (-one[0], one[1].start))
    return tuple(Evidence(span=span, weight=round(weight, 4)) for weight, span in found)


class _Telling(dict[str, bool | None]):
    """Words once seen: whether they mean something to a reader, None where they are not counted."""

    def __missing__(self, word: str) -> bool | None:
        tells = word not in STOP_WORDS and word not in MASKS and not _EMPTY.fullmatch(word)
        found = tells if telling(word) else None
        if len(self) < _WORDS_KEPT and len(word) < _WORD_LENGTH:
            self[word] = found
        return found


_TELLS = _Telling()


def _span(cleaned: CleanText, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=cleaned.original[start:end])
