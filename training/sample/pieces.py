"""Cuts kernels once into pieces, so that a row only has to choose and join them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.sample.known import MARKER
from training.sample.values import Kernel, PlaceKind

OTHER_SLOTS = ("company", "shop", "plate", "bus", "street", "district", "person", "phone")
SLOT_NAMES = (*(kind.value for kind in PlaceKind), *OTHER_SLOTS)
SLOT_INDEX = {name: index for index, name in enumerate(SLOT_NAMES)}
PLACE_SLOTS = len(PlaceKind)
DIGITS = "零一二三四五六七八九"
NUMBER = re.compile(r"(?<![\d.第号:：-])([1-9]\d?)(?=点|个|天|年(?!\d)|层|楼|块|次|户|岁|米)")

Piece = str | int | tuple[str, ...]
"""Text as it is, a slot to fill, or alternatives of which the first is the original."""

Part = tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How the kernel's author speaks, which limits what may be put around the text."""

    operator_note: bool
    letter: bool
    greets: bool
    closes: bool
    length: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CutKernel:
    """A kernel in pieces: `parts[0]` is always said, the others may be left out."""

    parts: tuple[Part, ...]
    slots: tuple[int, ...]
    manner: Manner


class Cutter:
    """Cuts text at synonyms, numbers and slots."""

    def __init__(self, *, synonyms: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        self._alternatives = {word: (word, *others) for word, others in synonyms}
        words = sorted(self._alternatives, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, words)))

    def kernel(self, kernel: Kernel) -> CutKernel:
        """Cut a kernel's text; slots keep the order in which they first occur."""
        slots = dict.fromkeys(SLOT_INDEX[name] for name in MARKER.findall(kernel.text))
        sentences = [sentence for sentence in kernel.text.split("|") if sentence.strip()]
        return CutKernel(
            parts=tuple(self.part(sentence.strip()) for sentence in sentences),
            slots=tuple(slots),
            manner=_manner(kernel.text),
        )

    def part(self, text: str) -> Part:
        """Cut one sentence into pieces."""
        pieces: list[Piece] = []
        position = 0
        for match in MARKER.finditer(text):
            pieces.extend(self._words(text[position : match.start()]))
            pieces.append(SLOT_INDEX[match.group(1)])
            position = match.end()
        pieces.extend(self._words(text[position:]))
        return tuple(_joined(pieces))

    def _words(self, text: str) -> list[Piece]:
        pieces: list[Piece] = []
        position = 0
        for match in self._pattern.finditer(text):
            pieces.extend(_numbers(text[position : match.start()]))
            before, after = text[: match.start()][-1:], text[match.end() :][:1]
            word, *others = self._alternatives[match.group()]
            fitting = [other for other in others if _fits(other, before, after)]
            pieces.append((word, *fitting) if fitting else word)
            position = match.end()
        pieces.extend(_numbers(text[position:]))
        return pieces


def say(part: Part, *, fills: Sequence[str], draw: Callable[[], float], swap: float) -> str:
    """Join a part: slots filled, each word exchanged with probability `swap`."""
    said: list[str] = []
    for piece in part:
        if isinstance(piece, str):
            said.append(piece)
        elif isinstance(piece, int):
            said.append(fills[piece])
        else:
            luck = draw()
            choice = int(luck / swap * (len(piece) - 1)) + 1 if luck < swap else 0
            said.append(piece[choice])
    return "".join(said)


def chinese_number(number: int) -> str:
    """1 to 99 as people say it: 2 两, 10 十, 23 二十三."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return "两" if ones == 2 else DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def _fits(word: str, before: str, after: str) -> bool:
    """Whether a word can stand here: no character doubled where it joins its neighbours."""
    return word[0] != before and word[-1] != after


def _numbers(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    position = 0
    for match in NUMBER.finditer(text):
        pieces.append(text[position : match.start()])
        pieces.append((match.group(1), chinese_number(int(match.group(1)))))
        position = match.end()
    pieces.append(text[position:])
    return pieces


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Merge neighbouring plain texts and drop empty ones: fewer pieces, fewer steps per row."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece != "":
            joined.append(piece)
    return joined


def _manner(text: str) -> Manner:
    start, plain = text[:14], MARKER.sub("某某某", text).replace("|", "")
    note = any(word in start for word in ("来电", "市民反映", "诉求人", "市民称", "市民致电"))
    letter = any(word in start for word in ("尊敬的", "领导", "市长"))
    greeting = ("您好", "你好", "喂", "请问", "您们好", "同志", "我要", "我想", "建议", "举报")
    greets = note or letter or any(word in start for word in greeting)
    ending = plain[-14:]
    closes = any(word in ending for word in ("谢谢", "感谢", "盼复", "望", "请", "回复", "此致"))
    return Manner(
        operator_note=note, letter=letter, greets=greets, closes=closes, length=len(plain)
    )
