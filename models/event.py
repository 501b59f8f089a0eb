"""The trail of a ticket: appended, never changed, each row carrying the hash of the one before."""

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Action, Role, Status


class Event(SQLModel, table=True):
    """One thing that happened to a ticket: who, when, from, to, why, and the clock around it."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("ticket_id", "sequence"), Index("ix_event_at", "at", "id"))

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    sequence: int
    action: Action = Field(sa_type=enum_type(Action))
    actor_key: str = Field(max_length=80, description="Which person, token or system it was.")
    actor: str = Field(max_length=100, description="Its name at that time.")
    role: Role = Field(sa_type=enum_type(Role))
    department_code: str | None = Field(default=None, max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)
    from_status: Status | None = Field(default=None, sa_type=enum_type(Status))
    to_status: Status = Field(sa_type=enum_type(Status))
    round: int = 1
    reason: str = ""
    facts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    due_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_after: datetime | None = Field(default=None, sa_type=UtcDateTime)
    request_id: str = Field(default="", max_length=64)
    previous_hash: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)

    def sealed_hash(self) -> str:
        """Return the SHA-256 over everything the row says and the hash before it."""
        said = [
            self.ticket_id,
            self.sequence,
            self.action.value,
            self.actor_key,
            self.actor,
            self.role.value,
            self.department_code,
            _stamp(self.at),
            self.from_status.value if self.from_status else None,
            self.to_status.value,
            self.round,
            self.reason,
            self.facts,
            _stamp(self.due_before),
            _stamp(self.due_after),
            self.request_id,
            self.previous_hash,
        ]
        canonical = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _stamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
