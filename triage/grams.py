"""TF-IDF over n-grams of words and of characters, counted with array operations."""

from collections import Counter
from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from triage.arrays import Codes, Floats, Integers, Sparse
from triage.vocabulary import STOP_WORDS

_CHUNK = 4_096
_TITLE_LIMIT = 60


def title_length(text: str) -> int:
    """The length of the first line where it is a title: short, and followed by more."""
    end = text.find("\n", 0, _TITLE_LIMIT)
    return max(end, 0)


class Grams(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts coded grams, keeps the frequent ones, weighs them: sub-linear TF, IDF, unit rows.

    A document is what `_codes` turns into 64-bit codes and weights; `features_` are the kept
    codes in order, `idf_` their weights.
    """

    def __init__(self, *, limit: int, minimum_rows: int, title_weight: float) -> None:
        self.limit = limit
        self.minimum_rows = minimum_rows
        self.title_weight = title_weight

    def _codes(self, document: object) -> tuple[Codes, Floats]:
        raise NotImplementedError

    def _learn(self, documents: Sequence[object]) -> None:
        """Hook: what must be known before codes can be made."""

    def fit(self, documents: Sequence[object], y: object = None) -> Self:
        """Learn the grams that stand in enough documents, the most frequent up to the limit."""
        self._learn(documents)
        codes, rows = np.empty(0, np.uint64), np.empty(0, np.int64)
        for start in range(0, len(documents), _CHUNK):
            found = [np.unique(self._codes(one)[0]) for one in documents[start : start + _CHUNK]]
            chunk = np.concatenate(found) if found else codes[:0]
            codes, rows = _merged(codes, rows, *np.unique(chunk, return_counts=True))
        kept = rows >= min(self.minimum_rows, max(len(documents) // 4, 1))
        codes, rows = codes[kept], rows[kept]
        if len(codes) > self.limit:
            best = np.sort(np.argsort(-rows, kind="stable")[: self.limit])
            codes, rows = codes[best], rows[best]
        self.features_: Codes = codes
        self.idf_: Floats = (np.log((1 + len(documents)) / (1 + rows)) + 1).astype(np.float32)
        return self

    def transform(self, documents: Sequence[object]) -> Sparse:
        """Weighted rows of length one, shape (documents, features)."""
        return self.rows(documents)

    def rows(self, documents: Sequence[object]) -> Sparse:
        """The same without scikit-learn's wrapping, which costs more than a short text."""
        indices: list[Integers] = []
        weights: list[Floats] = []
        ends = [0]
        for document in documents:
            places, values = self._row(*self._codes(document))
            indices.append(places)
            weights.append(values)
            ends.append(ends[-1] + len(places))
        shape = (len(documents), len(self.features_))
        if not indices:
            return sp.csr_array(shape, dtype=np.float32)
        data = (np.concatenate(weights), np.concatenate(indices), np.asarray(ends, np.int32))
        return sp.csr_array(data, shape=shape)

    def _places(self, codes: Codes) -> tuple[Integers, npt.NDArray[np.bool_]]:
        """Where each code would stand among the features, and whether it is there."""
        places = np.searchsorted(self.features_, codes)
        places[places == len(self.features_)] = 0
        return places, self.features_[places] == codes

    def _row(self, codes: Codes, weights: Floats) -> tuple[Integers, Floats]:
        """One document's feature numbers, rising, and their values."""
        if not len(codes) or not len(self.features_):
            return np.empty(0, np.int32), np.empty(0, np.float32)
        places, known = self._places(codes)
        unique, where = np.unique(places[known], return_inverse=True)
        counts = np.bincount(where, weights=weights[known], minlength=len(unique))
        values = ((1 + np.log(counts)) * self.idf_[unique]).astype(np.float32)
        length = float(np.sqrt(values @ values))
        return unique.astype(np.int32), values / length if length else values


def _merged(
    codes: Codes, rows: Integers, more: Codes, more_rows: Integers
) -> tuple[Codes, Integers]:
    """Add two tallies, each with rising codes."""
    if not len(codes):
        return more, more_rows
    every, where = np.unique(np.concatenate([codes, more]), return_inverse=True)
    total = np.bincount(where, weights=np.concatenate([rows, more_rows]), minlength=len(every))
    return every, total.astype(np.int64)


class CharacterGrams(Grams):
    """Runs of one to four characters; four 16-bit code points fit one code exactly."""

    def __init__(
        self, *, limit: int, minimum_rows: int, title_weight: float, shortest: int, longest: int
    ) -> None:
        super().__init__(limit=limit, minimum_rows=minimum_rows, title_weight=title_weight)
        self.shortest = shortest
        self.longest = longest

    def _codes(self, document: object) -> tuple[Codes, Floats]:
        """A document is a masked text."""
        text = str(document)
        points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
        points = np.minimum(points, np.uint64(0xFFFF))
        weights = np.ones(len(points), np.float32)
        weights[: title_length(text)] = self.title_weight
        solid = points > np.uint64(0x20)
        points, weights = points[solid], weights[solid]
        codes = [points] if self.shortest == 1 else []
        rolling = points
        for size in range(2, min(self.longest, len(points)) + 1):
            rolling = (rolling[:-1] << np.uint64(16)) | points[size - 1 :]
            if size >= self.shortest:
                codes.append(rolling)
        if not codes:
            return points[:0], weights[:0]
        return np.concatenate(codes), np.concatenate([weights[: len(part)] for part in codes])


class WordGrams(Grams):
    """Words and pairs of neighbours; a pair is known only where both its words are."""

    def _learn(self, documents: Sequence[object]) -> None:
        tally: Counter[str] = Counter()
        for document in documents:
            tally.update(set(document))  # type: ignore[call-overload]
        enough = min(self.minimum_rows, max(len(documents) // 4, 1))
        known = sorted(word for word, rows in tally.items() if rows >= enough and telling(word))
        self.vocabulary_: dict[str, int] = {word: number for number, word in enumerate(known)}

    def numbers(self, words: Sequence[str]) -> Integers:
        """The number of each word, -1 for words without one."""
        find = self.vocabulary_.get
        return np.fromiter((find(word, -1) for word in words), np.int64, len(words))

    def known_share(self, words: Sequence[str]) -> float:
        """The share of the telling words that have a number; 0 where no word tells anything."""
        hits = sum(word in self.vocabulary_ for word in words)
        return hits / max(hits + sum(map(self._strange, words)), 1)

    def _strange(self, word: str) -> bool:
        return word not in self.vocabulary_ and telling(word)

    def _codes(self, document: object) -> tuple[Codes, Floats]:
        """A document is the list of its words; a line break ends the title."""
        words: Sequence[str] = document  # type: ignore[assignment]
        weights = np.ones(len(words), np.float32)
        if "\n" in words[:_TITLE_LIMIT]:
            weights[: words.index("\n")] = self.title_weight
        numbers = self.numbers(words)
        known = numbers >= 0
        singles, weights = numbers[known], weights[known]
        pairs = len(self.vocabulary_) * (singles[:-1] + 1) + singles[1:]
        codes = np.concatenate([singles, pairs]).astype(np.uint64)
        return codes, np.concatenate([weights, weights[: len(pairs)]])

    def parts(self, words: Sequence[str], weights: Floats, columns: Sequence[int]) -> Floats:
        """What each word adds to some scores with weights (features, all), shape (words, columns).

        A pair of neighbours counts half for each of the two.
        """
        added = np.zeros((len(words), len(columns)), np.float32)
        codes, own = self._codes(words)
        unique, values = self._row(codes, own)
        if not len(unique):
            return added
        spots, known = self._places(codes)
        column = np.minimum(np.searchsorted(unique, spots), len(unique) - 1)
        total = np.bincount(column[known], weights=own[known], minlength=len(unique))
        gain = (
            weights[unique[:, None], np.asarray(columns)]
            * (values / np.maximum(total, 1e-9))[:, None]
        )
        each = np.where(known[:, None], gain[column] * own[:, None], 0.0).astype(np.float32)
        places = np.flatnonzero(self.numbers(words) >= 0)
        singles, pairs = each[: len(places)], each[len(places) :] / 2
        added[places] += singles
        added[places[:-1]] += pairs
        added[places[1:]] += pairs
        return added


def telling(word: str) -> bool:
    """Whether a word may enter a vocabulary: no glue, no punctuation, no long number."""
    if word in STOP_WORDS:
        return False
    if any("\u4e00" <= char <= "\u9fff" for char in word):
        return True
    return len(word) <= 20 and word.isalnum() and sum(map(str.isdigit, word)) < 5
