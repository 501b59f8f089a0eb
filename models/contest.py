"""The register of contested matters (争议事项登记): who disputes what, what was decided."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.base import UtcDateTime


class Contest(SQLModel, table=True):
    """One entry: it speaks of texts with one of its words and of the categories below its codes.

    `units` are the disputing units' codes, DISTRICT and STREET standing for the place's own;
    `owner`, one of them, leads by present decision (现行裁定) where one unit does.
    """

    __tablename__ = "contest"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100, unique=True)
    words: str = Field(default="", description="Words of a text, separated by semicolons.")
    categories: str = Field(default="", description="Codes or their beginnings, by semicolons.")
    units: str = Field(description="Codes, separated by semicolons.")
    owner: str | None = Field(default=None, max_length=32)
    note: str = Field(default="", description="Where the line between the units runs.")
    basis: str = Field(default="", description="The law or the arbitration it rests on.")
    valid_from: date
    valid_to: date | None = None
    version: int = 1
    updated_by: str = Field(max_length=100)
    updated_at: datetime = Field(sa_type=UtcDateTime)

    def is_valid(self, on: date) -> bool:
        """Tell whether the entry holds on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class ContestDecision(SQLModel, table=True):
    """An arbitration that decided a matter of an entry; never more than one entry each."""

    __tablename__ = "contest_decision"
    __table_args__ = (UniqueConstraint("arbitration_id"),)

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    arbitration_id: int = Field(foreign_key="arbitration.id")
