"""What a matter still lacks, all of it at once (一次性告知), so that the citizen is asked once."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from models.enums import Kind
from triage.extraction import Fact, FactKind
from triage.knowledge import Knowledge
from triage.siting import is_sited

_FILE = Path(__file__).with_name("missing.csv")


class Gap(StrEnum):
    """Something that has to be known before a unit can act."""

    PLACE = "PLACE"
    TIME = "TIME"
    OBJECT = "OBJECT"
    PLATE = "PLATE"
    AMOUNT = "AMOUNT"

    @property
    def label(self) -> str:
        """The Chinese name shown to a person."""
        return _WORDS[self][0]

    @property
    def question(self) -> str:
        """The question to put to the citizen."""
        return _WORDS[self][1]


_WORDS: Mapping[Gap, tuple[str, str]] = {
    Gap.PLACE: ("具体地点", "在哪个小区、路段或门牌？"),
    Gap.TIME: ("发生时间", "什么时候发生的，是否还在持续？"),
    Gap.OBJECT: ("涉及单位", "涉及的商家、企业或单位叫什么？"),
    Gap.PLATE: ("车牌号", "车牌号是多少？"),
    Gap.AMOUNT: ("涉及金额", "涉及多少钱？"),
}


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What has been filled in beside the words; empty where nothing has."""

    kind: str = ""
    category: str = ""
    address: str = ""
    area: str = ""
    occurred: str = ""


@dataclass(frozen=True, kw_only=True)
class _Need:
    """A gap that matters to these kinds and to the categories below these codes (all: empty)."""

    gap: Gap
    kinds: frozenset[Kind]
    categories: tuple[str, ...] = ()


@cache
def needs() -> tuple[_Need, ...]:
    """Which gap is asked for when, in the order of the questions; data (`missing.csv`), read once.

    A line names the kinds of matter and the beginnings of category codes; without codes all count.
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            _Need(
                gap=Gap(row["gap"]),
                kinds=frozenset(Kind(kind) for kind in row["kinds"].split(";")),
                categories=tuple(code for code in row["categories"].split(";") if code),
            )
            for row in csv.DictReader(file)
        )


# A time that no calendar knows is still a time to the unit that goes there.
_WHENEVER = re.compile(
    "每[天日晚夜周月年]|天天|夜夜|经常|一直|长期|最近|近期|近来|至今|持续|凌晨|早上|上午|中午|下午|傍晚|"
    "晚上|夜里|半夜|深夜|周末|整[天夜]|刚才|刚刚|目前|现在"
)
_NAMED = re.compile(
    "[\u4e00-\u9fa5A-Za-z0-9]{2}(?:店|超市|商场|菜场|市场|酒店|宾馆|餐厅|饭馆|健身房|会所|影院|学校|"
    "机构|医院|诊所|药房|平台|工地|项目部|银行|4S)"
)
_BROAD = frozenset({"district", "zone"})


def missing(
    *, text: str, facts: Sequence[Fact], filled: Filled, knowledge: Knowledge
) -> tuple[Gap, ...]:
    """Return what the words and the form leave open, for this kind and category of matter."""
    known = set(_known(text, facts, filled, knowledge))
    return tuple(
        need.gap
        for need in needs()
        if need.gap not in known
        and filled.kind in need.kinds
        and (not need.categories or filled.category.startswith(need.categories))
    )


def _known(text: str, facts: Sequence[Fact], filled: Filled, knowledge: Knowledge) -> Iterator[Gap]:
    kinds = {fact.kind for fact in facts}
    if filled.address.strip() or _is_exact(filled.area, knowledge) or is_sited(text):
        yield Gap.PLACE
    if filled.occurred.strip() or FactKind.TIME in kinds or _WHENEVER.search(text):
        yield Gap.TIME
    if kinds & {FactKind.COMPANY, FactKind.CREDIT_CODE} or _NAMED.search(text):
        yield Gap.OBJECT
    if FactKind.PLATE in kinds:
        yield Gap.PLATE
    if FactKind.AMOUNT in kinds:
        yield Gap.AMOUNT


def _is_exact(area: str, knowledge: Knowledge) -> bool:
    """Whether an area is small enough to send somebody to: a place or a street."""
    found = knowledge.areas.get(area)
    return found is not None and found.level not in _BROAD
