"""The ticket (工单), and the counter its numbers come from."""

from datetime import date, datetime

from sqlalchemy import Column, Index, Integer
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Channel, Closure, Kind, Status, TicketOrigin, Urgency

# SQLAlchemy compares and raises it with every change: of two writers exactly one wins.
_VERSION = Column("version", Integer, nullable=False)


class Ticket(SQLModel, table=True):
    """One matter of one citizen; `version` is compared and raised by every change of the row."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_worklist", "status", "lead_code", "due_at", "id"),
        Index("ix_ticket_status_step", "status", "step_due_at"),
        Index("ix_ticket_received", "received_at", "id"),
        Index("ix_ticket_lead", "lead_code", "received_at", "id"),
        Index("ix_ticket_step", "step_due_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=32, unique=True)
    query_code: str = Field(max_length=6)
    version: int = Field(default=1, sa_column=_VERSION)
    status: Status = Field(default=Status.RECEIVED, sa_type=enum_type(Status))
    closure: Closure | None = Field(default=None, sa_type=enum_type(Closure))
    round: int = 1
    origin: TicketOrigin = Field(default=TicketOrigin.LIVE, sa_type=enum_type(TicketOrigin))

    kind: Kind = Field(sa_type=enum_type(Kind))
    channel: Channel = Field(sa_type=enum_type(Channel))
    source_line: str = Field(default="", max_length=32, description="Code of a merged former line.")
    urgency: Urgency = Field(default=Urgency.NORMAL, sa_type=enum_type(Urgency))
    title: str = Field(default="", max_length=200)
    text: str = Field(description="The citizen's words as they came; never rewritten.")
    address: str = Field(default="", max_length=300)
    area_code: str | None = Field(default=None, foreign_key="area.code")
    category_code: str | None = Field(default=None, foreign_key="category.code", index=True)
    is_confidential: bool = False
    citizen_id: int | None = Field(default=None, foreign_key="citizen.id", index=True)

    lead_code: str | None = Field(default=None, foreign_key="department.code")
    first_lead_code: str | None = Field(default=None, foreign_key="department.code")
    is_forced: bool = Field(default=False, description="The lead was decided by arbitration.")
    return_count: int = 0
    redirect_count: int = 0
    revisit_attempts: int = 0
    reminder_count: int = 0
    suspected_false_close: bool = False

    policy_version: int = 1
    received_at: datetime = Field(sa_type=UtcDateTime)
    received_by: str = Field(max_length=100)
    dispatched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_explanation: str = ""
    step_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    event_count: int = Field(default=0, description="How many events the chain must hold.")
    event_head: str = Field(default="", max_length=64, description="Hash of the newest event.")

    __mapper_args__ = {"version_id_col": _VERSION}


class TicketCounter(SQLModel, table=True):
    """How many ticket numbers a day has given out."""

    __tablename__ = "ticket_counter"

    day: date = Field(primary_key=True)
    last: int = 0
