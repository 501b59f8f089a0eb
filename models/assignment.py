"""Which unit holds a ticket, when, as lead (主办), assisting (协办) or by task (交办)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import AssignmentEnd, AssignmentPart


class Assignment(SQLModel, table=True):
    """One stretch in which one unit holds one ticket; the duty quoted is copied as it was."""

    __tablename__ = "assignment"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    department_code: str = Field(foreign_key="department.code", index=True)
    part: AssignmentPart = Field(sa_type=enum_type(AssignmentPart))
    round: int = 1
    duty_code: str | None = Field(default=None, max_length=32)
    basis: str = ""
    suggestion_id: str | None = Field(default=None, foreign_key="suggestion.id")
    parent_id: int | None = Field(default=None, foreign_key="assignment.id", index=True)
    task: str = Field(default="", description="What an assisting unit or a task is to do.")
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str = ""
    finished_by: str | None = Field(default=None, max_length=100)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    assigned_by: str = Field(max_length=100)
    assigned_at: datetime = Field(sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    end: AssignmentEnd | None = Field(default=None, sa_type=enum_type(AssignmentEnd))
