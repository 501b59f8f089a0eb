"""Hot topics (热点) of a period, worked out beside the requests and kept."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime

# Written as the query writes it: SQLite uses a partial index for its very words only.
_WANTED = "is_wanted IS "


class TopicDigest(SQLModel, table=True):
    """The topics of the city from one day to another, both included; `is_wanted` asks anew."""

    __tablename__ = "topic_digest"
    __table_args__ = (
        Index("ix_topic_digest_wanted", "wanted_at",
              sqlite_where=text(_WANTED + "1"), postgresql_where=text(_WANTED + "true")),
    )  # fmt: skip

    first: date = Field(primary_key=True)
    last: date = Field(primary_key=True)
    is_wanted: bool = True
    wanted_at: datetime = Field(sa_type=UtcDateTime)
    wanted_by: str = Field(max_length=100)
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    looked_at: int = Field(default=0, description="How many tickets were put into groups.")
    topics: list[dict[str, object]] = Field(default_factory=list, sa_type=JSON)
