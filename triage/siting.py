"""Whether words say where to go, by the shape of a place's name, whatever city it is in.

The gazetteer knows the city's own names; a new housing estate or a bus stop is in no list, but
"春江花园2栋" or "建设路与人民路路口" leads to the right door all the same.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("siting.csv")
_HAN = "\u4e00-\u9fa5"
_COUNT = r"(?:[0-9A-Za-z]{1,4}|[一二三四五六七八九十百]{1,4})"
# What follows the own name of a place: the longer word first.
_KINDS = (
    "小区|花园|家园|新村|新城|公寓|苑|山庄|公馆|家属院|宿舍|豪庭|雅居|社区|"
    "农贸市场|批发市场|菜市场|集贸市场|市场|商业街|步行街|购物中心|商场|广场|大厦|写字楼|"
    "幼儿园|小学|中学|大学|学院|学校|卫生院|医院|公园|体育馆|图书馆|"
    "公交车站|公交站|地铁站|地铁口|轻轨站|火车站|高铁站|汽车站|客运站|"
    "立交桥|高架桥|天桥|大桥|立交|桥|隧道|工业园|产业园|科技园|水库|渔港|码头|村委会|居委会|村"
)
# What a kind of place goes on to when it is none: 市场监管局, 村民, 中学籍.
_GOES_ON = (
    "监|籍|科|价|经济|秩序|主体|化|份额|营销|民|干部|支书|里人|梁|墩|保安|医生|生"
)  # fmt: skip
_NAMED = re.compile(f"(?=([{_HAN}A-Za-z0-9]{{2}})(?:{_KINDS})(?!{_GOES_ON}))")
_ROAD = f"(?=([{_HAN}]{{2}})(?:大道|路|街|巷|胡同)"
_OTHER_ROAD = f"[与和跟、到至]?[{_HAN}]{{2,4}}(?:大道|路|街|巷)"
_ON_A_ROAD = (
    re.compile(rf"{_ROAD}(?:{_OTHER_ROAD})?(?:十字)?(?:路口|交叉口|交汇处|口|拐角))"),
    re.compile(rf"{_ROAD}{_OTHER_ROAD}(?:交叉|交汇|路口|口|之间|路段|段)?)"),
    re.compile(rf"{_ROAD}(?:{_COUNT}号|[东西南北中]段|段|[东西南北]侧|边|旁|附近|门口|与))"),
)
_AT_A_DOOR = (
    re.compile(
        rf"(?=([{_HAN}]{{2}}){_COUNT}"
        r"(?:号楼|栋|幢|号院|弄|单元|组(?=[0-9一二三四五六七八九十路口村]|$)))"
    ),
    re.compile(rf"(?=([{_HAN}]{{2}})站(?:[A-Ha-h]|[0-9]{{1,2}})?号?出?口)"),
    re.compile(rf"(?={_COUNT}号线([{_HAN}]{{2}})[{_HAN}]{{0,4}}站)"),
)


def is_sited(text: str) -> bool:
    """Tell whether a text names a place that somebody can be sent to."""
    return any(_named(text))


def _named(text: str) -> Iterator[str]:
    """The two characters before each kind of place that are the end of a name of its own."""
    told = _words()
    for pattern in (_NAMED, *_AT_A_DOOR):
        for match in pattern.finditer(text):
            name = match[1]
            # 第三中学 has a number for its name, 两三小区 has none.
            is_numbered = name.startswith("第")
            if name not in told["vague"] and (is_numbered or name[-1] not in told["end"]):
                yield name
    for pattern in _ON_A_ROAD:
        for match in pattern.finditer(text):
            if match[1][-1] not in told["no_road"] and match[1] not in told["vague"]:
                yield match[1]


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """What stands before the kind of a place and names nothing; data (`siting.csv`), read once.

    `vague` are whole words (whose it is, which sort), `end` and `no_road` single characters.
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["what"]: frozenset(row["words"].split()) for row in csv.DictReader(file)}
