"""For every share: its interval holds it, and more counts narrow it."""

from hypothesis import given
from hypothesis import strategies as st

from service.queries.figures.intervals import Share

SHARES = st.integers(1, 10_000).flatmap(
    lambda base: st.builds(lambda hits: Share(hits=hits, base=base), st.integers(0, base))
)


@given(SHARES)
def test_an_interval_holds_its_share_and_stays_between_nought_and_one(share: Share) -> None:
    found = share.interval
    assert 0 <= found.low <= share.value <= found.high <= 1


@given(SHARES, st.integers(2, 50))
def test_more_of_the_same_narrows_the_interval(share: Share, times: int) -> None:
    more = Share(hits=share.hits * times, base=share.base * times)
    assert more.interval.high - more.interval.low < share.interval.high - share.interval.low


@given(SHARES)
def test_what_is_not_hit_has_the_mirrored_interval(share: Share) -> None:
    rest = Share(hits=share.base - share.hits, base=share.base)
    assert abs(rest.interval.low - (1 - share.interval.high)) < 1e-9
    assert abs(rest.interval.high - (1 - share.interval.low)) < 1e-9
