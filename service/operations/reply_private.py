"""Where a text for the citizen tells who somebody else is: numbers, names, front doors."""

import re
from collections.abc import Iterator

from triage.text import EMAIL, IDENTITY, NUMBER, PHONE, PLATE, masked_pieces

#: A landline is how a unit is reached; a mobile number is a person's.
_LANDLINE = re.compile(r"0\d{2,3}[-— ]?\d{7,8}")
#: A shorter number is a case, a clause, an account of the unit's own.
_CARD = 15

# The hundred commonest family names hold nearly nine tenths of all people.
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_TITLED = rf"[{_FAMILY}][\u4e00-\u9fff]{{1,2}}(?=先生|女士|小姐|大爷|阿姨|老人)"
_ROLED = (
    r"(?:被?举报人|被?投诉人|来电人|反映人|诉求人|信访人|报料人|当事人)(?:为|是|系|叫|名叫|姓名)?[:：]?"
    rf"([{_FAMILY}](?:某[某\u4e00-\u9fff]?|[\u4e00-\u9fff]{{1,2}}))"
    r"(?=先生|女士|同志|反映|举报|投诉|来电|[，。、；：！？（(,;\s]|$)"
)
_NAMED = re.compile(f"{_TITLED}|{_ROLED}")
_DOOR = re.compile(
    r"(?<![\d-])(?:\d{1,4}\s*(?:号楼|幢|栋|座)\s*(?:\d{1,3}\s*(?:单元|门)\s*)?\d{2,4}\s*[室户号]?"
    r"|\d{1,3}\s*单元\s*\d{2,4}\s*[室户号]?|\d{1,4}[-#]\d{1,3}[-#]\d{2,4}|\d{3,4}\s*[室户](?!外))(?![\d-])"
)
# In a reply on a sealed ticket (举报) even the family name tells.
_SALUTED = re.compile(rf"[{_FAMILY}](?:某{{1,2}}|先生|女士)")


def strangers(text: str, *, known: str, own: str, is_sealed: bool) -> list[tuple[int, int]]:
    """Return the places that tell who somebody else is, in order.

    `known` is what the citizen said himself, whose front door may be repeated to him; `own` holds
    the numbers that belong to the unit or the ticket. Where `is_sealed` nobody is named at all.
    """
    return sorted({*_numbers(text, own), *_names(text, known, is_sealed), *_doors(text, known)})


def _numbers(text: str, own: str) -> Iterator[tuple[int, int]]:
    for piece, start, end in masked_pieces(text):
        said = text[start:end]
        if said not in own and _tells(piece, said):
            yield start, end


def _tells(kind: str, said: str) -> bool:
    """Whether a number of this kind belongs to a person rather than to an office or a file."""
    if kind == PHONE:
        return _LANDLINE.fullmatch(said) is None
    return kind in {EMAIL, IDENTITY, PLATE} or (kind == NUMBER and len(said) >= _CARD)


def _names(text: str, known: str, is_sealed: bool) -> Iterator[tuple[int, int]]:
    for found in _NAMED.finditer(text):
        # The name alone where a role stands before it.
        group = 1 if found.group(1) else 0
        if is_sealed or found.group(group) not in known:
            yield found.span(group)
    if is_sealed:
        for found in _SALUTED.finditer(text):
            yield found.span()


def _doors(text: str, known: str) -> Iterator[tuple[int, int]]:
    for found in _DOOR.finditer(text):
        if re.sub(r"\s", "", found.group()) not in re.sub(r"\s", "", known):
            yield found.span()
