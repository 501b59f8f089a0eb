"""A register entry speaks where its rivals stand close, and is told where it does."""

import dataclasses

import pytest

from triage.abstaining import unsure
from triage.contests import ContestBook, Dispute, told
from triage.duties import Ruling
from triage.knowledge import ContestFact, Knowledge
from triage.prediction import Abstention
from triage.recipe import Recipe

SMOKE = ContestFact(
    units=("CGJ", "RSJ", "STREET"), words=("油烟", "烧烤"), note="以固定店铺与否为界", decisions=3
)
WAGES = ContestFact(units=("RSJ", "LYJ"), categories=("1301",))


def ruling(unit: str, probability: float) -> Ruling:
    return Ruling(unit=unit, label=unit, probability=probability, duty=None, reasons=())


@pytest.fixture
def book(knowledge: Knowledge) -> ContestBook:
    return ContestBook(knowledge=dataclasses.replace(knowledge, contests=(SMOKE, WAGES)))


def dispute(
    book: ContestBook,
    *units: tuple[str, float],
    text: str = "楼下油烟",
    categories: dict[str, float] | None = None,
) -> Dispute | None:
    rulings = [ruling(unit, probability) for unit, probability in units]
    return book.dispute(rulings, text=text, categories=categories or {})


def test_two_rivals_of_an_entry_are_a_dispute(book: ContestBook) -> None:
    found = dispute(book, ("CGJ", 0.5), ("RSJ", 0.3), ("GSJT", 0.2))
    assert found is not None
    assert (found.contest, found.units) == (SMOKE, {"CGJ", "RSJ"})
    assert found.reason == (
        "争议登记：“油烟、烧烤”事项城市管理局、人力资源和社会保障局、属地街道办易生争议，"
        "已裁定 3 次，以固定店铺与否为界"
    )


def test_a_street_counts_as_the_territorial_rival(book: ContestBook) -> None:
    assert dispute(book, ("JFJD", 0.5), ("CGJ", 0.4)) is not None
    assert dispute(book, ("", 0.5), ("CGJ", 0.4)) is not None


def test_a_category_below_the_entrys_code_is_enough(book: ContestBook) -> None:
    pair = (("RSJ", 0.5), ("LYJ", 0.4))
    assert dispute(book, *pair, text="没发钱", categories={"130101": 0.6}) is not None
    assert dispute(book, *pair, text="没发钱", categories={"130101": 0.2}) is None
    assert dispute(book, *pair, text="没发钱", categories={"070101": 0.9}) is None


@pytest.mark.parametrize(
    "units",
    [
        (("CGJ", 0.9), ("GSJT", 0.1)),
        (("CGJ", 0.95), ("RSJ", 0.05)),
        (("GSJT", 0.5), ("CGJ", 0.3), ("RSJ", 0.2)),
        (),
    ],
)
def test_no_rival_no_dispute(book: ContestBook, units: tuple[tuple[str, float], ...]) -> None:
    assert dispute(book, *units) is None


def test_the_rivals_carry_the_reason(book: ContestBook) -> None:
    rulings = (ruling("CGJ", 0.5), ruling("RSJ", 0.3), ruling("GSJT", 0.2))
    found = book.dispute(rulings, text="烧烤摊", categories={})
    shown = told(rulings, found)
    assert [len(one.reasons) for one in shown] == [1, 1, 0]
    assert told(rulings, None) == rulings


def test_a_dispute_widens_the_margin(book: ContestBook) -> None:
    rulings = (ruling("CGJ", 0.55), ruling("RSJ", 0.35))
    found = book.dispute(rulings, text="烧烤摊", categories={})
    assert unsure(rulings, known_share=1.0, recipe=Recipe()) is None
    assert unsure(rulings, known_share=1.0, recipe=Recipe(), dispute=found) is Abstention.CONTESTED
