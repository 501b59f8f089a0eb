"""Each noise does what it is named after, and at the rate that is written down."""

import random
import unicodedata
from dataclasses import fields

import pytest

from training.sample.noise import RATES, Noise, Rates
from training.sample.wording import CHANNELS, load_wording

TEXT = "小区门口3家烧烤摊，油烟很大，楼里没人管。请问归哪个部门管？"


@pytest.fixture(scope="module")
def noise() -> Noise:
    return Noise(wording=load_wording())


def spoiled(noise: Noise, name: str, *, seed: int = 1) -> str:
    """The text with one noise only."""
    (spoiler,) = noise.plan(
        Rates(**{field.name: float(field.name == name) for field in fields(Rates)})
    )
    return spoiler[1](TEXT, random.Random(seed).random)


def test_slips_sound_alike(noise: Noise) -> None:
    wrong = {slip for _, slip in load_wording().slips}
    text = spoiled(noise, "slips")
    assert len(text) == len(TEXT)
    assert text != TEXT
    assert any(slip in text for slip in wrong)


def test_widths(noise: Noise) -> None:
    assert "３家" in spoiled(noise, "full_width")
    assert unicodedata.normalize("NFKC", TEXT.replace("。", ".")) == spoiled(noise, "half_width")


def test_points_are_dropped(noise: Noise) -> None:
    assert not set("，。？") & set(spoiled(noise, "no_points"))


def test_traditional_glyphs_and_rubies(noise: Noise) -> None:
    assert {"區", "門", "樓"} & set(
        "".join(spoiled(noise, "traditional", seed=s) for s in range(9))
    )
    assert any("(" in spoiled(noise, "rubies", seed=seed) for seed in range(9))


def test_doubled_and_adverts(noise: Noise) -> None:
    assert spoiled(noise, "doubled").count(TEXT) == 2
    adverts = load_wording().adverts
    text = spoiled(noise, "advert")
    assert any(advert in text for advert in adverts)
    assert len(text) > len(TEXT)


@pytest.mark.parametrize("name", ["typos", "mojibake", "emphasis"])
def test_small_damage_stays_small(noise: Noise, name: str) -> None:
    for seed in range(30):
        text = spoiled(noise, name, seed=seed)
        assert text
        assert abs(len(text) - len(TEXT)) <= 6


@pytest.mark.parametrize("text", ["", "嗯", "？", "12"])
def test_short_texts_survive_everything(noise: Noise, text: str) -> None:
    plan = noise.plan(Rates(**{field.name: 1.0 for field in fields(Rates)}))
    for seed in range(20):
        draw = random.Random(seed).random
        said = text
        for _, spoiler in plan:
            said = spoiler(said, draw)


def test_most_texts_arrive_clean_and_every_channel_has_its_noise(noise: Noise) -> None:
    for index, channel in enumerate(CHANNELS):
        draw = random.Random(index).random
        hit = sum(noise.spoil(TEXT, channel=index, draw=draw) != TEXT for _ in range(2_000)) / 2_000
        rates = RATES[channel]
        clean = 1.0
        for field in fields(Rates):
            clean *= 1.0 - (0.0 if field.name == "masked" else getattr(rates, field.name))
        assert hit == pytest.approx(1.0 - clean, abs=0.05)
