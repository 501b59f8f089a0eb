"""What was written by hand is enough, complete and not the same thing twice."""

import re
from collections import Counter

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from models.enums import Kind, Urgency
from training.sample.known import MARKER
from training.sample.values import City
from training.sample.wording import load_wording
from triage.knowledge import DISTRICT, STREET


def test_enough_of_everything(city: City) -> None:
    levels = Counter(category.level for category in city.categories)
    assert levels[1] == 20
    assert 118 <= levels[2] <= 145
    assert 385 <= levels[3] <= 430
    assert len(city.kernels) >= 1_500
    assert len(city.duties) >= 600


def test_every_leaf_has_a_duty_and_three_kernels(city: City) -> None:
    leaves = {category.code for category in city.categories if category.level == 3}
    assert {duty.category for duty in city.duties} == leaves
    kernels = Counter(kernel.category for kernel in city.kernels)
    assert {leaf for leaf in leaves if kernels[leaf] < 3} == set()


def test_names_do_not_repeat(city: City) -> None:
    duties = Counter((duty.name, duty.area) for duty in city.duties)
    assert [name for name, count in duties.items() if count > 1] == []


def test_basis_is_quoted_as_a_title(city: City) -> None:
    assert [duty.code for duty in city.duties if not re.match(r"《[^《》]+", duty.basis)] == []


def test_no_duty_is_named_twice_with_another_owner(city: City) -> None:
    owners: dict[tuple[str, str | None], set[str]] = {}
    for duty in city.duties:
        owners.setdefault((duty.name, duty.area), set()).add(duty.lead)
    assert [name for name, leads in owners.items() if len(leads) > 1] == []


def test_every_owner_has_a_share_of_the_calls(city: City) -> None:
    shares = {share.unit for share in city.shares}
    assert {kernel.unit for kernel in city.kernels} - shares - {
        unit.code for unit in city.units if unit.kind in ("district", "zone", "street")
    } == set()
    assert {DISTRICT, STREET} <= shares


def test_kernels_vary_in_kind_length_and_urgency(city: City) -> None:
    kinds = Counter(kernel.kind for kernel in city.kernels)
    assert set(kinds) == set(Kind) - {Kind.OTHER}
    lengths = np.array([len(kernel.text) for kernel in city.kernels])
    assert 0.08 <= np.mean(lengths < 25) <= 0.3
    assert np.mean(lengths > 90) >= 0.2
    urgent = sum(kernel.urgency is Urgency.EMERGENCY for kernel in city.kernels)
    assert 0 < urgent <= 0.03 * len(city.kernels)
    assert 0.4 <= np.mean(["{" in kernel.text for kernel in city.kernels]) <= 0.9


def test_no_two_kernels_are_nearly_the_same(city: City) -> None:
    texts = [MARKER.sub("", kernel.text) for kernel in city.kernels]
    vectoriser = CountVectorizer(analyzer="char", ngram_range=(3, 3), binary=True, dtype=np.float32)
    shingles = vectoriser.fit_transform(texts)
    sizes = np.asarray(shingles.sum(axis=1)).ravel()
    shared = (shingles @ shingles.T).tocoo()
    upper = shared.row < shared.col
    rows, columns, both = shared.row[upper], shared.col[upper], shared.data[upper]
    alike = both / (sizes[rows] + sizes[columns] - both) > 0.5
    pairs = [(texts[a], texts[b]) for a, b in zip(rows[alike], columns[alike], strict=True)]
    assert pairs == []


def test_enough_ways_to_say_it() -> None:
    wording = load_wording()
    assert sum(bool(others) for _, others in wording.synonyms) >= 150
    words = [word for word, _ in wording.synonyms]
    assert len(set(words)) == len(words)
    assert all(word not in others for word, others in wording.synonyms)
    tables = (wording.openings.table, wording.closings.table)
    phrases = {text for table in tables for kinds in table for texts in kinds for text in texts}
    assert len(phrases) >= 60
