"""How often somebody gave a wrong query code (查询码): six digits bear only few guesses."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class QueryAttempt(SQLModel, table=True):
    """Wrong codes for one number, or from one client, since an instant; clients as digests."""

    __tablename__ = "query_attempt"

    key: str = Field(primary_key=True, max_length=80)
    failures: int = 0
    since: datetime = Field(sa_type=UtcDateTime, index=True)
