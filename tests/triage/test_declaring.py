"""The kind that the first words of a citizen name, and those that only look so."""

import pytest

from triage.declaring import declared_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("举报某饭店无证经营", "REPORT"),
        ("您好，我要实名举报工厂夜里偷排废气", "REPORT"),
        ("市民来电投诉楼下饭店油烟直排，要求处理", "COMPLAINT"),
        ("表扬公交101路司机帮助老人", "PRAISE"),
        ("感谢消防员救出被困孩子", "PRAISE"),
        ("提议小区里建一个充电车棚", "PROPOSAL"),
        ("领导好！建议在学校门口增设红绿灯", "PROPOSAL"),
        # Whoever asks how to do it enquires.
        ("举报有奖励吗", None),
        ("投诉电话是多少", None),
        ("感谢您接听，我家停水了", None),
        ("感谢领导关心，路灯还是不亮", None),
        ("家里停水，建议尽快来修", None),
        ("", None),
    ],
)
def test_the_first_words_name_the_kind(text: str, kind: str | None) -> None:
    assert declared_kind(text) == kind
