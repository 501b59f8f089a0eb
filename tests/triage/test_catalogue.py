"""Unsure leaves give way to the parent that holds them."""

import pytest

from triage.catalogue import named
from triage.knowledge import CategoryFact, Knowledge

TREE = ("01", "0101", "010101", "010102", "010103", "0102", "010201", "02", "0201", "020101")


@pytest.fixture
def tree() -> Knowledge:
    facts = {code: CategoryFact(code=code, name=code, parent=code[:-2] or None) for code in TREE}
    return Knowledge(units={}, areas={}, duties={}, categories=facts)


@pytest.mark.parametrize(
    ("masses", "first"),
    [
        ({"010101": 0.6, "010102": 0.4}, ("010101", 0.6)),
        ({"010101": 0.4, "010102": 0.3, "020101": 0.3}, ("0101", 0.7)),
        ({"010101": 0.3, "010201": 0.3, "020101": 0.4}, ("01", 0.6)),
        ({"010101": 0.45, "020101": 0.45}, ("010101", 0.45)),
    ],
)
def test_the_lowest_that_holds_half(
    tree: Knowledge, masses: dict[str, float], first: tuple[str, float]
) -> None:
    found = named(masses, knowledge=tree, limit=3)
    assert found[0] == (first[0], pytest.approx(first[1]))
    assert len(found) <= 3


def test_the_leaves_follow_their_parent(tree: Knowledge) -> None:
    found = named({"010101": 0.4, "010102": 0.3, "020101": 0.3}, knowledge=tree, limit=3)
    assert [code for code, _ in found] == ["0101", "010101", "010102"]


def test_unknown_categories_have_no_parent() -> None:
    found = named({"甲": 0.4, "乙": 0.3}, knowledge=Knowledge.empty(), limit=5)
    assert found == [("甲", 0.4), ("乙", 0.3)]
    assert named({}, knowledge=Knowledge.empty(), limit=5) == []
