"""Clean text for machine reading, always leading back to the places of the original text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import opencc

from triage.repeats import repeated_spans

HEAD_LIMIT = 3_000
TAIL_LIMIT = 1_000
# More rounds than nested removals can need in practice; keeps a hostile text from looping long.
_ROUNDS = 12
_TITLE = -1
_FOLDED_IN_PHRASES = frozenset("藉覆")
# Where Chinese characters stand: the basic block, extension A, compatibility, the planes beyond.
_HAN = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32000))
_ADVERT_KINDS = 3

PHONE, IDENTITY, PLATE, EMAIL, NUMBER = "〔电话〕", "〔证件〕", "〔车牌〕", "〔邮箱〕", "〔号码〕"
MASKS = frozenset({PHONE, IDENTITY, PLATE, EMAIL, NUMBER})
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PRIVATE = {
    EMAIL: r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64}){1,4}",
    IDENTITY: r"(?<!\d)(?:\d{17}[\dXxＸｘ]|\d{6}\*{4,10}[\dXx]{2,4})(?!\d)",
    PHONE: r"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?[\d*]{4}[- ]?\d{4}|0\d{2,3}[-— ]?\d{7,8})(?!\d)",
    PLATE: rf"[{_PROVINCES}][A-Za-z][·.• ]?[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])",
    NUMBER: r"\d(?:-?\d){6,}",
}
_TOKENS = tuple(_PRIVATE)
_PRIVATE_ANY = re.compile("|".join(f"({pattern})" for pattern in _PRIVATE.values()))
# What every private pattern holds: without it there is nothing to mask.
_MAYBE_PRIVATE = re.compile(rf"\d[\d-]|@|[{_PROVINCES}][A-Za-z]")

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿɡ"
_RUBY = re.compile(rf"[?？]?[(（](?=[a-zü{_TONES}]{{0,6}}[{_TONES}])[a-zü{_TONES}]{{1,6}}[)）]")
_LINK = re.compile(r"(?:https?://|www\.)[\w\-./?%&=#:;~+,@!]+", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_STRIPPED = ((_RUBY, "(（"), (_TAG, "<"), (_LINK, (":", ".")))
# Controls, zero-width, direction marks, surrogates, private use, emoji and their joiners.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ud800-\uf8ff\ufe00-\ufe0f\ufeff\ufff0-\uffff"
    "\U0001f000-\U0001faff\U000e0000-\U0010ffff]+"
)
# One of these words stands in honest complaints too; three kinds in one sentence are an advert.
_ADVERT_WORDS = re.compile(
    r"(加微信|加V|微信号|威信)|(扫码|二维码)|(点击|点开|戳)|(免费领|领取|红包|返现|优惠券?|福利)|(限时|秒杀|特价|"
    r"抢购|名额有限)|(代办|代开|无抵押|秒到账|秒批|日结|招兼职)|(退订|回复?T|回TD)|(咨询热线|详情咨询|欢迎来电|热线[:：])"
)
# Every advert word begins with one of these; looking for them is quicker than the pattern.
_SELLING: tuple[str, ...] = (
    *("加微信", "加V", "微信号", "威信", "扫码", "二维码", "点击", "点开", "戳"),
    *("免费领", "领取", "红包", "返现", "优惠", "福利", "限时", "秒杀", "特价"),
    *("抢购", "名额有限", "代办", "代开", "无抵押", "秒到账", "秒批", "日结", "招兼职"),
    *("退订", "回T", "回复T", "回TD", "热线", "详情咨询", "欢迎来电"),
)
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_SPACES = re.compile(r"[ \t\u3000\u00a0]*\n\s*|[ \t\u3000\u00a0\u2000-\u200a]{2,}|^\s+|\s+$")
_LOOSE = re.compile(r"\s\s|^\s|\s\Z")

_KEPT_WIDE = set("，！？：；（）～")
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT_WIDE} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x09: 0x20,
    0x2028: 0x0A,
    0x2029: 0x0A,
    0x85: 0x0A,
}
_FOLDED = re.compile(f"[{''.join(map(re.escape, map(chr, _FOLD)))}]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanText:
    """A cleaned text; offsets[i] is the place of text[i] in original, -1 inside the title."""

    original: str
    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The range of the original behind text[start:end]; None where only the title is."""
        places = [place for place in self.offsets[start:end] if place != _TITLE]
        return (places[0], places[-1] + 1) if places else None

    def in_title(self, place: int) -> bool:
        """Whether text[place] belongs to the title and not to the original."""
        return self.offsets[place] == _TITLE


def clean(text: str, title: str = "") -> CleanText:
    """Fold, strip and bound a text; a title becomes the first line. Idempotent on its result."""
    body, offsets = _settled(text)
    if not title:
        return CleanText(original=text, text=body, offsets=tuple(offsets))
    head, _ = _settled(title.replace("\n", " "))
    if not head or body.startswith(head):
        return CleanText(original=text, text=body, offsets=tuple(offsets))
    joined = f"{head}\n{body}" if body else head
    places = [_TITLE] * (len(joined) - len(body)) + offsets
    return CleanText(original=text, text=joined, offsets=tuple(places))


def mask(text: str) -> str:
    """Replace phones, identity numbers, plates, mail addresses and long numbers by tokens."""
    return "".join(piece for piece, _, _ in masked_pieces(text))


def masked_pieces(text: str) -> list[tuple[str, int, int]]:
    """The masked text in pieces, each with the range of the text that it stands for."""
    if not _MAYBE_PRIVATE.search(text):
        return [(text, 0, len(text))] if text else []
    pieces: list[tuple[str, int, int]] = []
    position = 0
    for match in _PRIVATE_ANY.finditer(text):
        if position < match.start():
            pieces.append((text[position : match.start()], position, match.start()))
        pieces.append((_TOKENS[(match.lastindex or 1) - 1], *match.span()))
        position = match.end()
    if position < len(text):
        pieces.append((text[position:], position, len(text)))
    return pieces


def _settled(text: str) -> tuple[str, list[int]]:
    """Clean until nothing changes, because one removal may join what another would remove."""
    offsets = list(range(len(text)))
    for _ in range(_ROUNDS):
        before = text
        text, offsets = _once(text, offsets)
        if text == before:
            break
    return text, offsets


def _once(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    text, offsets = _without(text, offsets, _matches(_INVISIBLE, text))
    if _FOLDED.search(text):
        text = text.translate(_FOLD)
    text = _simplified(text)
    for pattern, signs in _STRIPPED:
        # Most texts hold none of the signs, and a look for one is far cheaper than the pattern.
        if any(sign in text for sign in signs):
            text, offsets = _without(text, offsets, _matches(pattern, text))
    text, offsets = _without(text, offsets, _adverts(text))
    text, offsets = _without(text, offsets, repeated_spans(text))
    text, offsets = _without(text, offsets, _spare_spaces(text))
    if len(text) > HEAD_LIMIT + TAIL_LIMIT:
        text, offsets = _without(text, offsets, [(HEAD_LIMIT, len(text) - TAIL_LIMIT)])
    return text, offsets


def _matches(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _adverts(text: str) -> list[tuple[int, int]]:
    """Sentences that only sell something."""
    if sum(map(text.__contains__, _SELLING)) < _ADVERT_KINDS:
        return []
    return [
        match.span()
        for match in _SENTENCE.finditer(text)
        if len({word.lastindex for word in _ADVERT_WORDS.finditer(match.group())}) >= _ADVERT_KINDS
    ]


def _spare_spaces(text: str) -> list[tuple[int, int]]:
    """Of a run of spaces one character stays, a line break if there is one; none at the ends."""
    spare: list[tuple[int, int]] = []
    if not _LOOSE.search(text):
        return spare
    for match in _SPACES.finditer(text):
        start, end = match.span()
        if start == 0 or end == len(text):
            spare.append((start, end))
            continue
        kept = start + max(match.group().find("\n"), 0)
        spare += [piece for piece in ((start, kept), (kept + 1, end)) if piece[0] < piece[1]]
    return spare


def _without(text: str, offsets: list[int], spans: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """Cut the spans (ordered, apart) out of the text and of its offsets."""
    if not spans:
        return text, offsets
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    kept = [pair for pair in list(pairwise(edges))[::2] if pair[0] < pair[1]]
    places = [place for start, end in kept for place in offsets[start:end]]
    return "".join(text[start:end] for start, end in kept), places


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    return opencc.OpenCC("t2s").convert


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """The characters that may have another simplified form: without them nothing is folded."""
    every = [chr(code) for first, last in _HAN for code in range(first, last)]
    folded = _converter()("\n".join(every)).split("\n")
    alone = {old for old, new in zip(every, folded, strict=True) if old != new}
    return frozenset(alone | _FOLDED_IN_PHRASES)


def _simplified(text: str) -> str:
    """Traditional glyphs (繁体) to simplified, only where each character stays one character."""
    if _traditional().isdisjoint(text):
        return text
    convert = _converter()
    for _ in range(3):
        folded = convert(text)
        if folded == text:
            break
        if len(folded) != len(text):
            folded = "".join(new if len(new := convert(old)) == 1 else old for old in text)
        text = folded
    return text
