"""Each reason to hold back has its name, the most telling first."""

import pytest

from triage.abstaining import topical_share, unsure
from triage.duties import Ruling
from triage.prediction import Abstention
from triage.recipe import Recipe
from triage.territory import PLACELESS


def ruling(unit: str, probability: float) -> Ruling:
    return Ruling(unit=unit, label=unit, probability=probability, duty=None, reasons=())


@pytest.mark.parametrize(
    ("units", "known", "why"),
    [
        ((), 1.0, Abstention.UNKNOWN_WORDS),
        ((("CGJ", 0.9),), 0.1, Abstention.UNKNOWN_WORDS),
        ((("CGJ", 0.3), ("RSJ", 0.1)), 0.3, Abstention.OFF_TOPIC),
        (((PLACELESS, 0.3), ("RSJ", 0.1)), 0.3, Abstention.OFF_TOPIC),
        ((("CGJ", 0.9), ("RSJ", 0.1)), 0.3, None),
        (((PLACELESS, 0.3), ("RSJ", 0.2)), 0.9, Abstention.PLACE_UNKNOWN),
        (((PLACELESS, 0.9), ("RSJ", 0.1)), 0.9, Abstention.PLACE_UNKNOWN),
        ((("RSJ", 0.6), (PLACELESS, 0.3)), 0.9, None),
        ((("CGJ", 0.3), ("RSJ", 0.1)), 0.9, Abstention.LOW_CONFIDENCE),
        ((("CGJ", 0.45), ("RSJ", 0.4)), 0.9, Abstention.CONTESTED),
        ((("CGJ", 0.6), ("RSJ", 0.4)), 0.9, None),
    ],
)
def test_unsure(units: tuple[tuple[str, float], ...], known: float, why: Abstention | None) -> None:
    rulings = [ruling(unit, probability) for unit, probability in units]
    assert unsure(rulings, known_share=known, recipe=Recipe(), topical=0.5) is why


def test_a_young_vocabulary_calls_nothing_off_topic() -> None:
    shares = [topical_share(rows) for rows in (0, 100, 1_000, 20_000, 1_000_000)]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == pytest.approx(0.55, abs=0.01)
    assert unsure([ruling("CGJ", 0.3)], known_share=0.3, recipe=Recipe()) is (
        Abstention.LOW_CONFIDENCE
    )


@pytest.mark.parametrize("why", list(Abstention))
def test_every_reason_is_a_chinese_sentence(why: Abstention) -> None:
    assert len(why.label) > 4
    assert not why.label.isascii()
