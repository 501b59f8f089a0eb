"""A unit's objection to a dispatch (退单), and the arbitration (会商) that ends a dispute."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Decision, ReturnReason


class ReturnRequest(SQLModel, table=True):
    """Why a unit sends a ticket back, whom it names instead, and what was decided."""

    __tablename__ = "return_request"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    assignment_id: int = Field(foreign_key="assignment.id", index=True)
    department_code: str = Field(foreign_key="department.code", index=True)
    reason_code: ReturnReason = Field(sa_type=enum_type(ReturnReason))
    basis: str
    counter_unit: str | None = Field(default=None, foreign_key="department.code")
    requested_by: str = Field(max_length=100)
    requested_at: datetime = Field(sa_type=UtcDateTime, index=True)
    decision: Decision | None = Field(default=None, sa_type=enum_type(Decision))
    decision_reason: str = ""
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Arbitration(SQLModel, table=True):
    """A supervisor's decision on a contested ticket; it leaves a lasting duty behind."""

    __tablename__ = "arbitration"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    department_code: str = Field(foreign_key="department.code")
    duty_code: str | None = Field(default=None, foreign_key="duty.code")
    reason: str
    decided_by: str = Field(max_length=100)
    decided_at: datetime = Field(sa_type=UtcDateTime)
