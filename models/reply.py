"""What a unit answers (答复): the public text and the internal note are never mixed."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class Reply(SQLModel, table=True):
    """One reply of one round, and whether the desk let it through."""

    __tablename__ = "reply"
    __table_args__ = (
        Index(
            "ix_reply_reviewed",
            "reviewed_at",
            "id",
            postgresql_include=["ticket_id", "round", "department_code", "is_accepted"],
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    round: int
    department_code: str | None = Field(default=None, foreign_key="department.code")
    public_text: str
    internal_note: str = ""
    replied_by: str = Field(max_length=100)
    handler: str = Field(
        default="", max_length=100, description="Who answers for it, from round 2 on (分管领导)."
    )
    replied_at: datetime = Field(sa_type=UtcDateTime)
    is_accepted: bool | None = None
    review_note: str = ""
    reviewed_by: str | None = Field(default=None, max_length=100)
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
