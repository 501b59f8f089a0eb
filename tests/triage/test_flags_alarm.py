"""The second opinion: what is learned, kept and read back."""

import pytest

from training.alarms import Example, examples, learn, ordinary
from triage.alarm import WEIGHTS, WINDOW, Alarm, alarm, dumped, grams, parsed, windows

ROWS = [
    *(Example(f"{place}着火了快来人", ("FIRE",)) for place in "楼房车店山林"),
    *(Example(f"{who}昏迷了没有呼吸", ("MEDICAL",)) for who in "他她爸妈爷奶"),
    *(Example(f"{what}费怎么交", ()) for what in "水电气学房车"),
    *(Example(f"{what}坏了请修一下", ()) for what in "灯路门锁管梯"),
]


@pytest.fixture(scope="module")
def learned() -> Alarm:
    return learn(ROWS)


def test_what_was_learned_tells_danger_from_the_ordinary(learned: Alarm) -> None:
    assert learned.score("棚着火了快来人") > 0 > learned.score("暖气费怎么交")
    name, sure = learned.name("船着火了")
    assert (name, sure > 0) == ("FIRE", True)
    assert learned.name("哥昏迷了")[0] == "MEDICAL"


def test_weights_survive_their_file(learned: Alarm) -> None:
    assert parsed(dumped(learned)) == learned


def test_the_loudest_clause_is_the_evidence(learned: Alarm) -> None:
    text = "水费怎么交，楼着火了"
    assert learned.loudest(text, [(0, 5), (6, 10)]) == (6, 10)
    assert learned.loudest(text, []) is None


def test_a_danger_told_at_length_is_heard_by_its_loudest_part(learned: Alarm) -> None:
    ordinary = "灯坏了请修一下。" * 20
    assert learned.score(ordinary + "楼着火了快来人" * 4) > 0 > learned.score(ordinary)
    assert learned.score("") < 0


def test_a_long_text_is_read_in_overlapping_windows() -> None:
    text = "".join(chr(0x4E00 + place) for place in range(3 * WINDOW + 7))
    parts = windows(text)
    assert {mark for part in parts for mark in part} == set(text)
    assert all(len(part) <= WINDOW for part in parts)
    assert grams("着火") == ["着", "火", "着火"]


@pytest.mark.slow
def test_the_weights_of_the_package_come_from_its_examples() -> None:
    again = dumped(learn([*examples(), *ordinary()]))
    assert again == WEIGHTS.read_text(encoding="utf-8")
    assert parsed(again) == alarm()
