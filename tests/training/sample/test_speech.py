"""Texts are put together like people talk, titles say what it is about."""

import random
from collections.abc import Sequence

import pytest

from models.enums import Kind, Urgency
from training.sample.outcome import ending_of
from training.sample.pieces import SLOT_NAMES, CutKernel, Cutter
from training.sample.speech import Speaker, title_of
from training.sample.values import Kernel
from training.sample.wording import CHANNELS, load_wording

FILLS = [f"甲{name}" for name in SLOT_NAMES]


def cut(text: str) -> CutKernel:
    kernel = Kernel(
        category="010101", kind=Kind.HELP, unit="CGJ", urgency=Urgency.NORMAL, text=text
    )
    return Cutter(synonyms=[("没有见过的词", ())]).kernel(kernel)


def say(kernel: CutKernel, *, channel: str, repeated: bool = False) -> Sequence[tuple[str, str]]:
    speaker = Speaker(wording=load_wording(), side_matters=[("宽带很慢",)])
    return [
        speaker.text(
            kernel,
            kind=Kind.HELP,
            channel=CHANNELS.index(channel),
            fills=FILLS,
            repeated=repeated,
            draw=random.Random(seed).random,
        )
        for seed in range(300)
    ]


def test_the_first_sentence_is_always_said_and_others_now_and_then() -> None:
    said = say(cut("{estate}路灯坏了。|晚上看不见。|已经一周。"), channel="phone")
    assert all(matter.startswith("甲estate路灯坏了。") for _, matter in said)
    share = sum("晚上看不见" in matter for _, matter in said) / len(said)
    assert 0.5 < share < 0.7
    assert any(matter.find("已经一周") < matter.find("晚上看不见") for _, matter in said
               if "已经一周" in matter and "晚上看不见" in matter)  # fmt: skip


def test_a_greeting_is_not_put_before_a_greeting() -> None:
    assert {opening for opening, _ in say(cut("尊敬的领导：路灯坏了"), channel="web")} == {""}
    openings = {opening for opening, _ in say(cut("路灯坏了"), channel="web")}
    assert len(openings) > 5


def test_repeats_say_so() -> None:
    said = say(cut("路灯坏了"), channel="phone", repeated=True)
    known = {text for kinds in load_wording().repeats.table for texts in kinds for text in texts}
    assert 0.5 < sum(opening in known for opening, _ in said) / len(said) < 0.7


def test_a_side_matter_comes_seldom() -> None:
    said = say(cut("路灯坏了"), channel="app")
    assert 0 < sum("宽带很慢" in matter for _, matter in said) / len(said) < 0.08


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("尊敬的领导：您好！我叫王某。路灯坏了三天没人修", "路灯坏了三天没人修"),
        ("修路", "修路"),
        ("，，，", "，，，"),
    ],
)
def test_titles(text: str, matter: str) -> None:
    titles = {title_of(text, kind=Kind.HELP, draw=random.Random(seed).random) for seed in range(20)}
    assert all(matter in title and len(title) <= 30 for title in titles)


def test_urgent_matters_end_within_a_day_and_returned_ones_later() -> None:
    def hours(urgency: Urgency, returned: bool) -> float:
        endings = [
            ending_of(
                kind=Kind.HELP,
                urgency=urgency,
                returned=returned,
                draw=random.Random(seed).random,
            )
            for seed in range(400)
        ]
        assert all((ending.satisfaction is None) == (ending.solved is None) for ending in endings)
        assert {e.satisfaction for e in endings} == {None, 1, 2, 3, 4, 5}
        return sum(ending.seconds for ending in endings) / len(endings) / 3600

    assert hours(Urgency.EMERGENCY, False) < 24
    assert hours(Urgency.NORMAL, True) > hours(Urgency.NORMAL, False) + 20
