"""Tickets that speak of one thing, put together (热点聚合): pure, over words, matter and place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import HDBSCAN, MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

#: Up to so many tickets groups are found by density; beyond, where that takes a minute, by means.
DENSE = 5_000
#: Fewer tickets than this are no topic.
SMALLEST = 5
_DIMENSIONS, _DIRECTIONS, _SEED = 32, 16, 7
# How much matter and place weigh beside the words (1).
_MATTER, _PLACE = 1.0, 0.5
#: So many words name a topic, each said in so large a share of its tickets,
#: and so many times as often as elsewhere.
_WORDS, _SHARED, _LIFT = 3, 0.3, 4
#: From this share of a group on its matter is the group's own.
_MOST = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One ticket as it is grouped: its number, its words, its matter and place if known."""

    number: str
    words: tuple[str, ...]
    matter: str = ""
    place: str = ""
    district: str = ""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One group: its strongest words, what most of it is about, and its commonest street.

    `placed` tickets of it come from there.
    """

    words: tuple[str, ...]
    matter: str
    place: str
    placed: int
    numbers: tuple[str, ...]


def topics(said: Sequence[Said], *, most: int) -> tuple[Topic, ...]:
    """Return the largest groups, at most `most`; fewer than `SMALLEST` tickets have none."""
    if len(said) < SMALLEST:
        return ()
    vectoriser = TfidfVectorizer(
        analyzer=lambda one: one.words, sublinear_tf=True, min_df=2, max_df=0.6
    )
    try:
        weights = vectoriser.fit_transform(said)
    except ValueError:  # no word stands in two tickets and not in most of them
        return ()
    names = vectoriser.get_feature_names_out()
    holds = (weights > 0).astype(np.float64)
    whole = np.asarray(holds.sum(axis=0)).ravel()
    labels = _labels(_places(weights, said))
    found = []
    for label in sorted({int(one) for one in labels} - {-1}):
        members = np.flatnonzero(labels == label)
        if len(members) >= SMALLEST:
            here = np.asarray(holds[members].sum(axis=0)).ravel()
            elsewhere = (whole - here) / max(1, len(said) - len(members))
            words = _strongest(here / len(members), elsewhere, names)
            topic = _topic([said[int(at)] for at in members], words)
            # A group whose tickets are about this and that has a manner of speaking in common.
            found += [topic] if topic.matter or not any(one.matter for one in said) else []
    found.sort(key=lambda one: (-len(one.numbers), one.numbers))
    return tuple(found[:most])


def _places(weights: csr_matrix, said: Sequence[Said]) -> np.ndarray:
    """Each ticket as a point: what its words mean, its matter, its street and district."""
    size = min(_DIMENSIONS, min(weights.shape) - 1)
    meant = (
        TruncatedSVD(size, random_state=_SEED).fit_transform(weights)
        if size >= 2
        else np.asarray(weights.todense())
    )
    points = [normalize(meant)]
    for key, weight in (("matter", _MATTER), ("place", _PLACE), ("district", _PLACE / 2)):
        values = [getattr(one, key) for one in said]
        points.append(weight * _directions(values))
    return np.hstack(points)


def _directions(values: Sequence[str]) -> np.ndarray:
    """A direction a value, nearly at right angles to the others; what is unknown has none."""
    known = sorted({*values} - {""})
    chance = np.random.default_rng(_SEED)
    directions = normalize(chance.normal(size=(len(known) + 1, _DIRECTIONS)))
    drawn = {"": np.zeros(_DIRECTIONS), **dict(zip(known, directions, strict=False))}
    return np.array([drawn[value] for value in values])


def _labels(points: np.ndarray) -> np.ndarray:
    """The number of each ticket's group; -1 for those that stand alone."""
    if len(points) <= DENSE:
        size = max(SMALLEST, len(points) // 400)
        found: np.ndarray = HDBSCAN(
            min_cluster_size=size, min_samples=3, cluster_selection_method="leaf", copy=True
        ).fit_predict(points)
        if found.max() >= 0:
            return found
        # Where there is one group alone, it is found only by looking for one.
        single: np.ndarray = HDBSCAN(
            min_cluster_size=size, min_samples=3, allow_single_cluster=True, copy=True
        ).fit_predict(points)
        return single
    means = MiniBatchKMeans(len(points) // 60, random_state=_SEED, n_init=1)
    near: np.ndarray = means.fit_predict(points)
    return near


def _strongest(share: np.ndarray, elsewhere: np.ndarray, names: np.ndarray) -> tuple[str, ...]:
    """The words that many tickets of a group say and few others."""
    telling = share * np.log((share + 1e-3) / (elsewhere + 1e-3))
    order = np.argsort(-telling)[:_WORDS]
    return tuple(str(names[at]) for at in order if share[at] >= max(_SHARED, _LIFT * elsewhere[at]))


def _topic(members: Sequence[Said], words: tuple[str, ...]) -> Topic:
    places = Counter(one.place for one in members if one.place)
    place, placed = max(places.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    return Topic(
        words=words,
        matter=_matter([one.matter for one in members]),
        place=place,
        placed=placed,
        numbers=tuple(sorted(one.number for one in members)),
    )


def _matter(codes: Sequence[str]) -> str:
    """The narrowest code of the catalogue (2+2+2 digits) that covers at least half."""
    for length in (6, 4, 2):
        code, count = Counter(one[:length] for one in codes).most_common(1)[0]
        if code and count >= _MOST * len(codes):
            return code
    return ""
