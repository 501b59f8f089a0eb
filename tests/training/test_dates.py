"""The spellings of a date."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.dates import parse_moment


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020/1/6 12:09:38", datetime(2020, 1, 6, 12, 9, 38)),
        ("2020-01-06", datetime(2020, 1, 6)),
        ("2020.1.6", datetime(2020, 1, 6)),
        ("2020年1月6日", datetime(2020, 1, 6)),
        ("2020年1月6日 12时09分", datetime(2020, 1, 6, 12, 9)),
        ("2020年1月6日 下午3:05", datetime(2020, 1, 6, 15, 5)),
        ("2020/1/6 3:05:00 PM", datetime(2020, 1, 6, 15, 5)),
        ("2020/1/6 12:05:00 AM", datetime(2020, 1, 6, 0, 5)),
        ("20200106", datetime(2020, 1, 6)),
        ("20200106120938", datetime(2020, 1, 6, 12, 9, 38)),
        ("2020-01-06T12:09:38.123+08:00", datetime(2020, 1, 6, 12, 9, 38)),
        ("43836", datetime(2020, 1, 6)),
        ("43836.5", datetime(2020, 1, 6, 12)),
        (datetime(2020, 1, 6, 12), datetime(2020, 1, 6, 12)),
        (date(2020, 1, 6), datetime(2020, 1, 6)),
    ],
)
def test_what_is_written_is_understood(written, meant):
    assert parse_moment(written) == meant


@pytest.mark.parametrize(
    "written", ["", "昨天", "2020", "2020-13-01", "2020-02-30", "123", None, True, "138001380"]
)
def test_what_is_no_date_is_none(written):
    assert parse_moment(written) is None


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))
def test_iso_round_trip(moment):
    assert parse_moment(moment.isoformat(sep=" ")) == moment.replace(microsecond=0)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text):
    assert isinstance(parse_moment(text), datetime | None)
