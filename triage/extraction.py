"""Facts that routing and the form need, each with its place in the original text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from triage.checkdigits import credit_code_valid, identity_valid
from triage.places import Gazetteer
from triage.prediction import Span

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PART = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜"
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿半几]"
_FULL_WIDTH = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，！？：；"
} | {0x3000: 0x20}


class FactKind(StrEnum):
    """What was read out of the text."""

    PLACE = "PLACE"
    TIME = "TIME"
    COMPANY = "COMPANY"
    CREDIT_CODE = "CREDIT_CODE"
    AMOUNT = "AMOUNT"
    PHONE = "PHONE"
    IDENTITY = "IDENTITY"
    PLATE = "PLATE"

    @property
    def label(self) -> str:
        """The Chinese name shown to a person."""
        return _LABELS[self]


_LABELS = {
    FactKind.PLACE: "地点",
    FactKind.TIME: "时间",
    FactKind.COMPANY: "企业",
    FactKind.CREDIT_CODE: "统一社会信用代码",
    FactKind.AMOUNT: "金额",
    FactKind.PHONE: "电话",
    FactKind.IDENTITY: "身份证号",
    FactKind.PLATE: "车牌",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One fact; `value` is its settled form, for a private number the masked one.

    Money is in yuan with two decimals, a place is its area code. `valid` is False where a check
    digit does not hold. The text of the span of a private number is masked as well: who may see
    the number cuts it out of the original by start and end.
    """

    kind: FactKind
    span: Span
    value: str
    valid: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    kind: FactKind
    pattern: re.Pattern[str]
    read: Callable[[str], tuple[str, bool] | None]


def extract(text: str, *, gazetteer: Gazetteer | None = None) -> tuple[Fact, ...]:
    """The facts of a text in the order they stand; none lies inside another.

    Places need the gazetteer of the city.
    """
    folded = text.translate(_FULL_WIDTH)
    facts: list[Fact] = []
    taken = bytearray(len(text))
    for fact in (*_by_rules(text, folded), *_places(text, gazetteer)):
        if not any(taken[fact.span.start : fact.span.end]):
            taken[fact.span.start : fact.span.end] = b"\1" * (fact.span.end - fact.span.start)
            facts.append(fact)
    return tuple(sorted(facts, key=lambda fact: fact.span.start))


def _by_rules(text: str, folded: str) -> Iterator[Fact]:
    for rule in _RULES:
        for match in rule.pattern.finditer(folded):
            read = rule.read(match.group())
            if read is None:
                continue
            value, valid = read
            start, end = match.span()
            shown = value if rule.kind in _PRIVATE else text[start:end]
            span = Span(start=start, end=end, text=shown)
            yield Fact(kind=rule.kind, span=span, value=value, valid=valid)


def _places(text: str, gazetteer: Gazetteer | None) -> Iterator[Fact]:
    """Names of the gazetteer, longest first at each place, with the area that each means here."""
    if gazetteer is None:
        return
    named = list(gazetteer.mentions(text))
    whole = gazetteer.locate(text) if named else None
    for position, name, areas in named:
        span = Span(start=position, end=position + len(name), text=name)
        yield Fact(
            kind=FactKind.PLACE,
            span=span,
            value=_meant(areas, whole=whole, gazetteer=gazetteer),
        )


def _meant(areas: tuple[str, ...], *, whole: str | None, gazetteer: Gazetteer) -> str:
    """Of several areas with one name the one that fits what the whole text speaks of."""
    here = gazetteer.knowledge.chain(whole)
    for area in areas:
        if area in here or (whole and whole in gazetteer.knowledge.chain(area)):
            return area
    return areas[0]


def _as_is(found: str) -> tuple[str, bool]:
    return found, True


def _credit(found: str) -> tuple[str, bool] | None:
    """A code with its digit; without it only if it is no identity number and has a letter."""
    code = found.upper()
    if credit_code_valid(code):
        return code, True
    return None if found.isdigit() or identity_valid(code) else (code, False)


def _identity(found: str) -> tuple[str, bool]:
    return f"{found[:6]}********{found[-4:].upper()}", identity_valid(found)


def _phone(found: str) -> tuple[str, bool]:
    digits = re.sub(r"[^\d*]", "", found)
    digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    return f"{digits[:3]}****{digits[-4:]}", True


def _plate(found: str) -> tuple[str, bool]:
    plate = re.sub(r"[·.• ]", "", found).upper()
    return f"{plate[:2]}***{plate[-2:]}", True


_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}


def _amount(found: str) -> tuple[str, bool] | None:
    """Yuan with two decimals; None for what has no number, like "几万元"."""
    match = _MONEY.match(found)
    if match is None:
        return None
    value = float((match["number"] or "0").replace(",", ""))
    for character in match["scale"] or "":
        value *= _UNITS[character]
    if match["words"]:
        value = float(chinese_number(match["words"]) or 0)
    return f"{value + (0.5 if match['half'] else 0):.2f}", True


def chinese_number(words: str) -> int | None:
    """The value of a Chinese numeral such as 三千二百, 三千二 or 一亿二千万; None for others."""
    total = section = digit = 0
    lower = 1
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
            # 三千二 is 3200, but 三千零二 is 3002.
            lower = 1 if digit == 0 else lower
            continue
        if character not in _UNITS:
            return None
        unit = _UNITS[character]
        if unit == _UNITS["亿"]:
            total, section = (total + section + digit) * unit, 0
        elif unit == _UNITS["万"]:
            total, section = total + (section + digit) * unit, 0
        else:
            section += (digit or 1) * unit
        digit, lower = 0, unit // 10
    return total + section + digit * max(lower, 1)


_MONEY = re.compile(
    r"(?:(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>[十百千万亿]*)|(?P<words>[零〇一二两三四五六七八九十百千万亿]+))"
    r"(?:多|来|余)?(?:元|块|圆|人民币)(?P<half>半)?"
)
_COMPANY_END = (
    "(?:有限责任公司|股份有限公司|集团有限公司|有限公司|分公司|子公司|总公司|集团|公司|合作社|事务所|经营部|商行|"
    "加工厂|水泥厂|化工厂|砖厂|工厂)"
)
_NOT_NAME = (
    "的了在是和与跟被把给向对到去从由这那该此我你他她它们某本贵哪每各请求找问告因为但并而且就都也还说叫让将以及等"
    "投诉举报反映要求希望位于名为关于目前现在附近旁边一家二两几有没无使指享受验收款销个可"
)
_RULES = (
    _Rule(
        kind=FactKind.CREDIT_CODE,
        pattern=re.compile(
            r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{2}\d{6}"
            r"[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{10}(?![0-9A-Za-z])"
        ),
        read=_credit,
    ),
    _Rule(
        kind=FactKind.IDENTITY,
        pattern=re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"),
        read=_identity,
    ),
    _Rule(
        kind=FactKind.PHONE,
        pattern=re.compile(
            r"(?<![\d-])(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?[\d*]{4}[- ]?\d{4}"
            r"|\(?0(?:10|2\d|[3-9]\d{2})\)?[- —]?[2-9]\d{6,7})(?!\d)"
        ),
        read=_phone,
    ),
    _Rule(
        kind=FactKind.PLATE,
        pattern=re.compile(rf"[{_PROVINCES}][A-Za-z][·.• ]?[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])"),
        read=_plate,
    ),
    _Rule(
        kind=FactKind.AMOUNT,
        pattern=re.compile(
            r"(?<![\d.,])\d[\d,]*(?:\.\d+)?[十百千万亿]{0,2}(?:多|来|余)?(?:元|块(?!地|石|砖|板|牌)|圆|人民币)半?"
            r"|[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*(?:多|来|余)?(?:元(?!旦|月|宵)|块(?=钱|多|$|[，。；！,;]))"
        ),
        read=_amount,
    ),
    _Rule(
        kind=FactKind.TIME,
        pattern=re.compile(
            r"(?:(?:19|20)\d{2}|今|去|前|明)年(?:的?\d{1,2}月(?:\d{1,2}[日号])?|[上下]半年|[年]?[初底])?"
            r"|(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:[12]\d|3[01]|0?[1-9])(?!\d)"
            rf"|(?:\d{{1,2}}|{_NUMERAL}{{1,2}})月(?:份|(?:\d{{1,2}}|{_NUMERAL}{{1,3}})[日号]|[初底])"
            rf"|(?:大前|前|昨|今|明|后)(?:天|日|晚|早|晨)(?:{_PART})?(?:{_NUMERAL}{{1,3}}点半?|\d{{1,2}}[点时:：](?:[0-5]?\d分?|半)?)?"
            rf"|(?:上|这|本|下)个?(?:周|星期|礼拜)[一二三四五六日天末]?|上个?月|本月|这个月|下个?月"
            rf"|(?:近|最近|这)?(?:\d+|{_NUMERAL}{{1,3}})(?:多)?(?:个(?:多)?(?:月|小时|星期|礼拜)|年|天|周)(?:以前|之前|前|以来|了)"
            rf"|(?:{_PART})?(?<!\d)(?:[01]?\d|2[0-4])(?:[:：][0-5]\d|[点时](?:[0-5]?\d分|半|整)?)(?!\d|多?钱)"
            rf"|(?:{_PART}){_NUMERAL}{{1,3}}点(?:半|多|{_NUMERAL}{{1,3}}分)?"
        ),
        read=_as_is,
    ),
    _Rule(
        kind=FactKind.COMPANY,
        pattern=re.compile(
            rf"(?!市(?!政))(?:(?![{_NOT_NAME}])[\u4e00-\u9fa5A-Za-z0-9()（）·]){{2,20}}?{_COMPANY_END}(?![\u4e00-\u9fa5]?公司)"
        ),
        read=_as_is,
    ),
)
_PRIVATE = frozenset({FactKind.PHONE, FactKind.IDENTITY, FactKind.PLATE})
