"""What the check of a history file found, as a value that goes to JSON and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

#: What each column of a history is called on pages.
COLUMNS: Mapping[str, str] = {
    "text": "诉求内容",
    "unit": "承办单位",
    "received_at": "受理时间",
    "id": "工单编号",
    "title": "标题",
    "address": "地址",
    "area": "区域",
    "kind": "诉求类型",
    "category": "诉求分类",
    "first_unit": "首派单位",
    "returned": "是否退单",
    "satisfaction": "满意度",
    "channel": "渠道",
}
#: With fewer rows of our own units a file speaks of another city: it can only be trained on.
_OURS = 0.5


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one row: its line, the column's header, what stands there, and why."""

    line: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the check of a file found; `chosen` is canonical name -> header.

    `counts` are rows by what is wrong with them; `faults` and `samples` are the first of many.
    """

    headers: tuple[str, ...]
    chosen: Mapping[str, str]
    missing: tuple[str, ...] = ()
    encoding: str = ""
    rows: int = 0
    good: int = 0
    ours: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    samples: tuple[Mapping[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_foreign(self) -> bool:
        """Whether the units are mostly not this city's."""
        return self.ours < _OURS * self.rows

    @property
    def has_times(self) -> bool:
        """Whether a column says when the tickets came in."""
        return "received_at" in self.chosen

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Findings":
        """Read what `to_json` wrote."""
        fields = json.loads(line)
        fields["faults"] = tuple(Fault(**one) for one in fields["faults"])
        for name in ("headers", "missing", "samples", "remarks"):
            fields[name] = tuple(fields[name])
        return cls(**fields)
