"""Long work that a person starts from a page: a retraining, an import, the check of a file."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Labelled

#: Of those who hold it there is one at a time: trainings and imports.
SLOT = "heavy"


class RunKind(Labelled):
    """What a run does."""

    TRAIN = "train", "训练"
    CHECK = "check", "检查历史文件"
    IMPORT = "import", "导入历史"


class RunState(Labelled):
    """Where a run stands; ASKING is a checked file that waits for a person's word."""

    UPLOADING = "uploading", "上传中"
    WAITING = "waiting", "等待开始"
    RUNNING = "running", "进行中"
    ASKING = "asking", "等待确认"
    DONE = "done", "已完成"
    FAILED = "failed", "未成功"
    CANCELLED = "cancelled", "已取消"

    @property
    def is_open(self) -> bool:
        """Whether a process works on it or is about to."""
        return self in {RunState.WAITING, RunState.RUNNING}


class Run(SQLModel, table=True):
    """One run; whoever works on it holds a lease, and the next takes over where it lapses.

    `file_name` is empty where the service's own tickets teach; `mapping` is canonical=header with
    commas; `share` is how much is done, from 0 to 1; `version` the artefact that it makes.
    """

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_state", "state", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: RunKind = Field(sa_type=enum_type(RunKind))
    state: RunState = Field(sa_type=enum_type(RunState))
    slot: str | None = Field(default=None, max_length=16, unique=True)
    file_name: str = Field(default="", max_length=200)
    file_size: int = 0
    mapping: str = ""
    megabytes: int = Field(default=0, description="Memory for features; the rest goes to disk.")
    findings: str = Field(default="", description="What the check of the file found, as JSON.")
    stage: str = Field(default="", max_length=100)
    share: float = 0.0
    is_stopping: bool = Field(default=False, description="A person asked it to stop.")
    version: str | None = Field(default=None, max_length=64)
    passed: bool | None = Field(default=None, description="Whether the gates let it pass.")
    trouble: str = Field(default="", description="Why it did not succeed.")
    worker: str | None = Field(default=None, max_length=40)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    created_by: str = Field(max_length=100)
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RunLine(SQLModel, table=True):
    """One line of what a run tells, in plain words."""

    __tablename__ = "run_line"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    text: str
