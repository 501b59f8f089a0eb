"""TF-IDF over n-grams of words and of characters, a batch of texts at a time."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from itertools import chain, repeat
from typing import NamedTuple, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from triage.arrays import Codes, Floats, Integers, Sparse
from triage.lookup import Lookup
from triage.weighing import Weighed, joined

_CHUNK = 2_048
# Beyond this many rows the grams worth keeping are known; reading on only costs memory.
ROWS_READ = 50_000
_EDGE = np.ones(1, np.bool_)
_WIDTH = np.uint64(16)


class Coded(NamedTuple):
    """The grams of a batch as 64-bit codes, each with the number of its document, rising."""

    codes: Codes
    owners: Integers


class Reading(NamedTuple):
    """A document as a row, and which of its words stand behind which column.

    `at` are the places of the words that have a number; of those and their pairs, in this order,
    `known` are the ones with a column, the `spots`-th of the row.
    """

    row: Weighed
    words: int
    at: Integers
    known: Integers
    spots: Integers


class Grams(TransformerMixin, BaseEstimator, ABC):
    """Counts coded grams, keeps the frequent ones, weighs them: sub-linear TF, IDF, unit rows.

    `_coded` turns documents into codes; `lookup_` numbers the kept codes, `idf_` weighs them.
    """

    def __init__(self, *, limit: int, minimum_rows: int) -> None:
        self.limit = limit
        self.minimum_rows = minimum_rows

    @abstractmethod
    def _coded(self, documents: Sequence[Sequence[str]]) -> Coded:
        """The codes of a batch, each with its document."""

    @abstractmethod
    def _codes(self, document: Sequence[str]) -> Codes:
        """The codes of one document alone."""

    def _learn(self, documents: Sequence[Sequence[str]], *, enough: int) -> None:
        """Hook: what must be known before codes can be made."""

    def fit(self, documents: Sequence[Sequence[str]], y: object = None) -> Self:
        """Learn the grams that stand in enough documents, the most frequent up to the limit."""
        read = documents[:: -(-len(documents) // ROWS_READ)] if documents else documents
        enough = min(self.minimum_rows, max(len(read) // 4, 1))
        self._learn(read, enough=enough)
        codes, rows = _tally([self._distinct(part) for part in chunks(read)])
        kept = rows >= enough
        codes, rows = codes[kept], rows[kept]
        if len(codes) > self.limit:
            best = np.sort(np.argsort(-rows, kind="stable")[: self.limit])
            codes, rows = codes[best], rows[best]
        self.lookup_ = Lookup.of(codes)
        rows = rows[np.searchsorted(codes, self.lookup_.codes)]
        self.idf_: Floats = (np.log((1 + len(read)) / (1 + rows)) + 1).astype(np.float32)
        return self

    def _distinct(self, documents: Sequence[Sequence[str]]) -> Codes:
        """The codes of some documents, each once for each document that holds it."""
        coded = self._coded(documents)
        order = np.lexsort((coded.codes, coded.owners))
        codes, owners = coded.codes[order], coded.owners[order]
        fresh = np.append(True, (codes[1:] != codes[:-1]) | (owners[1:] != owners[:-1]))
        distinct: Codes = codes[fresh[: len(codes)]]
        return distinct

    def transform(self, documents: Sequence[Sequence[str]]) -> Sparse:
        """Weighted rows of length one, shape (documents, features)."""
        return self.rows(documents)

    def rows(self, documents: Sequence[Sequence[str]]) -> Sparse:
        """The same without scikit-learn's wrapping, which costs more than a short text."""
        return self.weighed(documents).rows()

    def weighed(self, documents: Sequence[Sequence[str]]) -> Weighed:
        """The same as bare arrays."""
        width = len(self.idf_)
        if len(documents) == 1:
            return self._alone(documents[0], width=width)
        parts = [self._weighed(part, width=width) for part in chunks(documents)]
        if len(parts) == 1:
            return parts[0]
        return joined(parts, width=width)

    def _alone(self, document: Sequence[str], *, width: int) -> Weighed:
        """One document: the same arithmetic without a thought of its neighbours."""
        places = self.lookup_.places(self._codes(document))
        return self._row(places[places >= 0], width=width)

    def _row(self, places: Integers, *, width: int) -> Weighed:
        """The row of a document from the numbers of its grams, which this sorts."""
        places.sort()
        edges = np.concatenate((_EDGE, places[1:] != places[:-1], _EDGE)).nonzero()[0]
        first = edges[:-1] if len(places) else places
        counts = edges[1 : len(first) + 1] - first
        columns = places[first]
        values = (1 + np.log(counts)) * self.idf_[columns]
        values /= np.sqrt(values @ values)
        return Weighed(values.astype(np.float32), columns, np.asarray((len(columns),)), width)

    def _weighed(self, documents: Sequence[Sequence[str]], *, width: int) -> Weighed:
        coded = self._coded(documents)
        places = self.lookup_.places(coded.codes)
        known = places >= 0
        # Half as wide keys sort twice as fast, wherever they fit.
        kind = np.int32 if len(documents) * width < np.iinfo(np.int32).max else np.int64
        keys = (coded.owners[known] * np.int64(max(width, 1)) + places[known]).astype(kind)
        keys.sort()
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
        counts = np.diff(first, append=len(keys))
        owners, columns = np.divmod(keys[first], max(width, 1))
        values = (1 + np.log(counts)) * self.idf_[columns]
        lengths = np.sqrt(np.bincount(owners, weights=values * values, minlength=len(documents)))
        return Weighed(
            values=(values / lengths[owners]).astype(np.float32),
            columns=columns,
            sizes=np.bincount(owners, minlength=len(documents)),
            width=width,
        )


def chunks(documents: Sequence[Sequence[str]]) -> list[Sequence[Sequence[str]]]:
    """The documents in batches of bounded size."""
    return [documents[start : start + _CHUNK] for start in range(0, len(documents), _CHUNK)]


def _tally(found: Sequence[Codes]) -> tuple[Codes, Integers]:
    """The distinct codes, rising, and how often each was found."""
    every = np.concatenate([np.empty(0, np.uint64), *found])
    codes, rows = np.unique(every, return_counts=True)
    return codes, rows.astype(np.int64)


def _owners(documents: Sequence[Sequence[str]]) -> Integers:
    """For each item of the flattened documents the number of its document."""
    lengths = np.fromiter(map(len, documents), np.int64, len(documents))
    return np.repeat(np.arange(len(documents), dtype=np.int64), lengths)


def _points(text: str) -> Codes:
    """The code points of a text, those beyond the basic plane as one."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes: Codes = np.minimum(points, 0xFFFF).astype(np.uint64)
    return codes


class CharacterGrams(Grams):
    """Runs of one to four characters; four 16-bit code points fit one code exactly."""

    def __init__(self, *, limit: int, minimum_rows: int, shortest: int, longest: int) -> None:
        super().__init__(limit=limit, minimum_rows=minimum_rows)
        self.shortest = shortest
        self.longest = longest

    def _codes(self, document: Sequence[str]) -> Codes:
        points = _points(str(document))
        found = [points] if self.shortest == 1 else []
        rolling = points
        for size in range(2, self.longest + 1):
            rolling = (rolling[:-1] << _WIDTH) | points[size - 1 :]
            if size >= self.shortest:
                found.append(rolling)
        return np.concatenate(found)

    def _coded(self, documents: Sequence[Sequence[str]]) -> Coded:
        """A document is a string without spaces."""
        points = _points("".join(map(str, documents)))
        owners = _owners(documents)
        found = [(points, owners)] if self.shortest == 1 else []
        rolling = points
        for size in range(2, self.longest + 1):
            rolling = (rolling[:-1] << _WIDTH) | points[size - 1 :]
            if size >= self.shortest:
                whole = owners[size - 1 :] == owners[: len(rolling)]
                found.append((rolling[whole], owners[: len(rolling)][whole]))
        codes = np.concatenate([one for one, _ in found])
        return Coded(codes, np.concatenate([one for _, one in found]))


class WordGrams(Grams):
    """Words and pairs of neighbours; a pair is known only where both its words are."""

    def _learn(self, documents: Sequence[Sequence[str]], *, enough: int) -> None:
        tally: Counter[str] = Counter()
        for document in documents:
            tally.update(set(document))
        known = sorted(word for word, rows in tally.items() if rows >= enough)
        self.vocabulary_: dict[str, int] = {word: number for number, word in enumerate(known)}

    def numbers(self, words: Sequence[str]) -> Integers:
        """The number of each word, -1 for words without one."""
        found = map(self.vocabulary_.get, words, repeat(-1))
        return np.fromiter(found, np.int64, len(words))

    def known_shares(self, documents: Sequence[Sequence[str]]) -> Floats:
        """For each document the share of its words that have a number; 0 for an empty one."""
        known = self.vocabulary_.__contains__
        shares = [sum(map(known, one)) / max(len(one), 1) for one in documents]
        return np.asarray(shares, np.float32)

    def _codes(self, document: Sequence[str]) -> Codes:
        numbers = self.numbers(document)
        return self._paired(numbers[numbers >= 0])

    def _paired(self, numbers: Integers) -> Codes:
        """The codes of neighbouring words: first each word, then each pair."""
        pairs = len(self.vocabulary_) * (numbers[:-1] + 1) + numbers[1:]
        return np.concatenate([numbers, pairs]).astype(np.uint64)

    def _coded(self, documents: Sequence[Sequence[str]]) -> Coded:
        """A document is the list of its telling words."""
        numbers = self.numbers(list(chain.from_iterable(documents)))
        owners = _owners(documents)
        known = numbers >= 0
        numbers, owners = numbers[known], owners[known]
        pairs = len(self.vocabulary_) * (numbers[:-1] + 1) + numbers[1:]
        whole = owners[:-1] == owners[1:]
        codes = np.concatenate([numbers, pairs[whole]]).astype(np.uint64)
        return Coded(codes, np.concatenate([owners, owners[:-1][whole]]))

    def read(self, words: Sequence[str]) -> Reading:
        """One document as a row, and how the row came about."""
        numbers = self.numbers(words)
        at = (numbers >= 0).nonzero()[0]
        places = self.lookup_.places(self._paired(numbers[at]))
        known = (places >= 0).nonzero()[0]
        places = places[known]
        row = self._row(places.copy(), width=len(self.idf_))
        spots = np.searchsorted(row.columns, places)
        return Reading(row=row, words=len(words), at=at, known=known, spots=spots)

    def parts(self, reading: Reading, weights: Floats, columns: Sequence[int]) -> Floats:
        """What each telling word adds to some scores with weights (features, all).

        Shape (words, columns); a pair of neighbours counts half for each of the two.
        """
        row, at = reading.row, reading.at
        added = np.zeros((reading.words, len(columns)), np.float32)
        if not len(row.columns):
            return added
        each = row.values / np.bincount(reading.spots)
        gain = weights[row.columns[:, None], np.asarray(columns)] * each.astype(np.float32)[:, None]
        shown = np.zeros((2 * len(at) - 1, len(columns)), np.float32)
        shown[reading.known] = gain[reading.spots]
        pairs = shown[len(at) :] / 2
        shown[: len(at) - 1] += pairs
        shown[1 : len(at)] += pairs
        added[at] = shown[: len(at)]
        return added
