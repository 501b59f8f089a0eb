"""Makes a text out of a cut kernel: greeting, matter, details, side matter, closing, title."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from models.enums import Kind
from training.sample.pieces import CutKernel, Manner, Part, say
from training.sample.wording import Wording

Draw = Callable[[], float]
Option = TypeVar("Option")

SWAP = 0.3
"""Share of the words with synonyms that are exchanged."""

SIDE_MATTERS = 0.03
REMINDED = 0.6
TAIL_ORDER = 0.12
OPENING = (0.3, 0.42, 0.3, 0.2, 0.28)
CLOSING = (0.25, 0.35, 0.22, 0.22, 0.18)
TAILS = (0.6, 0.8, 0.55, 0.25, 0.5)
"""Shares by channel, in the order of CHANNELS: said something before, after, in detail."""

POINTS = "，。！？；：,.!?;:…~ 】」）)"
KINDS = {kind: index for index, kind in enumerate(Kind)}
CLAUSE = re.compile(r"[，。！？；：、,.!?;\s]+")
POLITE = (
    "尊敬", "领导", "你好", "您好", "市长", "各位", "打扰", "谢谢", "实在没办法", "作为一名",
    "我叫", "我姓", "我是", "本人", "家住", "匿名", "举报人", "我想问", "咨询", "现将",
)  # fmt: skip
"""Clauses that begin so say who writes, not what about."""

TITLES = {
    Kind.INQUIRY: ("咨询{}", "关于{}的咨询", "{}", "请问{}"),
    Kind.HELP: ("求助：{}", "{}", "{}怎么办", "请帮忙解决{}"),
    Kind.COMPLAINT: ("反映{}的问题", "{}", "投诉{}", "{}无人管"),
    Kind.REPORT: ("举报{}", "{}"),
    Kind.PROPOSAL: ("建议：{}", "{}", "关于{}的建议"),
    Kind.PRAISE: ("表扬：{}", "{}"),
}


class Speaker:
    """Says kernels; holds the phrases and the short matters that come up on the side."""

    def __init__(self, *, wording: Wording, side_matters: Sequence[Part]) -> None:
        self._openings = wording.openings.table
        self._closings = wording.closings.table
        self._repeats = wording.repeats.table
        self._asides = wording.asides
        self._side_matters = tuple(side_matters)

    def text(
        self,
        kernel: CutKernel,
        *,
        kind: Kind,
        channel: int,
        fills: Sequence[str],
        repeated: bool,
        draw: Draw,
    ) -> tuple[str, str]:
        """The clean text of a row: what is said before the matter, and the rest."""
        if repeated and draw() < REMINDED:
            opening = _pick(self._repeats[channel][KINDS[kind]], draw)
        else:
            opening = self._opening(kernel.manner, kind=kind, channel=channel, draw=draw)
        said = [say(kernel.parts[0], fills=fills, draw=draw, swap=SWAP)]
        if len(kernel.parts) > 1:
            said.extend(_tails(kernel, channel, fills, draw))
        if draw() < SIDE_MATTERS and self._side_matters:
            aside = _pick(self._asides, draw)
            matter = _pick(self._side_matters, draw)
            said.append(aside + say(matter, fills=fills, draw=draw, swap=SWAP))
        if not kernel.manner.closes and draw() < CLOSING[channel]:
            options = self._closings[channel][KINDS[kind]]
            if options:
                said.append(_pick(options, draw))
        return opening, _joined(said)

    def _opening(self, manner: Manner, *, kind: Kind, channel: int, draw: Draw) -> str:
        options = self._openings[channel][KINDS[kind]]
        if manner.greets or not options or draw() >= OPENING[channel]:
            return ""
        return _pick(options, draw)


def title_of(text: str, *, kind: Kind, draw: Draw) -> str:
    """A heading as people write it: the first telling clause of the text, 4 to 24 characters."""
    clauses = [clause for clause in CLAUSE.split(text[:120]) if len(clause) > 3]
    telling = [clause for clause in clauses if not clause.startswith(POLITE)] or clauses
    if not telling:
        return text[:24]
    matter = telling[0] if draw() < 0.8 or len(telling) == 1 else telling[1]
    return _pick(TITLES[kind], draw).format(matter[:20])


def _tails(kernel: CutKernel, channel: int, fills: Sequence[str], draw: Draw) -> list[str]:
    """The optional sentences that are said, now and then the last two in the other order."""
    share = TAILS[channel]
    said = [
        say(part, fills=fills, draw=draw, swap=SWAP) for part in kernel.parts[1:] if draw() < share
    ]
    if len(said) > 1 and draw() < TAIL_ORDER:
        said[-2], said[-1] = said[-1], said[-2]
    return said


def _pick(options: Sequence[Option], draw: Draw) -> Option:
    return options[int(draw() * len(options))]


def _joined(said: Sequence[str]) -> str:
    """Sentences one after another, with a full stop where the writer left none."""
    text = said[0]
    for sentence in said[1:]:
        if text[-1] not in POINTS:
            text += "。"
        text += sentence
    return text
