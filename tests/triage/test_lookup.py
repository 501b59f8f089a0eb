"""The hash table finds what it was given and nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from triage.lookup import Lookup

CODES = st.lists(st.integers(0, 2**64 - 1), max_size=60)


@given(CODES, CODES)
def test_known_codes_have_their_place_and_others_none(known: list[int], asked: list[int]) -> None:
    lookup = Lookup.of(np.unique(np.asarray(known, np.uint64)))
    places = lookup.places(np.asarray(known + asked, np.uint64))
    for code, place in zip(known + asked, places.tolist(), strict=True):
        assert (place >= 0) == (code in known)
        assert place < 0 or int(lookup.codes[place]) == code


def test_codes_that_share_a_bucket_are_told_apart() -> None:
    # The inverse of the multiplier turns neighbours of one bucket back into codes.
    inverse = pow(0x9E3779B97F4A7C15, -1, 2**64)
    codes = np.unique(np.asarray([step * inverse % 2**64 for step in range(9)], np.uint64))
    lookup = Lookup.of(codes)
    assert np.diff(lookup.starts).max() == 9
    assert sorted(lookup.places(codes).tolist()) == list(range(9))
