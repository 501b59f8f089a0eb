"""Past tickets alike: cosines of word features, found through the words they share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from triage.arrays import Floats, Integers, Sparse
from triage.pipeline import Classifier
from triage.prediction import SimilarTicket
from triage.text import clean, mask

EXCERPT_LENGTH = 60
_EXCERPT_SOURCE = 400
# Below this cosine two tickets share a turn of phrase, not a matter.
_FLOOR = 0.2


@dataclass(frozen=True, kw_only=True)
class SimilarIndex:
    """Past tickets by the words they hold: `postings` (words, tickets), unit columns.

    `units` and `excerpts` (masked) run beside `references`. A query reads only the postings of its
    own words, so it stays cheap at any number of tickets, and no threads are woken for it.
    """

    postings: Sparse
    references: tuple[str, ...]
    units: tuple[str, ...]
    excerpts: tuple[str, ...]

    def nearest(self, words: Sparse, *, limit: int) -> list[tuple[SimilarTicket, ...]]:
        """For each row of word features the most similar past tickets, best first."""
        alike = words @ self.postings
        return [
            self._best(alike.indices[start:end], alike.data[start:end], limit=limit)
            for start, end in zip(alike.indptr[:-1], alike.indptr[1:], strict=True)
        ]

    def _best(self, places: Integers, cosines: Floats, *, limit: int) -> tuple[SimilarTicket, ...]:
        close = cosines >= _FLOOR
        places, cosines = places[close], cosines[close]
        # Ties go to the earlier ticket, whatever the order the product came in.
        ranked = np.lexsort((places, -cosines))[: max(limit, 0)]
        return tuple(
            SimilarTicket(
                reference=self.references[place],
                unit=self.units[place],
                similarity=round(float(cosine), 4),
                excerpt=self.excerpts[place],
            )
            for place, cosine in zip(places[ranked].tolist(), cosines[ranked].tolist(), strict=True)
        )


def build_similar(
    classifier: Classifier,
    *,
    references: Sequence[str],
    texts: Sequence[str],
    units: Sequence[str],
) -> SimilarIndex:
    """Index past tickets for a classifier; the three sequences run side by side."""
    words = classifier.featuriser.word_rows([clean(text).text for text in texts])
    return SimilarIndex(
        postings=words.T.tocsr(),
        references=tuple(references),
        units=tuple(units),
        excerpts=tuple(excerpt(text) for text in texts),
    )


def excerpt(text: str) -> str:
    """The first sixty characters of a text, cleaned and masked, on one line."""
    line = mask(clean(text[:_EXCERPT_SOURCE]).text).replace("\n", " ")
    return line if len(line) <= EXCERPT_LENGTH else line[: EXCERPT_LENGTH - 1] + "…"
