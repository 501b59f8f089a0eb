"""Units that act on tickets (承办单位), and how they became one another."""

from datetime import date

from sqlmodel import Field, SQLModel

from models.base import enum_type
from models.enums import DepartmentKind, Labelled


class SuccessionKind(Labelled):
    """How one unit became another."""

    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    RENAME = "rename", "更名"
    TRANSFER = "transfer", "职责划转"


class Department(SQLModel, table=True):
    """A unit; it is valid from `valid_from` to `valid_to`, both days included."""

    __tablename__ = "department"

    code: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=100, unique=True)
    short_name: str = Field(max_length=50)
    aliases: str = Field(default="", description="Other names, separated by semicolons.")
    kind: DepartmentKind = Field(sa_type=enum_type(DepartmentKind))
    area_code: str | None = Field(default=None, foreign_key="area.code", index=True)
    parent_code: str | None = Field(default=None, foreign_key="department.code", index=True)
    valid_from: date
    valid_to: date | None = None
    contacts: str = Field(default="", max_length=500, description="People and telephones, by line.")

    def is_valid(self, on: date) -> bool:
        """Tell whether the unit exists on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Succession(SQLModel, table=True):
    """From `effective_on` the successor does what the predecessor did.

    A split has one row a part; `category_prefix` says which matters a part took over, and the row
    without one takes the rest. A transfer leaves its predecessor in being: only the matters of the
    prefix went over.
    """

    __tablename__ = "succession"

    id: int | None = Field(default=None, primary_key=True)
    predecessor_code: str = Field(foreign_key="department.code", index=True)
    successor_code: str = Field(foreign_key="department.code", index=True)
    kind: SuccessionKind = Field(sa_type=enum_type(SuccessionKind))
    effective_on: date
    category_prefix: str = Field(default="", max_length=6)
