"""The single-use address by which a citizen rates a round (评价链接)."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime

_OPEN = text("used_at IS NULL AND revoked_at IS NULL")


class RatingLink(SQLModel, table=True):
    """One link for one round; it is used once and expires.

    Nothing of the address but its salt is kept: it is signed with the installation's key, so that
    whoever reads the database alone can neither use a link nor make one.
    """

    __tablename__ = "rating_link"
    __table_args__ = (
        Index("ix_rating_link_open", "expires_at", "id",
              sqlite_where=_OPEN, postgresql_where=_OPEN),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    salt: str = Field(max_length=32)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    round: int
    created_by: str = Field(max_length=100)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
