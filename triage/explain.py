"""Which words of a text spoke for a unit, as spans of the original text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from triage.pipeline import Classifier
from triage.prediction import Evidence, Span
from triage.text import CleanText
from triage.tokens import Token


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
        if weight <= 0:
            continue
        place = cleaned.span(token.start, token.end)
        if place is not None:
            weights[token.word] += weight
            spans.setdefault(token.word, _span(cleaned, *place))
    ranked = sorted(weights, key=lambda word: (-weights[word], spans[word].start))
    return tuple(
        Evidence(span=spans[word], weight=round(weights[word], 4)) for word in ranked[:limit]
    )


def _span(cleaned: CleanText, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=cleaned.original[start:end])
