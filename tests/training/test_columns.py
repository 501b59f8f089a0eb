"""Which column is which."""

import pytest

from training.columns import header_score, locate, parse_map
from training.errors import ColumnMissing, MappingInvalid

REQUIRED = ("text", "unit")


def test_map_is_read_with_label_for_unit_and_either_comma():
    assert parse_map("text=诉求内容，label=承办单位, ") == {"text": "诉求内容", "unit": "承办单位"}


@pytest.mark.parametrize("text", ["text", "text=", "colour=红", "=x"])
def test_bad_map_says_what_is_wrong(text):
    with pytest.raises(MappingInvalid) as caught:
        parse_map(text)
    assert "--map text=诉求内容,label=承办单位" in caught.value.detail


def test_usual_headers_need_no_map():
    headers = ("编 号", "受理时间", "诉求内容*", "承办单位", "备注")
    layout = locate(headers=headers, mapping={}, required=REQUIRED)
    assert dict(layout.named()) == {
        "id": "编 号",
        "received_at": "受理时间",
        "text": "诉求内容*",
        "unit": "承办单位",
    }


def test_the_map_wins_over_recognition():
    headers = ("内容", "原文", "承办单位")
    layout = locate(headers=headers, mapping={"text": "原文"}, required=REQUIRED)
    assert layout.positions["text"] == 1


def test_a_missing_column_names_those_seen_and_an_example():
    with pytest.raises(ColumnMissing) as caught:
        locate(headers=("甲", "乙"), mapping={}, required=REQUIRED)
    assert "甲、乙" in caught.value.detail
    assert "--map text=甲,unit=乙" in caught.value.detail


def test_a_mapped_header_that_is_not_there_is_named():
    with pytest.raises(MappingInvalid) as caught:
        locate(headers=("甲", "乙"), mapping={"text": "丙"}, required=REQUIRED)
    assert "甲、乙" in caught.value.detail


def test_header_rows_score_above_titles_and_data():
    assert header_score(cells=["2024年热线工单", ""], mapping={}) == 0
    assert header_score(cells=["诉求内容", "承办单位"], mapping={}) == 2
    assert header_score(cells=["甲", "乙"], mapping={"text": "甲"}) == 3
