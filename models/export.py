"""Files taken away (数据导出): who took what, when, by which filters, and how many rows."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Labelled, Role


class ExportKind(Labelled):
    """What a file that was taken away holds."""

    TICKETS = "tickets", "工单列表"
    SAMPLES = "samples", "去标识样本"
    FIGURES = "figures", "统计指标"
    BRIEF = "brief", "简报"
    EVENTS = "events", "办理记录"
    LOOKS = "looks", "身份查看记录"
    REFUSED = "refused", "未通过的导入行"


class ExportRecord(SQLModel, table=True):
    """One file taken away; appended, never changed. `address` leads to what it was taken from."""

    __tablename__ = "export_record"

    id: int | None = Field(default=None, primary_key=True)
    kind: ExportKind = Field(sa_type=enum_type(ExportKind))
    form: str = Field(max_length=8, description="csv, xlsx or json.")
    conditions: str = Field(max_length=2000, description="The filters in words, numbers masked.")
    address: str = Field(max_length=2000)
    rows: int
    actor_key: str = Field(max_length=80)
    actor: str = Field(max_length=100)
    role: Role = Field(sa_type=enum_type(Role))
    at: datetime = Field(sa_type=UtcDateTime, index=True)
