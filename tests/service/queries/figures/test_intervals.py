"""Wilson's interval against published values, and bands by it."""

import pytest

from service.queries.figures.intervals import Band, Interval, Share, band, wilson


@pytest.mark.parametrize(
    ("hits", "base", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_wilsons_interval_is_the_published_one(
    hits: int, base: int, low: float, high: float
) -> None:
    found = wilson(hits=hits, base=base)
    assert found.low == pytest.approx(low, abs=0.00005)
    assert found.high == pytest.approx(high, abs=0.00005)


def test_nothing_counted_has_neither_value_nor_interval() -> None:
    assert Share(hits=0, base=0).value is None
    assert Share(hits=0, base=0).interval is None
    with pytest.raises(ValueError, match="at least one"):
        wilson(hits=0, base=0)
    with pytest.raises(ValueError, match="no share"):
        Share(hits=2, base=1)


def test_under_thirty_nobody_is_scored() -> None:
    given = {"beside": 0.5, "more_is_better": True, "least": 30}
    assert band(interval=wilson(hits=29, base=29), base=29, **given) is Band.UNSCORED
    assert band(interval=wilson(hits=30, base=30), base=30, **given) is Band.ABOVE


def test_a_band_differs_only_where_the_whole_interval_does() -> None:
    given = {"base": 100, "least": 30}
    apart, across = Interval(low=0.6, high=0.7), Interval(low=0.45, high=0.7)
    assert band(interval=apart, beside=0.5, more_is_better=True, **given) is Band.ABOVE
    assert band(interval=apart, beside=0.5, more_is_better=False, **given) is Band.BELOW
    assert band(interval=apart, beside=0.8, more_is_better=True, **given) is Band.BELOW
    assert band(interval=across, beside=0.5, more_is_better=True, **given) is Band.SAME
    assert band(interval=None, beside=0.5, more_is_better=True, **given) is Band.UNSCORED
