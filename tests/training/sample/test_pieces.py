"""Kernels are cut once and said in many ways."""

from collections.abc import Callable

import pytest

from models.enums import Kind, Urgency
from training.sample.pieces import PLACE_SLOTS, SLOT_INDEX, SLOT_NAMES, Cutter, chinese_number, say
from training.sample.values import Kernel

CUTTER = Cutter(synonyms=[("尽快", ("抓紧", "早点")), ("维修", ("修理",)), ("维修资金", ())])


def kernel(text: str) -> Kernel:
    return Kernel(category="010101", kind=Kind.HELP, unit="CGJ", urgency=Urgency.NORMAL, text=text)


def never() -> float:
    return 0.999


def lucky(value: float) -> Callable[[], float]:
    return lambda: value


def test_cuts_slots_words_and_optional_sentences() -> None:
    cut = CUTTER.kernel(kernel("{estate}的灯请尽快维修。|{road}也是。| |"))
    assert cut.slots == (SLOT_INDEX["estate"], SLOT_INDEX["road"])
    assert len(cut.parts) == 2
    assert cut.parts[0] == (
        SLOT_INDEX["estate"], "的灯请", ("尽快", "抓紧", "早点"), ("维修", "修理"), "。",
    )  # fmt: skip


def test_a_protected_word_stays() -> None:
    assert CUTTER.part("维修资金") == ("维修资金",)


def test_an_alternative_does_not_double_its_neighbour() -> None:
    cutter = Cutter(synonyms=[("门口", ("大门口", "门前"))])
    assert cutter.part("大门口") == ("大", ("门口", "门前"))
    assert cutter.part("门口前") == (("门口", "大门口"), "前")


def test_numbers_are_said_both_ways_but_dates_and_codes_are_not() -> None:
    assert CUTTER.part("晚上11点") == ("晚上", ("11", "十一"), "点")
    assert CUTTER.part("2024年") == ("2024年",)
    assert CUTTER.part("3.5个") == ("3.5个",)


@pytest.mark.parametrize(
    ("number", "said"),
    [(2, "两"), (9, "九"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")],
)
def test_chinese_numbers(number: int, said: str) -> None:
    assert chinese_number(number) == said


def test_says_the_original_or_an_alternative() -> None:
    part = CUTTER.part("{shop}尽快")
    fills = ["店"] * len(SLOT_NAMES)
    assert say(part, fills=fills, draw=never, swap=0.3) == "店尽快"
    assert say(part, fills=fills, draw=lucky(0.0), swap=0.3) == "店抓紧"
    assert say(part, fills=fills, draw=lucky(0.2999), swap=0.3) == "店早点"


@pytest.mark.parametrize(
    ("text", "note", "letter", "greets", "closes"),
    [
        ("市民来电反映，路灯不亮", True, False, True, False),
        ("尊敬的领导：路灯不亮，盼复", False, True, True, True),
        ("路灯不亮", False, False, False, False),
    ],
)
def test_manner(text: str, note: bool, letter: bool, greets: bool, closes: bool) -> None:
    manner = CUTTER.kernel(kernel(text)).manner
    assert (manner.operator_note, manner.letter, manner.greets, manner.closes) == (
        note, letter, greets, closes,
    )  # fmt: skip


def test_places_come_first_among_the_slots() -> None:
    assert SLOT_NAMES[:PLACE_SLOTS][0] == "estate"
    assert SLOT_NAMES[PLACE_SLOTS] == "company"
