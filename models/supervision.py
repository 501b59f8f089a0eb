"""Urging a late or repeatedly failed ticket (督办), and raising it a level (升级)."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Labelled

_STANDING = text("ended_at IS NULL")

#: Level of the city's leaders; nobody stands above them.
HIGHEST = 3


class SupervisionCause(Labelled):
    """What a supervision was begun for (督办事由)."""

    OVERDUE = "overdue", "超期未办结"
    ROUNDS = "rounds", "多轮办理仍不满意"
    REDIRECTS = "redirects", "多次转派"
    FALSE_CLOSE = "false_close", "疑似假办结"
    ORDERED = "ordered", "督办员决定"


class Supervision(SQLModel, table=True):
    """One supervision of a ticket: level 1 is 督办, higher ones are 升级; the unit must answer."""

    __tablename__ = "supervision"
    __table_args__ = (
        Index("ix_supervision_unanswered", "answer_due_at", "id",
              sqlite_where=_STANDING, postgresql_where=_STANDING),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    department_code: str | None = Field(default=None, foreign_key="department.code", index=True)
    level: int
    cause: SupervisionCause = Field(sa_type=enum_type(SupervisionCause))
    round: int
    reason: str
    opened_by: str = Field(max_length=100)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    answer_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str = ""
    answered_by: str | None = Field(default=None, max_length=100)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Answered, escalated, or the ticket closed."
    )
