"""Repeats put together (并单): which ticket was merged into which; each keeps its own trail."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime

_STANDING = text("undone_at IS NULL")


class MergeLink(SQLModel, table=True):
    """One ticket merged into another; at one time a ticket is merged at most once."""

    __tablename__ = "merge_link"
    __table_args__ = (
        CheckConstraint("child_id <> parent_id", name="not_itself"),
        Index("uq_merge_link_child", "child_id", unique=True,
              sqlite_where=_STANDING, postgresql_where=_STANDING),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="ticket.id", index=True)
    parent_id: int = Field(foreign_key="ticket.id", index=True)
    merged_by: str = Field(max_length=100)
    merged_at: datetime = Field(sa_type=UtcDateTime)
    undone_by: str | None = Field(default=None, max_length=100)
    undone_reason: str = ""
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
