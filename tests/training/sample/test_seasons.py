"""Positions become times, and new matters come in late."""

from collections import Counter
from datetime import date

import numpy as np

from training.sample.seasons import NEW_AFTER, Clockwork, base_weights, introductions, mixes
from training.sample.values import City

START, END = date(2024, 1, 1), date(2026, 10, 31)


def test_seconds_never_decrease_and_stay_in_the_period() -> None:
    clockwork = Clockwork(start=START, end=END)
    seconds = clockwork.seconds(np.linspace(0, 1, 10_001)[:-1])
    assert seconds[0] == 0
    assert np.all(np.diff(seconds) >= 0)
    assert seconds[-1] < clockwork.days * 86_400


def test_segments_begin_with_months_and_cover_all() -> None:
    clockwork = Clockwork(start=START, end=END)
    firsts = [segment.first for segment in clockwork.segments]
    assert firsts[0] == START
    assert {(first.year, first.month) for first in firsts} == {
        (year, month) for year in (2024, 2025, 2026) for month in range(1, 13)
    } - {(2026, 11), (2026, 12)}
    edge = (date(2024, 2, 1) - START).days * 86_400
    assert clockwork.segments_of(np.array([0, edge - 1, edge])).tolist() == [0, 0, 1]


def test_a_day_has_one_segment() -> None:
    assert len(Clockwork(start=START, end=START).segments) == 1


def test_new_matters_are_a_share_of_each_category_and_leave_none_empty(city: City) -> None:
    since = introductions(city.kernels)
    groups = Counter(kernel.category[:2] for kernel in city.kernels)
    late = Counter(
        kernel.category[:2] for kernel, first in zip(city.kernels, since, strict=True) if first
    )
    assert all(0.12 <= late[group] / groups[group] <= 0.18 for group in groups)
    assert set(since[since > 0]) <= {0.8, 0.84, 0.88, 0.92, 0.96}
    early = {k.category for k, first in zip(city.kernels, since, strict=True) if first == 0}
    assert early == {kernel.category for kernel in city.kernels}


def test_mixes_end_with_one_and_hold_everything_at_last(city: City) -> None:
    segments = Clockwork(start=START, end=END).segments
    found = mixes(city, segments=segments)
    for segment, mix in zip(segments, found, strict=True):
        assert mix[-1] == 1.0
        new = np.count_nonzero(np.diff(mix, prepend=0) > 0) - len(city.kernels)
        assert (new < 0) == (segment.progress < NEW_AFTER + 0.16)


def test_weights_follow_the_shares(city: City) -> None:
    weights = base_weights(city)
    shares = {share.unit: share.share for share in city.shares}
    for unit in ("CGJ", "GSJT", "STREET"):
        total = sum(
            float(weight)
            for weight, kernel in zip(weights, city.kernels, strict=True)
            if kernel.unit == unit
        )
        assert abs(total - shares[unit]) < 1e-9
