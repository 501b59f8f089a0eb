"""Which words of a text spoke for a unit, as spans of the original text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from triage.pipeline import Classifier
from triage.prediction import Evidence, Span
from triage.text import MASKS, CleanText
from triage.tokens import Token
from triage.vocabulary import STOP_WORDS

# Numbers, masked places and what is said in every call may weigh, but tell a reader nothing.
_EMPTY = re.compile(
    r"[\W\d_]*|[零〇一二两三四五六七八九十百千万亿几半第]+[个年月天日块元次号点时分岁栋楼层只条家户名]*月?|"
    r"[A-Za-z]\d*[省市区县镇村街路]?|西地省|[说讲看问写打市省区县镇某原麻烦]|麻烦|一眼|听说|知道|觉得|告诉"
)
# A word that weighs this little beside the strongest is chance.
_FAINT = 0.08


def explain(
    classifier: Classifier, cleaned: CleanText, *, units: Sequence[str], limit: int
) -> tuple[tuple[Evidence, ...], ...]:
    """For each unit label the words that pushed its score most, strongest first, at most `limit`.

    A word that stands twice is shown where it stands first. Only the text counts, not the title;
    a label the classifier does not know has no evidence.
    """
    known = [unit for unit in dict.fromkeys(units) if unit in classifier.units]
    if not known or limit < 1:
        return ((),) * len(units)
    tokens, added = classifier.contributions(cleaned.text, units=known)
    found = {
        unit: _strongest(cleaned, zip(tokens, added[:, column].tolist(), strict=True), limit=limit)
        for column, unit in enumerate(known)
    }
    return tuple(found.get(unit, ()) for unit in units)


def _strongest(
    cleaned: CleanText, parts: Iterable[tuple[Token, float]], *, limit: int
) -> tuple[Evidence, ...]:
    weights: dict[str, float] = defaultdict(float)
    spans: dict[str, Span] = {}
    for token, weight in parts:
        if weight <= 0 or not _tells(token.word):
            continue
        place = cleaned.span(token.start, token.end)
        if place is not None:
            weights[token.word] += weight
            spans.setdefault(token.word, _span(cleaned, *place))
    ranked = sorted(weights, key=lambda word: (-weights[word], spans[word].start))
    faint = _FAINT * weights[ranked[0]] if ranked else 0.0
    return tuple(
        Evidence(span=spans[word], weight=round(weights[word], 4))
        for word in ranked[:limit]
        if weights[word] >= faint
    )


def _tells(word: str) -> bool:
    """Whether a word means something to a reader: no function word, number, mask or point."""
    return word not in STOP_WORDS and word not in MASKS and not _EMPTY.fullmatch(word)


def _span(cleaned: CleanText, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=cleaned.original[start:end])
