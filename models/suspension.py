"""Putting a long-standing matter aside (挂账) with milestones and a review each quarter."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime

_RUNNING = text("ended_at IS NULL")
_UNTOLD = text("ended_at IS NULL AND told_on IS NULL")


class Suspension(SQLModel, table=True):
    """One stretch in which a ticket's clock stands still; one runs at a time."""

    __tablename__ = "suspension"
    __table_args__ = (
        Index("uq_suspension_running", "ticket_id", unique=True,
              sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_suspension_review", "review_on", "ticket_id",
              sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    round: int
    reason: str
    started_by: str = Field(max_length=100)
    started_at: datetime = Field(sa_type=UtcDateTime)
    review_on: date = Field(description="Day of the next review.")
    told_on: date | None = Field(default=None, description="When that review was called for.")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Milestone(SQLModel, table=True):
    """One stage of a suspended matter (阶段目标) and when it was reached."""

    __tablename__ = "milestone"

    id: int | None = Field(default=None, primary_key=True)
    suspension_id: int = Field(foreign_key="suspension.id", index=True)
    name: str = Field(max_length=200)
    due_on: date
    reached_on: date | None = None
    remark: str = ""
