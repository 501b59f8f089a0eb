"""TF-IDF over n-grams of words and of characters, a batch of texts at a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from triage.arrays import Codes, Floats, Integers, Sparse
from triage.lookup import Lookup
from triage.vocabulary import STOP_WORDS

_CHUNK = 2_048
# Beyond this many rows the grams worth keeping are known; reading on only costs memory.
ROWS_READ = 50_000
# The cache of word forms stays small whatever people write.
_FORMS_KEPT, _FORM_LENGTH = 300_000, 12


class Coded(NamedTuple):
    """The grams of a batch as 64-bit codes, each with the number of its document, rising."""

    codes: Codes
    owners: Integers


class Weighed(NamedTuple):
    """Sparse rows as bare arrays: values and columns (rising within a row), entries a row."""

    values: Floats
    columns: Integers
    sizes: Integers
    width: int

    def rows(self) -> Sparse:
        """The rows as scipy has them, shape (documents, features)."""
        ends = np.concatenate(([0], self.sizes.cumsum())).astype(np.int32)
        columns = self.columns.astype(np.int32)
        return sp.csr_array((self.values, columns, ends), shape=(len(self.sizes), self.width))


def joined(parts: Sequence[Weighed], *, width: int) -> Weighed:
    """Several batches below each other."""
    return Weighed(
        values=np.concatenate([np.empty(0, np.float32), *(one.values for one in parts)]),
        columns=np.concatenate([np.empty(0, np.int64), *(one.columns for one in parts)]),
        sizes=np.concatenate([np.empty(0, np.int64), *(one.sizes for one in parts)]),
        width=width,
    )


def beside(views: Sequence[Weighed]) -> Sparse:
    """The columns of several views of the same rows side by side."""
    sizes = np.sum([view.sizes for view in views], axis=0)
    total = int(sizes.sum())
    values, columns = np.empty(total, np.float32), np.empty(total, np.int64)
    place, edge = sizes.cumsum() - sizes, 0
    for view in views:
        # Each entry goes as far behind its row's place as it stands behind its row's start.
        shift = np.repeat(place - (view.sizes.cumsum() - view.sizes), view.sizes)
        there = shift + np.arange(len(view.values))
        values[there] = view.values
        columns[there] = view.columns + edge
        place, edge = place + view.sizes, edge + view.width
    return Weighed(values=values, columns=columns, sizes=sizes, width=edge).rows()


class Grams(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts coded grams, keeps the frequent ones, weighs them: sub-linear TF, IDF, unit rows.

    `_coded` turns documents into codes; `lookup_` numbers the kept codes, `idf_` weighs them.
    """

    def __init__(self, *, limit: int, minimum_rows: int) -> None:
        self.limit = limit
        self.minimum_rows = minimum_rows

    def _coded(self, documents: Sequence[Sequence[str]]) -> Coded:
        raise NotImplementedError

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
        parts = [self._weighed(part, width=width) for part in chunks(documents)]
        if len(parts) == 1:
            return parts[0]
        return joined(parts, width=width)

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


class CharacterGrams(Grams):
    """Runs of one to four characters; four 16-bit code points fit one code exactly."""

    def __init__(self, *, limit: int, minimum_rows: int, shortest: int, longest: int) -> None:
        super().__init__(limit=limit, minimum_rows=minimum_rows)
        self.shortest = shortest
        self.longest = longest

    def _coded(self, documents: Sequence[Sequence[str]]) -> Coded:
        """A document is a string without spaces."""
        text = "".join(map(str, documents))
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        points = np.minimum(points, 0xFFFF).astype(np.uint64)
        owners = _owners(documents)
        found = [(points, owners)] if self.shortest == 1 else []
        rolling = points
        for size in range(2, self.longest + 1):
            rolling = (rolling[:-1] << np.uint64(16)) | points[size - 1 :]
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
        find = self.vocabulary_.get
        return np.fromiter((find(word, -1) for word in words), np.int64, len(words))

    def known_shares(self, documents: Sequence[Sequence[str]]) -> Floats:
        """For each document the share of its words that have a number; 0 for an empty one."""
        known = self.vocabulary_.keys()
        shares = [sum(word in known for word in one) / max(len(one), 1) for one in documents]
        return np.asarray(shares, np.float32)

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

    def parts(self, words: Sequence[str], weights: Floats, columns: Sequence[int]) -> Floats:
        """What each telling word adds to some scores with weights (features, all).

        Shape (words, columns); a pair of neighbours counts half for each of the two.
        """
        added = np.zeros((len(words), len(columns)), np.float32)
        places = self.lookup_.places(self._coded([words]).codes)
        row = self.weighed([words])
        if not len(row.columns):
            return added
        known = places >= 0
        spots = np.minimum(np.searchsorted(row.columns, places), len(row.columns) - 1)
        total = np.bincount(spots[known], minlength=len(row.columns))
        each = (row.values / np.maximum(total, 1))[:, None]
        gain = weights[row.columns[:, None], np.asarray(columns)] * each
        shown = np.where(known[:, None], gain[spots], 0.0).astype(np.float32)
        at = np.flatnonzero(self.numbers(words) >= 0)
        singles, pairs = shown[: len(at)], shown[len(at) :] / 2
        added[at] += singles
        added[at[:-1]] += pairs
        added[at[1:]] += pairs
        return added


def telling(word: str) -> bool:
    """Whether a word may enter a vocabulary: no glue, no punctuation, no long number."""
    return bool(_FORMS[word])


def forms(words: Iterable[str]) -> list[str]:
    """The telling ones of some words, in lower case."""
    return list(filter(None, map(_FORMS.__getitem__, words)))


class _Forms(dict[str, str]):
    """Words once seen and their lower-case form, empty where a word tells nothing."""

    def __missing__(self, word: str) -> str:
        form = word.lower()
        form = form if _tells(form) else ""
        if len(self) < _FORMS_KEPT and len(word) < _FORM_LENGTH:
            self[word] = form
        return form


def _tells(word: str) -> bool:
    if word in STOP_WORDS:
        return False
    if any("\u4e00" <= char <= "\u9fff" for char in word):
        return True
    return len(word) <= 20 and word.isalnum() and sum(map(str.isdigit, word)) < 5


_FORMS = _Forms()
