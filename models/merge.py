"""Repeats put together (并单): which ticket was merged into which; each keeps its own trail."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class MergeLink(SQLModel, table=True):
    """One ticket merged into another; a ticket is merged at most once."""

    __tablename__ = "merge_link"

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="ticket.id", unique=True)
    parent_id: int = Field(foreign_key="ticket.id", index=True)
    merged_by: str = Field(max_length=100)
    merged_at: datetime = Field(sa_type=UtcDateTime)
