"""A unit's own extra working days (5+X): offices of service halls that open on a weekend day."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime
from models.workdays import ExtraWorkday


class UnitWorkday(SQLModel, table=True):
    """On this weekday, holidays apart, the unit works although the city's calendar does not.

    Rows are ended, never deleted: what a deadline was counted with can be looked up again.
    """

    __tablename__ = "unit_workday"

    id: int | None = Field(default=None, primary_key=True)
    department_code: str = Field(foreign_key="department.code", index=True)
    weekday: int = Field(description="0 is Monday, 6 is Sunday.")
    valid_from: date
    valid_to: date | None = None
    created_by: str = Field(default="", max_length=100)
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_by: str = Field(default="", max_length=100)
    ended_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When `valid_to` was entered."
    )

    def extra(self) -> ExtraWorkday:
        """Return the row as a value."""
        return ExtraWorkday(
            weekday=self.weekday, valid_from=self.valid_from, valid_to=self.valid_to
        )

    def known(self, at: datetime) -> ExtraWorkday | None:
        """Return the row as it was known at an instant; nothing before it was entered."""
        if self.created_at > at:
            return None
        ended = self.ended_at is not None and self.ended_at <= at
        return ExtraWorkday(
            weekday=self.weekday,
            valid_from=self.valid_from,
            valid_to=self.valid_to if ended else None,
        )
