"""The monthly theme (每月一题): the one problem that the whole city works on for a month."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class MonthlyTheme(SQLModel, table=True):
    """The theme of one month, counted by its category (and all below it), led by one unit."""

    __tablename__ = "monthly_theme"

    month: date = Field(primary_key=True, description="The first day of the month.")
    title: str = Field(max_length=50)
    category_code: str = Field(foreign_key="category.code", max_length=6)
    lead_code: str = Field(foreign_key="department.code", max_length=32)
    version: int = 1
    updated_by: str = Field(max_length=100)
    updated_at: datetime = Field(sa_type=UtcDateTime)
