"""The duty list (权责清单): who owns which matter, on what basis, where, and from when to when."""

from datetime import date

from sqlmodel import Field, SQLModel

from models.base import enum_type
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

    def is_valid(self, on: date) -> bool:
        """Tell whether the duty is in force on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
