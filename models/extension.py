"""A unit's request for more time (延期); another role decides, both deadlines are kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Decision

_PENDING = text("decision IS NULL")


class ExtensionRequest(SQLModel, table=True):
    """So many working days more, why, and what was decided; one waits at a time."""

    __tablename__ = "extension_request"
    __table_args__ = (
        CheckConstraint("days > 0", name="days_positive"),
        CheckConstraint("decided_key <> requested_key", name="two_people"),
        Index("uq_extension_request_pending", "ticket_id", unique=True,
              sqlite_where=_PENDING, postgresql_where=_PENDING),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    round: int
    department_code: str = Field(foreign_key="department.code", index=True)
    days: int = Field(description="Working days asked for.")
    reason: str
    milestones: str = Field(default="", description="Of a long-cycle matter, one a line.")
    requested_key: str = Field(max_length=80)
    requested_by: str = Field(max_length=100)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    decision: Decision | None = Field(default=None, sa_type=enum_type(Decision))
    decision_reason: str = ""
    decided_key: str | None = Field(default=None, max_length=80)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_before: datetime = Field(sa_type=UtcDateTime)
    due_after: datetime | None = Field(default=None, sa_type=UtcDateTime)
