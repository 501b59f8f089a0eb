"""What can go wrong between a history file and a promoted artefact, each told in one sentence."""

# ruff: noqa: N818 - these names speak the domain

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from models.errors import Conflict, HotlineError, Invalid, NotFound, Unavailable


class TrainingError(HotlineError):
    """训练未能进行。"""

    code = "training_failed"


class HistoryUnreadable(TrainingError, Invalid):
    """历史文件读不出来。"""

    code = "history_unreadable"

    def __init__(self, *, path: Path, why: str) -> None:
        self.path = path
        self.why = why
        super().__init__(f"文件 {path.name} 读不出来：{why}")


class ColumnMissing(TrainingError, Invalid):
    """历史文件缺少必需的列。"""

    code = "column_missing"

    def __init__(self, *, missing: Sequence[str], seen: Sequence[str]) -> None:
        self.missing = tuple(missing)
        self.seen = tuple(seen)
        columns = "、".join(self.seen[:40]) or "（没有表头）"
        example = ",".join(f"{name}=列名" for name in self.missing)
        if len(self.seen) >= len(self.missing):
            pairs = zip(self.missing, self.seen, strict=False)
            example = ",".join(f"{name}={column}" for name, column in pairs)
        super().__init__(
            f"找不到必需的列 {'、'.join(self.missing)}；文件里的列是：{columns}。"
            f"请指明对应关系，例如 --map {example}"
        )


class MappingInvalid(TrainingError, Invalid):
    """列对应关系写得不对。"""

    code = "mapping_invalid"

    def __init__(self, *, part: str, why: str) -> None:
        self.part = part
        self.why = why
        super().__init__(
            f"列对应关系 {part!r} 不对：{why}。写法 --map text=诉求内容,label=承办单位"
        )


class TooFewRows(TrainingError, Invalid):
    """可用于训练的记录太少。"""

    code = "too_few_rows"

    def __init__(self, *, usable: int, needed: int, read: int, dropped: Mapping[str, int]) -> None:
        self.usable = usable
        self.needed = needed
        self.read = read
        self.dropped = tuple(sorted(dropped.items()))
        reasons = "、".join(f"{label} {count} 行" for label, count in self.dropped if count)
        tail = f"；剔除的有：{reasons}" if reasons else ""
        super().__init__(
            f"读到 {read} 行，可用的只有 {usable} 行，至少要 {needed} 行才能训练{tail}。"
            "请补充历史工单或检查列对应关系"
        )


class OneClassOnly(TrainingError, Invalid):
    """历史里只有一个承办单位。"""

    code = "one_class_only"

    def __init__(self, *, label: str, rows: int) -> None:
        self.label = label
        self.rows = rows
        super().__init__(
            f"{rows} 行可用记录的承办单位全是 {label}，没有可分的对象，不必训练；"
            "请检查 label 对应的列，或换一份包含两个以上单位的历史"
        )


class VersionInvalid(TrainingError, Invalid):
    """制品版本号不合规定。"""

    code = "version_invalid"

    def __init__(self, *, version: str) -> None:
        self.version = version
        super().__init__(f"制品版本号 {version!r} 不合规定：只用字母、数字、点、横线，至多 64 字")


class VersionTaken(TrainingError, Conflict):
    """同名的制品版本已经存在。"""

    code = "version_taken"

    def __init__(self, *, version: str) -> None:
        self.version = version
        super().__init__(f"制品版本 {version} 已经存在，制品只增不改，请换一个版本号")


class VersionUnknown(TrainingError, NotFound):
    """没有这个制品版本。"""

    code = "version_unknown"

    def __init__(self, *, version: str, known: Sequence[str]) -> None:
        self.version = version
        self.known = tuple(known)
        listing = "、".join(self.known[-5:]) or "（还没有任何制品）"
        super().__init__(f"没有制品版本 {version}；现有：{listing}")


class NothingLive(TrainingError, Conflict):
    """还没有上线的制品。"""

    code = "nothing_live"

    def __init__(self) -> None:
        super().__init__("还没有上线的制品，请先训练：hotline train --history 文件")


class NothingToRollBackTo(TrainingError, Conflict):
    """没有更早的上线版本可退回。"""

    code = "nothing_to_roll_back_to"

    def __init__(self) -> None:
        super().__init__("没有更早的上线版本可退回")


class LiveMoved(TrainingError, Conflict):
    """比较期间上线版本被别人改变。"""

    code = "live_moved"

    def __init__(self, *, expected: str | None, found: str | None) -> None:
        self.expected = expected
        self.found = found
        super().__init__(
            f"比较时的上线版本是 {expected or '无'}，现在已是 {found or '无'}；请重新比较后再上线"
        )


class EvaluationDamaged(TrainingError, Unavailable):
    """制品的评估记录缺失或被改动。"""

    code = "evaluation_damaged"

    def __init__(self, *, version: str, why: str) -> None:
        self.version = version
        self.why = why
        super().__init__(f"制品 {version} 的评估记录不可信：{why}；请重新评估或重新训练")


class NotAdmitted(TrainingError, Conflict):
    """制品未达上线条件。"""

    code = "not_admitted"

    def __init__(self, *, version: str, why: Sequence[str]) -> None:
        self.version = version
        self.why = tuple(why)
        super().__init__(
            f"{version} 未达上线条件，没有启用：{'；'.join(self.why)}。"
            "可改进后重新训练；确需启用请强制启用（会留下记录）。"
        )
