"""Taking a ticket out of the assessed set (剔除); two people decide."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Decision, Labelled

_PENDING = text("decision IS NULL")


class ExclusionReason(Labelled):
    """Why a ticket should not be assessed (剔除理由)."""

    UNREASONABLE = "unreasonable", "诉求不合法不合理"
    MALICIOUS = "malicious", "恶意骚扰或重复缠诉"
    UNVERIFIABLE = "unverifiable", "反映情况查无实据"
    POLICY_LIMIT = "policy_limit", "受现行政策所限"
    LEGAL_CHANNEL = "legal_channel", "应走诉讼、仲裁、复议等法定途径"
    OTHER = "other", "其他"


class Exclusion(SQLModel, table=True):
    """One request to leave a ticket out, and what another person decided."""

    __tablename__ = "exclusion"
    __table_args__ = (
        CheckConstraint("decided_key <> requested_key", name="two_people"),
        Index("uq_exclusion_pending", "ticket_id", unique=True,
              sqlite_where=_PENDING, postgresql_where=_PENDING),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    reason_code: ExclusionReason = Field(sa_type=enum_type(ExclusionReason))
    reason: str
    requested_key: str = Field(max_length=80)
    requested_by: str = Field(max_length=100)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    decision: Decision | None = Field(default=None, sa_type=enum_type(Decision))
    decision_reason: str = ""
    decided_key: str | None = Field(default=None, max_length=80)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
