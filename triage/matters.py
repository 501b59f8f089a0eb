"""Several matters in one text (一单多诉): where one ends and the next begins; precision first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from triage.arrays import Booleans, Floats
from triage.pipeline import Classifier, Scores
from triage.prediction import Prediction, Span
from triage.text import CleanText

MAX_MATTERS = 5
_MAX_BORDERS = 24
# Shorter pieces are greetings, closings and asides, whatever they seem to be about.
_SHORTEST = 8
# How sure the two sides must be and how far apart; less is asked where the writer says "also",
# least where another matter is announced in so many words.
_ANNOUNCED = 0.2
_SAID = 0.5
_UNSAID = 0.9

_ALSO = (
    r"另外|此外|再就是|再一个|还有(?:[一个件就]|问题)|顺[便带](?:问|说|提|反映|再|咨询)?|其次|对了|最后再|再反映|"
    r"还[想要](?:反映|问|说|投诉|咨询)|同时还?(?:反映|想|要求)"
)
_NUMBERED = (
    r"第?[二三四五](?:[是、.]|(?:个|点|件)(?:问题|事))|[2-5](?:[、.．)）]|是(?=\D))"
    r"|[(（][2-5二三四五][)）]|[②③④⑤]"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_CUE = re.compile(rf"[\s，,。]*(?:再|另|我也?|也|还)?(?:{_ALSO}|另|{_NUMBERED})")
_ANNOUNCING = re.compile(
    rf"{_CUE.pattern}[^。！？!?；;]{{0,8}}[一另两二三四五][个件](?:事|问题|诉求)"
)
_INNER = re.compile(rf"(?<=[，,；;\s])(?:{_ALSO}|{_NUMBERED})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """One matter: its piece of the original text and the prediction for that piece alone.

    The spans inside the prediction count from the start of the piece.
    """

    span: Span
    prediction: Prediction


def matter_spans(classifier: Classifier, cleaned: CleanText) -> tuple[Span, ...]:
    """The pieces of the original that are one matter each; a single one is the whole text."""
    text = cleaned.text
    edges = [0, *sorted(_borders(classifier, text)), len(text)]
    if len(edges) == 2:
        return (Span(start=0, end=len(cleaned.original), text=cleaned.original),)
    places = [cleaned.span(start, end) for start, end in pairwise(edges)]
    return tuple(
        Span(start=place[0], end=place[1], text=cleaned.original[place[0] : place[1]])
        for place in places
        if place is not None
    )


def _borders(classifier: Classifier, text: str) -> set[int]:
    """Where to cut: the clearest border first, then again within each side of it."""
    found: set[int] = set()
    waiting = [(0, len(text))]
    while waiting and len(found) < MAX_MATTERS - 1:
        start, end = waiting.pop(0)
        border = _clearest(classifier, text[start:end])
        if border is not None:
            found.add(start + border)
            waiting += [(start, start + border), (start + border, end)]
    return found


def _clearest(classifier: Classifier, text: str) -> int | None:
    """The border whose sides are surest to be about different things, if any is sure enough."""
    borders = [at for at in _candidates(text) if _long_enough(text, at)]
    if not borders:
        return None
    sides = [side for at in borders for side in (text[:at], text[at:])]
    scores = classifier.probabilities(sides)
    asked = np.asarray([_asked(text, at) for at in borders])
    spare = _apart(scores, classifier.categories, said=asked < _UNSAID) - asked
    best = int(spare.argmax())
    return borders[best] if spare[best] > 0 else None


def _asked(text: str, at: int) -> float:
    if not _CUE.match(text, at):
        return _UNSAID
    return _ANNOUNCED if _ANNOUNCING.match(text, at) else _SAID


def _candidates(text: str) -> Sequence[int]:
    """Starts of sentences, and of clauses that say "also"; of too many those that say it."""
    borders = sorted(set(_starts(text)) - {0})
    if len(borders) > _MAX_BORDERS:
        borders = sorted(borders, key=lambda at: (not _CUE.match(text, at), at))[:_MAX_BORDERS]
    return borders


def _starts(text: str) -> Iterator[int]:
    for sentence in _SENTENCE.finditer(text):
        yield sentence.start()
    for cue in _INNER.finditer(text):
        yield cue.start()


def _long_enough(text: str, at: int) -> bool:
    return min(len(text[:at].strip()), len(text[at:].strip())) >= _SHORTEST


def _apart(scores: Scores, categories: Sequence[str], *, said: Booleans) -> Floats:
    """How sure it is for each border (rows come in pairs) that its sides are different matters.

    A catalogue of hundreds of categories knows little of a piece in words it has not met, while
    the unit is plain. Where the writer says "also", the units speak too, unless topics agree.
    """
    if scores.categories is None:
        sure, shared = _sure(scores.units)
        return np.asarray(sure * (1 - shared), np.float32)
    sure, shared = _sure(_topics(scores.categories, categories))
    unit_sure, unit_shared = _sure(scores.units)
    by_unit = np.where(said, unit_sure * (1 - unit_shared), 0)
    return np.asarray(np.maximum(sure, by_unit) * (1 - shared), np.float32)


def _sure(chances: Floats) -> tuple[Floats, Floats]:
    """For each pair of rows how sure the less sure one is, and how much the two have in common."""
    left, right = chances[0::2], chances[1::2]
    shared = np.sqrt(left * right).sum(axis=1)
    return np.minimum(left.max(axis=1), right.max(axis=1)), shared


def _topics(chances: Floats, categories: Sequence[str]) -> Floats:
    """The probabilities of categories summed over the top level of the catalogue."""
    codes = [label[:2] if label.isdigit() else label for label in categories]
    groups = sorted(set(codes))
    members = np.asarray([[code == group for group in groups] for code in codes], np.float32)
    return np.asarray(chances @ members, np.float32)
