"""Past tickets alike: cosines of word features, found through the words they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np

from triage.arrays import Floats, Integers, Sparse
from triage.pipeline import Classifier
from triage.prediction import SimilarTicket
from triage.text import clean, mask

EXCERPT_LENGTH = 60
_EXCERPT_SOURCE = 400
# Below this cosine two tickets share a turn of phrase, not a matter.
_FLOOR = 0.2


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

    `units` and `excerpts` (masked) run beside `references`, and so do `areas` (empty: not known)
    and `days` (ordinals, 0: not known) where they were given. A query reads only the postings of
    its own words, so it stays cheap at any number of tickets, and no threads are woken for it.
    """

    postings: Sparse
    references: tuple[str, ...]
    units: tuple[str, ...]
    excerpts: tuple[str, ...]
    areas: tuple[str, ...] = ()
    days: tuple[int, ...] = ()

    def nearest(
        self, words: Sparse, *, limit: int, window: Window | None = None
    ) -> list[tuple[SimilarTicket, ...]]:
        """For each row of word features the most similar past tickets in the window, best first."""
        alike = words @ self.postings
        return [
            self._best(alike.indices[start:end], alike.data[start:end], limit=limit, window=window)
            for start, end in zip(alike.indptr[:-1], alike.indptr[1:], strict=True)
        ]

    def _best(
        self, places: Integers, cosines: Floats, *, limit: int, window: Window | None
    ) -> tuple[SimilarTicket, ...]:
        close = cosines >= _FLOOR
        places, cosines = places[close], cosines[close]
        # Ties go to the earlier ticket, whatever the order the product came in.
        ranked = np.lexsort((places, -cosines))
        best = zip(places[ranked].tolist(), cosines[ranked].tolist(), strict=True)
        inside = (pair for pair in best if window is None or self._inside(pair[0], window))
        return tuple(
            SimilarTicket(
                reference=self.references[place],
                unit=self.units[place],
                similarity=round(float(cosine), 4),
                excerpt=self.excerpts[place],
            )
            for place, cosine in islice(inside, max(limit, 0))
        )

    def _inside(self, place: int, window: Window) -> bool:
        day = self.days[place] if self.days else 0
        area = self.areas[place] if self.areas else ""
        recent = window.since is None or not day or day >= window.since.toordinal()
        return recent and (window.areas is None or not area or area in window.areas)


def build_similar(
    classifier: Classifier,
    *,
    references: Sequence[str],
    texts: Sequence[str],
    units: Sequence[str],
    areas: Sequence[str | None] = (),
    received: Sequence[date | None] = (),
) -> SimilarIndex:
    """Index past tickets for a classifier; all run side by side, the last two if given."""
    words = classifier.featuriser.word_rows([clean(text).text for text in texts])
    return SimilarIndex(
        postings=words.T.tocsr(),
        references=tuple(references),
        units=tuple(units),
        excerpts=tuple(excerpt(text) for text in texts),
        areas=tuple(area or "" for area in areas),
        days=tuple(0 if day is None else day.toordinal() for day in received),
    )


def excerpt(text: str) -> str:
    """The first sixty characters of a text, cleaned and masked, on one line."""
    line = mask(clean(text[:_EXCERPT_SOURCE]).text).replace("\n", " ")
    return line if len(line) <= EXCERPT_LENGTH else line[: EXCERPT_LENGTH - 1] + "…"
