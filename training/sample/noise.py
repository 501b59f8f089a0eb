"""Spoils clean text the way real channels do; rates are per channel."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from training.sample.wording import CHANNELS, Wording

Draw = Callable[[], float]

FULL_WIDTH = {code: code + 0xFEE0 for code in (*range(0x30, 0x3A), *range(0x41, 0x5B))}
HALF_WIDTH = str.maketrans("，。！？：；（）", ",.!?:;()")
NO_POINTS = str.maketrans(dict.fromkeys("，。、；：！？", ""))
SPACED = str.maketrans("，。；", "   ")
EMPHASIS = {"。": "！！！", "！": "！！！！", "？": "？？？"}
MOJIBAKE = ("?", "\ufffd", "锟斤拷", "&nbsp;", "&#x20;")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """Share of texts that each kind of noise befalls on one channel."""

    slips: float = 0.0
    typos: float = 0.02
    full_width: float = 0.04
    half_width: float = 0.04
    no_points: float = 0.0
    traditional: float = 0.004
    rubies: float = 0.001
    mojibake: float = 0.002
    emphasis: float = 0.02
    advert: float = 0.0
    doubled: float = 0.0
    masked: float = 0.0


RATES: dict[str, Rates] = {
    "phone": Rates(slips=0.16, no_points=0.03, emphasis=0.005),
    "web": Rates(
        rubies=0.01, traditional=0.012, mojibake=0.008, advert=0.02, doubled=0.02, masked=0.06,
        half_width=0.08,
    ),
    "wechat": Rates(typos=0.05, no_points=0.14, traditional=0.01, advert=0.006, emphasis=0.06),
    "sms": Rates(slips=0.03, typos=0.05, no_points=0.55, half_width=0.12),
    "app": Rates(typos=0.04, no_points=0.08, doubled=0.008, full_width=0.02, rubies=0.003),
}  # fmt: skip


class Noise:
    """Applies the channel's noises to a text; the same draws give the same text."""

    def __init__(self, *, wording: Wording) -> None:
        self._wrong = dict(wording.slips)
        self._slips = re.compile("|".join(map(re.escape, self._wrong)))
        self._traditional = str.maketrans(
            {glyph.character: glyph.traditional for glyph in wording.glyphs}
        )
        self._rubies = {
            glyph.character: f"{glyph.traditional}({glyph.pinyin})" for glyph in wording.glyphs
        }
        self._adverts = wording.adverts
        self.masked = tuple(RATES[channel].masked for channel in CHANNELS)
        self._plans = tuple(self.plan(RATES[channel]) for channel in CHANNELS)

    def spoil(self, text: str, *, channel: int, draw: Draw) -> str:
        """The text as it arrives on a channel, given by its index in CHANNELS."""
        for rate, spoiler in self._plans[channel]:
            if draw() < rate:
                text = spoiler(text, draw)
        return text

    def plan(self, rates: Rates) -> tuple[tuple[float, Callable[[str, Draw], str]], ...]:
        """The noises of some rates, what people do first, what machines do last."""
        plan: tuple[tuple[float, Callable[[str, Draw], str]], ...] = (
            (rates.slips, self._slip),
            (rates.typos, _typo),
            (rates.emphasis, _emphasise),
            (rates.no_points, _drop_points),
            (rates.half_width, lambda text, _: text.translate(HALF_WIDTH)),
            (rates.full_width, lambda text, _: text.translate(FULL_WIDTH)),
            (rates.traditional, self._fold),
            (rates.rubies, self._ruby),
            (rates.mojibake, _garble),
            (rates.advert, self._advertise),
            (rates.doubled, lambda text, draw: text + ("" if draw() < 0.5 else " ") + text),
        )
        return tuple((rate, spoiler) for rate, spoiler in plan if rate > 0)

    def _slip(self, text: str, draw: Draw) -> str:
        """One or two words heard wrongly by the speech recogniser."""
        found = list(self._slips.finditer(text))
        for match in found[int(draw() * len(found)) :][: 2 if draw() < 0.3 else 1][::-1]:
            text = text[: match.start()] + self._wrong[match.group()] + text[match.end() :]
        return text

    def _fold(self, text: str, draw: Draw) -> str:
        """Traditional glyphs from some point on, or all through."""
        cut = 0 if draw() < 0.6 else int(draw() * len(text))
        return text[:cut] + text[cut:].translate(self._traditional)

    def _ruby(self, text: str, draw: Draw) -> str:
        """A few characters with their reading in brackets: 發(fā)."""
        left = 1 + int(draw() * 3)
        out: list[str] = []
        for character in text:
            ruby = self._rubies.get(character) if left else None
            if ruby is not None and draw() < 0.5:
                out.append(ruby)
                left -= 1
            else:
                out.append(character)
        return "".join(out)

    def _advertise(self, text: str, draw: Draw) -> str:
        """An advert or page furniture before, inside or after the text."""
        advert = self._adverts[int(draw() * len(self._adverts))]
        cut = (0, len(text), text.find("。") + 1)[int(draw() * 3)]
        return text[:cut] + " " + advert + " " + text[cut:]


def _typo(text: str, draw: Draw) -> str:
    """A character lost, doubled, or swapped with the next one."""
    if len(text) < 12:
        return text
    at = 1 + int(draw() * (len(text) - 3))
    luck = draw()
    if luck < 0.4:
        return text[:at] + text[at + 1 :]
    if luck < 0.7:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _emphasise(text: str, draw: Draw) -> str:
    ending = text[-1:]
    if ending in EMPHASIS:
        return text[:-1] + EMPHASIS[ending]
    return text + ("！" if draw() < 0.5 else "...")


def _drop_points(text: str, draw: Draw) -> str:
    return text.translate(NO_POINTS if draw() < 0.5 else SPACED)


def _garble(text: str, draw: Draw) -> str:
    at = int(draw() * len(text))
    return text[:at] + MOJIBAKE[int(draw() * len(MOJIBAKE))] + text[at + 1 :]
