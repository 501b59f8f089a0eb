"""Texts that a unit begins its replies with (答复模板), with places that are filled in."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.base import UtcDateTime


class ReplyTemplate(SQLModel, table=True):
    """One text of a unit; without a unit it is every unit's."""

    __tablename__ = "reply_template"
    __table_args__ = (UniqueConstraint("department_code", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    department_code: str | None = Field(default=None, foreign_key="department.code")
    name: str = Field(max_length=50)
    text: str
    version: int = 1
    updated_by: str = Field(max_length=100)
    updated_at: datetime = Field(sa_type=UtcDateTime)
