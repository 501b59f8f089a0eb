"""Names of areas in words become one area."""

import pytest

from triage.knowledge import Knowledge
from triage.places import gazetteer


@pytest.mark.parametrize(
    ("address", "text", "area"),
    [
        ("东湖区解放路街道翠竹苑3栋", "", "P1"),
        ("", "翠竹苑停水了", "P1"),
        ("", "东湖区停水了", "A01"),
        ("", "长虹路的路灯不亮", "A01"),
        ("湖滨街道", "长虹路的路灯不亮", "A0102"),
        ("", "湖滨街道长虹路的路灯不亮", "P3"),
        ("高新区", "我原来住东湖区", "A07"),
        ("", "西岭区和东湖区都停水", "A02"),
        ("某某小区", "哪里都没写", None),
        ("", "", None),
    ],
)
def test_locate(knowledge: Knowledge, address: str, text: str, area: str | None) -> None:
    assert gazetteer(knowledge).locate(address, text) == area


def test_nothing_known_is_nowhere() -> None:
    assert gazetteer(Knowledge.empty()).locate("东湖区", "翠竹苑") is None
