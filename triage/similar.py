"""Past tickets alike: cosines of word features, found through the words they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from triage.arrays import Booleans, Floats, Integers, Sparse
from triage.columns import TextColumn
from triage.documents import Documents
from triage.pipeline import Classifier
from triage.prediction import SimilarTicket
from triage.text import clean, mask
from triage.weighing import Weighed

EXCERPT_LENGTH = 60
_EXCERPT_SOURCE = 400
# Below this cosine two tickets share a turn of phrase, not a matter. Of real messages of another
# province four in five from here on are of one department, one in two between 0.3 and 0.4; of a
# city's own tickets nine in ten are of one unit from here on, one in six below.
_FLOOR = 0.45
_NOWHERE = -1


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Only tickets received from `since` on and, where `areas` is given, in one of these areas.

    A ticket whose day or area is not known is kept.
    """

    since: date | None = None
    areas: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class SimilarIndex:
    """Past tickets by the words they hold: `postings` (words, tickets), unit columns.

    `units` and `excerpts` (masked) run beside `references`, and so do `areas` (numbers of
    `area_names`, -1: not known) and `days` (ordinals, 0: not known) where they were given. A query
    reads only the postings of its own words, so it stays cheap at any number of tickets, and no
    threads are woken for it.
    """

    postings: Sparse
    references: Sequence[str]
    units: Sequence[str]
    excerpts: Sequence[str]
    area_names: tuple[str, ...] = ()
    areas: Integers | None = None
    days: Integers | None = None

    def nearest(
        self, words: Sparse | Weighed, *, limit: int, window: Window | None = None
    ) -> list[tuple[SimilarTicket, ...]]:
        """For each row of word features the most similar past tickets in the window, best first."""
        alike = (words.rows() if isinstance(words, Weighed) else words) @ self.postings
        return [
            self._best(alike.indices[start:end], alike.data[start:end], limit=limit, window=window)
            for start, end in zip(alike.indptr[:-1], alike.indptr[1:], strict=True)
        ]

    def _best(
        self, places: Integers, cosines: Floats, *, limit: int, window: Window | None
    ) -> tuple[SimilarTicket, ...]:
        close = cosines >= _FLOOR
        if window is not None:
            close &= self._inside(places, window)
        places, cosines = places[close], cosines[close]
        if limit < len(places):
            # The last that can be shown and whatever equals it.
            close = cosines >= np.partition(cosines, -max(limit, 1))[-max(limit, 1)]
            places, cosines = places[close], cosines[close]
        # Ties go to the earlier ticket, whatever the order the product came in.
        ranked = np.lexsort((places, -cosines))[: max(limit, 0)]
        return tuple(
            SimilarTicket(
                reference=self.references[place],
                unit=self.units[place],
                similarity=round(cosine, 4),
                excerpt=self.excerpts[place],
            )
            for place, cosine in zip(places[ranked].tolist(), cosines[ranked].tolist(), strict=True)
        )

    def _inside(self, places: Integers, window: Window) -> Booleans:
        """Which of some tickets lie in the window."""
        inside = np.ones(len(places), np.bool_)
        if window.since is not None and self.days is not None:
            days = self.days[places]
            inside &= (days == 0) | (days >= window.since.toordinal())
        if window.areas is not None and self.areas is not None:
            wanted = [n for n, name in enumerate(self.area_names) if name in window.areas]
            inside &= np.isin(self.areas[places], [_NOWHERE, *wanted])
        return inside


def build_similar(
    classifier: Classifier,
    *,
    references: Sequence[str],
    texts: Sequence[str],
    units: Sequence[str],
    areas: Sequence[str | None] = (),
    received: Sequence[date | None] = (),
    documents: Documents | None = None,
) -> SimilarIndex:
    """Index past tickets for a classifier; all run side by side, the last two if given.

    `documents` are the same texts cut already, where somebody has them.
    """
    if documents is None:
        words = classifier.featuriser.word_rows([clean(text).text for text in texts])
    else:
        words = classifier.featuriser.word_rows_of(documents)
    numbers = {name: number for number, name in enumerate(sorted({one for one in areas if one}))}
    places = np.asarray([numbers.get(one or "", _NOWHERE) for one in areas], np.int32)
    days = np.asarray([0 if day is None else day.toordinal() for day in received], np.int32)
    return SimilarIndex(
        postings=words.T.tocsr(),
        references=TextColumn.of(references),
        units=TextColumn.of(units),
        excerpts=TextColumn.of(map(excerpt, texts)),
        area_names=tuple(numbers),
        areas=places if len(places) else None,
        days=days if len(days) else None,
    )


def excerpt(text: str) -> str:
    """The first sixty characters of a text, cleaned and masked, on one line."""
    line = mask(clean(text[:_EXCERPT_SOURCE]).text).replace("\n", " ")
    return line if len(line) <= EXCERPT_LENGTH else line[: EXCERPT_LENGTH - 1] + "…"
