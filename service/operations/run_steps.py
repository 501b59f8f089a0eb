"""The steps of each kind of run in the order they come, and how much of the whole each takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.run import RunKind


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: what people call it, and the share of the whole at which it ends."""

    label: str
    until: float


#: Shares were measured on 20,000 tickets; only their order is promised.
STEPS: Mapping[RunKind, tuple[Step, ...]] = {
    RunKind.TRAIN: (
        Step(label="读取历史工单", until=0.05),
        Step(label="清理和标注", until=0.13),
        Step(label="学习，留出最新一段用来考核", until=0.47),
        Step(label="用没有学过的工单考核", until=0.52),
        Step(label="连同留出的工单再学一遍", until=0.95),
        Step(label="写入候选制品", until=1.0),
    ),
    RunKind.CHECK: (
        Step(label="读取文件", until=0.3),
        Step(label="逐行检查", until=1.0),
    ),
    RunKind.IMPORT: (
        Step(label="读取文件", until=0.05),
        Step(label="分批写入", until=1.0),
    ),
}


def step_at(kind: RunKind, share: float) -> int:
    """Return the step that a share lies in; one at a border belongs to the step beginning there."""
    steps = STEPS[kind]
    return next((at for at, step in enumerate(steps) if share < step.until), len(steps) - 1)
