"""What somebody should know of a ticket (提醒): warnings, supervision, replies to a request."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Labelled, Role


class NoticeKind(Labelled):
    """What a notice is about."""

    YELLOW = "yellow", "将到期"
    RED = "red", "已超期"
    REMINDED = "reminded", "诉求人催办"
    SUPERVISED = "supervised", "督办"
    ESCALATED = "escalated", "升级督办"
    EXTENSION = "extension", "延期审批"
    EXCLUSION = "exclusion", "剔除审批"
    TASK = "task", "交办"
    REPLY_REJECTED = "reply_rejected", "答复退回"
    REWORK = "rework", "重办"
    REVISIT_DUE = "revisit_due", "待回访到期"
    REVIEW_DUE = "review_due", "挂账复核"
    AUTOMATIC_OFF = "automatic_off", "自动派单已停用"
    REORGANISED = "reorganised", "机构调整"
    BURST = "burst", "集中诉求"


class Notice(SQLModel, table=True):
    """One notice to a unit or to a role; `effect` names its cause, so that each comes once."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_inbox", "department_code", "role", "read_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    effect: str = Field(max_length=120, unique=True)
    kind: NoticeKind = Field(sa_type=enum_type(NoticeKind))
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    department_code: str | None = Field(default=None, foreign_key="department.code")
    role: Role | None = Field(default=None, sa_type=enum_type(Role))
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_by: str | None = Field(default=None, max_length=100)
