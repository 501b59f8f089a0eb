"""Views (常用视图) of the ticket list that people keep: filters under a name."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.base import UtcDateTime, enum_type
from models.enums import Labelled


class Sharing(Labelled):
    """Who else sees a view."""

    OWN = "own", "仅自己"
    ROLE = "role", "同角色的人"
    UNIT = "unit", "本单位"


class SavedView(SQLModel, table=True):
    """Filters of the ticket list under a name; `query` is what stands behind `?` in its address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("owner_key", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    owner_key: str = Field(max_length=80)
    owner: str = Field(max_length=100)
    role: str = Field(max_length=32, index=True)
    department_code: str | None = Field(default=None, foreign_key="department.code")
    name: str = Field(max_length=30)
    query: str = Field(max_length=1000)
    shared: Sharing = Field(default=Sharing.OWN, sa_type=enum_type(Sharing))
    is_default: bool = Field(default=False, description="The list opens with it, for its owner.")
    made_at: datetime = Field(sa_type=UtcDateTime)
