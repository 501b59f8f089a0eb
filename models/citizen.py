"""Who called: kept apart from the ticket, encrypted, every look recorded (PIPL)."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime

_KEPT = text("erased_at IS NULL")


class Citizen(SQLModel, table=True):
    """A citizen (诉求人); name and phone are ciphertext, `phone_digest` finds the same caller."""

    __tablename__ = "citizen"
    __table_args__ = (
        Index("ix_citizen_kept", "created_at", "id", sqlite_where=_KEPT, postgresql_where=_KEPT),
    )

    id: int | None = Field(default=None, primary_key=True)
    name_cipher: bytes | None = None
    phone_cipher: bytes | None = None
    phone_digest: str | None = Field(default=None, max_length=64, index=True)
    phone_masked: str = Field(default="", max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When the identity was given up (保存期满)."
    )


class IdentityAccess(SQLModel, table=True):
    """One look at a citizen's identity: who, when, on which ticket, and why."""

    __tablename__ = "identity_access"

    id: int | None = Field(default=None, primary_key=True)
    citizen_id: int = Field(foreign_key="citizen.id", index=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    actor_key: str = Field(max_length=80, description="Names alone are not unique.")
    actor: str = Field(max_length=100)
    role: str = Field(max_length=32)
    purpose: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
