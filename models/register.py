"""What was changed from the registers' pages, from people to calendar: appended, never changed."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Labelled


class Register(Labelled):
    """Which register an administrative change concerns; the others keep editions of their own."""

    USER = "user", "用户"
    TOKEN = "token", "接口令牌"
    UNIT = "unit", "单位"
    TEMPLATE = "template", "答复模板"
    THEME = "theme", "每月一题"
    AUTOMATIC = "automatic", "自动派单"
    ARTIFACT = "artifact", "模型制品"
    CALENDAR = "calendar", "工作日历"


class RegisterChange(SQLModel, table=True):
    """One change of one entry, told in a sentence, with who made it."""

    __tablename__ = "register_change"

    id: int | None = Field(default=None, primary_key=True)
    kind: Register = Field(sa_type=enum_type(Register))
    key: str = Field(max_length=32, description="The entry's id or code.")
    name: str = Field(max_length=100, description="What the entry was called then.")
    said: str = Field(max_length=2000)
    changed_by: str = Field(max_length=100)
    changed_by_key: str = Field(max_length=80)
    changed_at: datetime = Field(sa_type=UtcDateTime, index=True)
