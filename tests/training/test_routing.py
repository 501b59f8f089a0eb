"""The place of the right unit among the candidates."""

import pytest

from training.routing import place_of
from triage.prediction import Candidate, Prediction


def prediction(*units: str) -> Prediction:
    return Prediction(
        candidates=tuple(Candidate(unit=unit, name=unit, probability=0.2) for unit in units),
        categories=(),
        kinds=(),
        area=None,
        flags=(),
        similar=(),
        abstained=None,
        artifact="v1",
    )


@pytest.mark.parametrize(
    ("units", "place"),
    [
        (("CGJ", "RSJ"), 0),
        (("RSJ", "CGJ"), 1),
        (("RSJ", "SCJ"), -1),
        ((), -1),
        (("", "CGJ"), 1),
        (("", "RSJ", "CGJ"), 1),
        (("RSJ", "", "SCJ", "CGJ"), 2),
    ],
)
def test_the_stand_in_takes_no_seat_but_is_first_where_it_stands_first(
    units: tuple[str, ...], place: int
) -> None:
    assert place_of(prediction(*units), "CGJ") == place
