"""A unit that gave this kind of matter back is pushed down, visibly and never to nothing."""

import pytest

from triage.duties import Ruling
from triage.knowledge import Knowledge, ReturnFact
from triage.returns import return_book


def fact(unit: str, returned: int, kept: int = 0, category: str = "010101") -> ReturnFact:
    return ReturnFact(unit=unit, category=category, returned=returned, kept=kept)


def ruling(unit: str, probability: float) -> Ruling:
    return Ruling(unit=unit, label=unit, probability=probability, duty=None, reasons=())


def pushed(
    knowledge: Knowledge, *facts: ReturnFact, categories: dict[str, float] | None = None
) -> tuple[Ruling, ...]:
    rulings = (ruling("CGJ", 0.5), ruling("RSJ", 0.4), ruling("JFJD", 0.1))
    book = return_book(facts, knowledge=knowledge)
    return book.push(rulings, categories=categories or {"010101": 1.0})


def test_returns_push_down_and_say_how_often(knowledge: Knowledge) -> None:
    found = pushed(knowledge, fact("CGJ", 12))
    assert [one.unit for one in found] == ["RSJ", "CGJ", "JFJD"]
    assert sum(one.probability for one in found) == pytest.approx(1.0)
    (told,) = found[1].reasons
    assert told == "退单记录：该类事项曾 12 次被该单位退回，下调60%"
    assert found[0].reasons == ()


@pytest.mark.parametrize(("returned", "kept"), [(3, 3), (3, 40), (0, 0)])
def test_a_unit_that_keeps_as_many_is_left_alone(
    knowledge: Knowledge, returned: int, kept: int
) -> None:
    found = pushed(knowledge, fact("CGJ", returned, kept))
    assert [one.probability for one in found] == pytest.approx([0.5, 0.4, 0.1])


def test_one_return_weighs_little_and_many_never_all(knowledge: Knowledge) -> None:
    assert fact("CGJ", 1).rate == pytest.approx(0.2)
    many = pushed(knowledge, fact("CGJ", 10_000))
    assert min(one.probability for one in many if one.unit == "CGJ") > 0.2


def test_other_matters_are_untouched(knowledge: Knowledge) -> None:
    found = pushed(knowledge, fact("CGJ", 12), categories={"130101": 1.0})
    assert [one.probability for one in found] == [0.5, 0.4, 0.1]


def test_a_streets_returns_are_those_of_all_streets(knowledge: Knowledge) -> None:
    found = pushed(knowledge, fact("STREET", 12))
    assert {one.unit: one.probability for one in found}["JFJD"] < 0.06


def test_nothing_learned_changes_nothing(knowledge: Knowledge) -> None:
    assert [one.probability for one in pushed(knowledge)] == [0.5, 0.4, 0.1]
