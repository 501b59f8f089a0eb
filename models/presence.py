"""Who looks at a ticket (在看) and who has it in hand (在办): leases that end by themselves."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class Claim(SQLModel, table=True):
    """Who has a ticket in hand; one row a ticket, so one person at most. No lock: it informs."""

    __tablename__ = "claim"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    actor_key: str = Field(max_length=100)
    actor: str = Field(max_length=100)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime, index=True)


class Presence(SQLModel, table=True):
    """Somebody who looks at a ticket that another has in hand."""

    __tablename__ = "presence"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    actor_key: str = Field(primary_key=True, max_length=100)
    actor: str = Field(max_length=100)
    until: datetime = Field(sa_type=UtcDateTime, index=True)
