"""Advice on a reply while it is written: a pure function; it never stops anybody from replying."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.enums import Labelled
from service.operations.reply_phrases import phrases
from service.operations.reply_private import strangers
from triage.telling import forms
from triage.tokens import Tokenizer
from triage.vocabulary import TRADE_WORDS


class Check(Labelled):
    """What a reply is checked for."""

    ANSWERS = "answers", "答其所问"
    IDENTITY = "identity", "不泄露身份"
    SHIRKING = "shirking", "不推诿"
    SUBSTANCE = "substance", "有实质内容"
    CONCRETE = "concrete", "时间和承诺具体"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the citizen asked: the words, its single matters, the place, and what may be named.

    `known` are texts whose numbers may stand in the reply: the ticket's number, the unit's own
    telephones. The encrypted identity is not among them: telling whether it occurs would let a
    unit find a sealed name by trying.
    """

    text: str
    matters: Sequence[str] = ()
    address: str = ""
    subject: str = ""
    known: str = ""
    is_sealed: bool = False


@dataclass(frozen=True, kw_only=True)
class Remark:
    """The outcome of one check: one sentence, and the words it rests on with their places."""

    check: Check
    is_fine: bool
    sentence: str
    evidence: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


#: Han characters left after courtesy below which nothing has been said.
LEAST_SUBSTANCE = 20
_FEW_WORDS = 4
_SHOWN = 4

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BLANK = re.compile(
    r"【[^】\n]{0,40}】|〔[^〕\n]{0,40}〕|\{[^}\n]{0,40}\}|_{3,}|[xX×]{2,}(?=[月日路号])"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_NUMERAL = "[0-9０-９一二三四五六七八九十两]"
_DATED = re.compile(
    rf"{_NUMERAL}+\s*(?:月|日|号|天|周|小时|个?工作日|个月)|\d{{4}}[-/.]\d{{1,2}}|今[天日晚]|明[天日]|"
    r"当[天日]|本[周月]|下[周月]|[本下]?月底|周[一二三四五六日天]|每[天日周月晚]"
)
_DAY = re.compile(r"(?:(20\d\d)\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_COUNTED = re.compile("[零一二两三四五六七八九十百千万几多半]+.|.?[个天年月日次点]")
_TRADE = frozenset(TRADE_WORDS)
_TOKENIZER = Tokenizer()

_WORDS: Mapping[Check, tuple[str, str]] = {
    Check.ANSWERS: (
        "答复提到了诉求中的事。",
        "答复没有提到诉求中的事，请写明查了什么、结果如何。",
    ),
    Check.IDENTITY: ("没有发现他人的身份信息。", "答复里有可能认出他人的信息，请删去或隐去。"),
    Check.SHIRKING: ("没有推诿的说法。", "这样说像在推诿，请写明由谁办、已怎样转办、何时有结果。"),
    Check.SUBSTANCE: ("写了办理内容。", "除去客套所剩无几，请写明查办经过和结果。"),
    Check.CONCRETE: ("时间和承诺是具体的。", "时间或承诺不具体，请写明日期和由谁完成。"),
}
_PARTLY = "有一件诉求没有回应，请逐件答复。"
_UNFILLED = "还有空没有填，请补全。"
_NO_SUCH_DAY = "写了不存在的日期，请核对。"


def check_reply(public_text: str, *, asked: Asked, on: date) -> tuple[Remark, ...]:
    """Return one remark for each check, in the order of `Check`; `on` tells which year it is."""
    return (
        _answers(public_text, asked),
        _identity(public_text, asked),
        _remark(Check.SHIRKING, public_text, _places(phrases().shirking, public_text)),
        _substance(public_text),
        _concrete(public_text, on),
    )


def _answers(text: str, asked: Asked) -> Remark:
    """Does it speak of every matter? Of two telling words one must return, of more two."""
    unanswered = []
    shared: list[str] = []
    for matter in asked.matters or (asked.text,):
        wanted = _telling(matter, without=asked.address)
        found = [word for word in wanted if word in text]
        least = 1 if len(wanted) < _FEW_WORDS or len(asked.matters) > 1 else 2
        named = bool(asked.subject) and any(part in text for part in _parts(asked.subject))
        if wanted and len(found) + named < least:
            unanswered.append(wanted)
        shared += found
    if not unanswered:
        return Remark(
            check=Check.ANSWERS,
            is_fine=True,
            sentence=_WORDS[Check.ANSWERS][0],
            evidence=tuple(dict.fromkeys(shared))[:_SHOWN],
        )
    is_part = len(unanswered) < len(asked.matters)
    return Remark(
        check=Check.ANSWERS,
        is_fine=False,
        sentence=_PARTLY if is_part else _WORDS[Check.ANSWERS][1],
        evidence=tuple(word for words in unanswered for word in words[:_SHOWN])[: 2 * _SHOWN],
    )


def _telling(matter: str, *, without: str) -> list[str]:
    """The words that tell this matter from others, each once: no glue, no place, no number."""
    generic = phrases().generic
    words = [
        word
        for word in dict.fromkeys(forms(_TOKENIZER.cut(matter)))
        if len(word) > 1 and _HAN.search(word) and word not in generic and word not in without
    ]
    # The trade's own words first: they are what an answer is looked through for.
    return sorted(
        (word for word in words if not _COUNTED.fullmatch(word)),
        key=lambda word: (word not in _TRADE, -len(word)),
    )


def _parts(subject: str) -> list[str]:
    return [part for part in re.split(r"[、/›与和及\s]", subject) if len(part) > 1]


def _identity(text: str, asked: Asked) -> Remark:
    spans = strangers(
        text,
        known=f"{asked.text}\n{asked.address}\n{asked.known}",
        own=asked.known,
        is_sealed=asked.is_sealed,
    )
    return _remark(Check.IDENTITY, text, spans)


def _substance(text: str) -> Remark:
    blanks = _places(_BLANK, text)
    if blanks:
        return _remark(Check.SUBSTANCE, text, blanks, sentence=_UNFILLED)
    courtesy = _places(phrases().courtesy, text)
    left = len(_HAN.findall(phrases().courtesy.sub("", text)))
    if left >= LEAST_SUBSTANCE:
        return _remark(Check.SUBSTANCE, text, [])
    return Remark(
        check=Check.SUBSTANCE,
        is_fine=False,
        sentence=_WORDS[Check.SUBSTANCE][1],
        spans=tuple(courtesy),
        evidence=tuple(text[start:end] for start, end in courtesy)[:_SHOWN],
    )


def _concrete(text: str, on: date) -> Remark:
    wrong = list(_impossible(text, on))
    if wrong:
        return _remark(Check.CONCRETE, text, wrong, sentence=_NO_SUCH_DAY)
    loose: list[tuple[int, int]] = []
    for sentence in _SENTENCE.finditer(text):
        said = sentence.group()
        if _DATED.search(said):
            continue
        for pattern in (phrases().vague, phrases().promise):
            loose += [
                (sentence.start() + start, sentence.start() + end)
                for start, end in _places(pattern, said)
            ]
    return _remark(Check.CONCRETE, text, _outermost(loose))


def _outermost(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that lie in no other, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not found or end > found[-1][1]:
            found.append((start, end))
    return found


def _impossible(text: str, on: date) -> Iterator[tuple[int, int]]:
    for found in _DAY.finditer(text):
        year, month, day = found.groups()
        try:
            date(int(year or on.year), int(month), int(day))
        except ValueError:
            yield found.span()


def _places(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(text)]


def _remark(
    check: Check, text: str, spans: Sequence[tuple[int, int]], *, sentence: str = ""
) -> Remark:
    fine, poor = _WORDS[check]
    words = dict.fromkeys(text[start:end] for start, end in spans)
    return Remark(
        check=check,
        is_fine=not spans,
        sentence=(sentence or poor) if spans else fine,
        evidence=tuple(words)[:_SHOWN],
        spans=tuple(spans),
    )
