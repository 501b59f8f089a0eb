"""Which column of a stranger's table is which: canonical names, usual Chinese headers, `--map`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from training.errors import ColumnMissing, MappingInvalid

# Canonical name -> headers that are recognised without being told, most telling first.
KNOWN_HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "reference", "工单编号", "工单号", "编号", "流水号", "受理编号", "留言编号"),
        "received_at": (
            "received_at",
            "created_at",
            "受理时间",
            "来电时间",
            "创建时间",
            "登记时间",
            "留言时间",
            "诉求时间",
            "反映时间",
            "时间",
            "日期",
        ),
        "title": ("title", "标题", "主题", "诉求标题", "工单标题", "留言主题", "事项标题"),
        "text": (
            "text",
            "诉求内容",
            "内容",
            "留言详情",
            "正文",
            "工单内容",
            "反映内容",
            "来电内容",
            "主要内容",
            "问题描述",
            "诉求描述",
            "content",
        ),
        "address": ("address", "地址", "诉求地址", "事发地址", "地点", "事发地点", "详细地址"),
        "area": ("area", "区域", "所属区域", "属地", "行政区划", "区县", "事发区域"),
        "kind": ("kind", "诉求类型", "工单类型", "类型", "诉求性质"),
        "category": ("category", "诉求分类", "分类", "类别", "事项分类", "问题分类", "类别编码"),
        "unit": (
            "unit",
            "承办单位",
            "主办单位",
            "处理部门",
            "承办部门",
            "责任单位",
            "办理单位",
            "一级标签",
            "label",
            "department",
            "单位",
            "部门",
        ),
        "first_unit": ("first_unit", "首派单位", "首次派单单位", "初派单位", "首次承办单位"),
        "returned": ("returned", "是否退单", "退单", "是否退回"),
        "satisfaction": ("satisfaction", "满意度", "满意情况", "是否满意", "评价"),
        "channel": ("channel", "渠道", "来源", "受理渠道", "诉求来源", "来源渠道"),
        "group": ("group",),
    }
)
_ALIASES = {"label": "unit", "reference": "id", "date": "received_at", "created_at": "received_at"}
_SPACE = re.compile(r"[\s\u3000*＊:：()()（）]+")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The position of each canonical column in a table, and the headers as they were seen."""

    positions: Mapping[str, int]
    headers: tuple[str, ...]

    def named(self) -> Mapping[str, str]:
        """Return canonical name -> header, for telling people how the file was understood."""
        return {name: self.headers[at] for name, at in self.positions.items()}


def parse_map(text: str) -> Mapping[str, str]:
    """Read `text=诉求内容,label=承办单位` into canonical name -> header; raise `MappingInvalid`."""
    mapping: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in re.split(r"[,，]", text))):
        name, sign, column = part.partition("=")
        if not sign or not column.strip():
            raise MappingInvalid(part=part, why="应写成 名称=列名")
        mapping[_canonical(name=name.strip(), part=part)] = column.strip()
    return mapping


def locate(
    *, headers: Sequence[str], mapping: Mapping[str, str], required: Sequence[str]
) -> Layout:
    """Find every canonical column among `headers`; what `mapping` names wins over recognition.

    Raises `MappingInvalid` where a mapped header is not there, `ColumnMissing` where a required
    column is neither mapped nor recognised.
    """
    positions = _mapped(headers=headers, mapping=mapping)
    folded = {_fold(header): at for at, header in reversed(list(enumerate(headers)))}
    taken = set(positions.values())
    for name, spellings in KNOWN_HEADERS.items():
        if name in positions:
            continue
        found = next((folded[key] for key in map(_fold, spellings) if key in folded), None)
        if found is not None and found not in taken:
            positions[name] = found
            taken.add(found)
    missing = [name for name in required if name not in positions]
    if missing:
        raise ColumnMissing(missing=missing, seen=[header for header in headers if header])
    return Layout(positions=positions, headers=tuple(headers))


def header_score(*, cells: Sequence[str], mapping: Mapping[str, str]) -> int:
    """Return how many cells of a row look like headers; a mapped header counts three times."""
    mapped = {_fold(column) for column in mapping.values()}
    folded = {_fold(cell) for cell in cells if cell}
    return 3 * len(folded & mapped) + len(folded & _ALL_HEADERS)


def _mapped(*, headers: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    by_fold = {_fold(header): at for at, header in reversed(list(enumerate(headers)))}
    positions: dict[str, int] = {}
    for raw_name, column in mapping.items():
        part = f"{raw_name}={column}"
        name = _canonical(name=raw_name, part=part)
        if _fold(column) not in by_fold:
            seen = "、".join(header for header in headers if header)
            raise MappingInvalid(part=part, why=f"文件里没有这一列，有的是：{seen}")
        positions[name] = by_fold[_fold(column)]
    return positions


def _canonical(*, name: str, part: str) -> str:
    canonical = _ALIASES.get(name.lower(), name.lower())
    if canonical not in KNOWN_HEADERS:
        raise MappingInvalid(part=part, why=f"不认识 {name}，可用的有 {'、'.join(KNOWN_HEADERS)}")
    return canonical


def _fold(header: str) -> str:
    return _SPACE.sub("", header).lower()


_ALL_HEADERS = frozenset(_fold(header) for names in KNOWN_HEADERS.values() for header in names)
