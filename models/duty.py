"""The duty list (权责清单): who owns which matter, on what basis, where, and from when to when."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import DutyOrigin


class Duty(SQLModel, table=True):
    """One duty; `lead` is a department's code, or DISTRICT or STREET for the place's own (属地)."""

    __tablename__ = "duty"

    code: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=200)
    category_code: str = Field(foreign_key="category.code", index=True)
    lead: str = Field(max_length=32, index=True)
    assisting: str = Field(default="", description="Codes, separated by semicolons.")
    basis: str = Field(description="Title (and article) of the law or rule it rests on.")
    area_code: str | None = Field(default=None, foreign_key="area.code")
    level: str = Field(default="", max_length=16)
    origin: DutyOrigin = Field(default=DutyOrigin.LIST, sa_type=enum_type(DutyOrigin))
    valid_from: date
    valid_to: date | None = None
    edition: int = Field(default=0, description="The edition of the list that brought it.")
    ended_edition: int | None = Field(default=None, description="The edition that ended it.")

    def is_valid(self, on: date) -> bool:
        """Tell whether the duty is in force on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def family(self) -> str:
        """The code that all versions of a duty share; a later version appends `.2`, `.3`, …"""
        return family_of(self.code)


class DutyEdition(SQLModel, table=True):
    """One revision of the whole list: who changed it, when, and why."""

    __tablename__ = "duty_edition"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    note: str = ""
    made_by: str = Field(max_length=100)
    made_at: datetime = Field(sa_type=UtcDateTime)


def family_of(code: str) -> str:
    """Return the part of a duty's code that its versions share."""
    return code.partition(".")[0]
