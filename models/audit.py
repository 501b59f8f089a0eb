"""What makes the trail as a whole hold: anchors (审计锚点) over every ticket's events and looks."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class AuditAnchor(SQLModel, table=True):
    """A signed digest of the events and identity looks written since the anchor before it.

    A ticket's own chain cannot tell that its end, or the whole ticket, was taken away together
    with the ticket's row; the anchor can. It is signed with the installation's key, so that
    whoever can write to the database alone cannot make a new one.
    """

    __tablename__ = "audit_anchor"
    # Two workers that anchor at once continue the same anchor: only one of them can.
    __table_args__ = (UniqueConstraint("previous_signature"),)

    id: int | None = Field(default=None, primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime, description="Up to when it covers everything.")
    last_event_id: int
    events: int = Field(description="How many since the anchor before.")
    events_digest: str = Field(max_length=64)
    last_look_id: int
    looks: int = Field(description="Looks at identities since the anchor before.")
    looks_digest: str = Field(max_length=64)
    previous_signature: str = Field(default="", max_length=32)
    signature: str = Field(default="", max_length=32)

    def said(self) -> str:
        """Return what the signature stands for: everything of the row but itself."""
        parts = (
            int(self.until.timestamp()),
            self.last_event_id,
            self.events,
            self.events_digest,
            self.last_look_id,
            self.looks,
            self.looks_digest,
            self.previous_signature,
        )
        return "|".join(map(str, parts))
