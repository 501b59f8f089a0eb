"""What somebody typed is a number or a day, or it is refused."""

from datetime import date

import pytest

from models.errors import Invalid
from service.typed import day_in, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("999999999", 999_999_999), ("1000000000", None), ("", None)],
)
def test_a_number_fits_its_column(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["-1", "+1", " 1", "1_0", "1.0", "٣", "²", "一"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_a_number_may_have_fewer_digits() -> None:
    assert whole_number("9999", digits=4) == 9999
    assert whole_number("10000", digits=4) is None


def test_a_day_is_read() -> None:
    assert day_in("2026-11-12", field="since") == date(2026, 11, 12)
    assert day_in("", field="since") is None


@pytest.mark.parametrize("text", ["2026-02-30", "12.11.2026", "soon", " "])
def test_what_is_no_day_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        day_in(text, field="since")
    assert refused.value.code == "bad_since"
    assert refused.value.detail == f"“{text}”不是日期，请写成 2026-10-01 的样子。"
    assert list(refused.value.fields) == ["since"]


@pytest.mark.parametrize("text", ["0001-01-01", "1969-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_of_a_year_without_tickets_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        day_in(text, field="until")
    assert refused.value.fields == {"until": "年份超出范围。"}
