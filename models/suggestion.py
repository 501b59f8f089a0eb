"""What the classifier proposed (派单建议), what the person did, and what came of it."""

from datetime import datetime

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Choice, OverrideReason, RouteResult


class Suggestion(SQLModel, table=True):
    """One suggestion as it was shown; `prediction` keeps the ranked candidates and reasons."""

    __tablename__ = "suggestion"
    __table_args__ = (Index("ix_suggestion_ticket", "ticket_id", "created_at"),)

    id: str = Field(primary_key=True, max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    shown_to: str = Field(max_length=100)
    artifact: str = Field(max_length=64, description="Version of the artefact that made it.")
    text_digest: str = Field(max_length=64, description="SHA-256 of title, text, address, area.")
    prediction: dict[str, object] = Field(sa_type=JSON)
    top_unit: str | None = Field(default=None, max_length=32)
    top_probability: float | None = None
    abstained: str | None = Field(default=None, max_length=32)
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id")

    chosen_unit: str | None = Field(default=None, max_length=32)
    choice: Choice | None = Field(default=None, sa_type=enum_type(Choice))
    chosen_rank: int | None = None
    override_reason: OverrideReason | None = Field(
        default=None,
        sa_type=enum_type(OverrideReason),
    )
    chosen_by: str | None = Field(default=None, max_length=100)
    chosen_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)

    result: RouteResult | None = Field(default=None, sa_type=enum_type(RouteResult))
    final_unit: str | None = Field(default=None, max_length=32)
    result_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
