"""Bearer tokens of departments' own systems: hashed, scoped to a unit, expiring."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Labelled


class TokenScope(Labelled):
    """What a token may do with its department's tickets."""

    WORK = "work", "办理（签收、退单、答复等）"
    READ = "read", "只读（查询工单）"


class ApiToken(SQLModel, table=True):
    """A token acts as an officer of its department until it expires or is revoked."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    digest: str = Field(max_length=64, unique=True)
    hint: str = Field(max_length=16)
    department_code: str = Field(foreign_key="department.code", index=True)
    scope: TokenScope = Field(default=TokenScope.WORK, sa_type=enum_type(TokenScope))
    created_by: str = Field(max_length=50)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="To the hour: not every request is written."
    )


class IdempotencyKey(SQLModel, table=True):
    """A request that was carried out once, and the answer to give when it comes again."""

    __tablename__ = "idempotency_key"

    principal: str = Field(primary_key=True, max_length=80)
    key: str = Field(primary_key=True, max_length=200)
    fingerprint: str = Field(max_length=64)
    status: int
    etag: str = Field(default="", max_length=80)
    location: str = Field(default="", max_length=200)
    body: str
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
