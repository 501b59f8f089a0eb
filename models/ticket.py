"""The ticket (工单), and the counter its numbers come from."""

from datetime import date, datetime

from sqlalchemy import Column, Index, Integer, text
from sqlmodel import Field, SQLModel

from models import lingering
from models.base import UtcDateTime, enum_type
from models.enums import Channel, Closure, Kind, Status, TicketOrigin, Urgency

# SQLAlchemy compares and raises it with every change: of two writers exactly one wins.
_VERSION = Column("version", Integer, nullable=False)
# What no job has to look at is not in the index of that job.
_ALARMED = text("alarm_at IS NOT NULL")
_UNSIGNED = text("silent_at IS NOT NULL")
# Written as the query writes it: SQLite uses a partial index for its very words only.
_RECURRED = "suspected_false_close IS "
_UNROUTED = text("considered_at IS NULL AND first_lead_code IS NULL")

#: What figures ask of a ticket: kept in their indexes, so that PostgreSQL counts without its rows.
_ASKED = [
    "lead_code",
    "status",
    "closure",
    "origin",
    "is_excluded",
    "area_code",
    "category_code",
    "channel",
]
_ASKED_OF_OPEN = [
    *_ASKED,
    "round",
    "due_at",
    "paused_at",
    "replied_at",
    "return_count",
    "redirect_count",
    "supervision_level",
]


class Ticket(SQLModel, table=True):
    """One matter of one citizen; `version` is compared and raised by every change of the row."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_worklist", "status", "lead_code", "due_at", "id"),
        Index("ix_ticket_status_step", "status", "step_due_at"),
        Index("ix_ticket_received", "received_at", "id", postgresql_include=_ASKED),
        Index("ix_ticket_lead", "lead_code", "received_at", "id"),
        Index("ix_ticket_step", "step_due_at", "id"),
        Index("ix_ticket_alarm", "alarm_at", "id",
              sqlite_where=_ALARMED, postgresql_where=_ALARMED),
        Index("ix_ticket_silent", "silent_at", "id",
              sqlite_where=_UNSIGNED, postgresql_where=_UNSIGNED),
        Index("ix_ticket_considered", "status", "received_at", "id",
              sqlite_where=_UNROUTED, postgresql_where=_UNROUTED),
        Index("ix_ticket_recurred", "status", "id",
              sqlite_where=text(_RECURRED + "1"), postgresql_where=text(_RECURRED + "true")),
        Index("ix_ticket_closed", "status", "closed_at", "id"),
        Index(
            "ix_ticket_dispatched",
            "dispatched_at",
            "id",
            postgresql_include=[
                *_ASKED,
                "first_lead_code",
                "return_count",
                "acknowledged_at",
                "acknowledge_due_at",
            ],
        ),
        Index(
            "ix_ticket_due",
            "due_at",
            "id",
            postgresql_include=[
                *_ASKED,
                "dispatched_at",
                "response_due_at",
                "contacted_at",
                "replied_at",
            ],
        ),
        Index(
            "ix_ticket_ended",
            "closed_at",
            "received_at",
            "id",
            postgresql_include=_ASKED_OF_OPEN,
        ),
        # What was long open is looked for apart; of the rest nothing closed long after a day.
        Index(
            "ix_ticket_lingered",
            "closed_at",
            "received_at",
            "id",
            postgresql_include=_ASKED_OF_OPEN,
            sqlite_where=text(lingering.ON_SQLITE),
            postgresql_where=text(lingering.ON_POSTGRESQL),
        ),
        Index("ix_ticket_asked", "id", postgresql_include=[*_ASKED, "round"]),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=32, unique=True)
    query_code: str = Field(max_length=6)
    version: int = Field(default=1, sa_column=_VERSION)
    status: Status = Field(default=Status.RECEIVED, sa_type=enum_type(Status))
    closure: Closure | None = Field(default=None, sa_type=enum_type(Closure))
    round: int = 1
    origin: TicketOrigin = Field(default=TicketOrigin.LIVE, sa_type=enum_type(TicketOrigin))

    kind: Kind = Field(sa_type=enum_type(Kind))
    channel: Channel = Field(sa_type=enum_type(Channel))
    source_line: str = Field(default="", max_length=32, description="Code of a merged former line.")
    urgency: Urgency = Field(default=Urgency.NORMAL, sa_type=enum_type(Urgency))
    title: str = Field(default="", max_length=200)
    text: str = Field(description="The citizen's words as they came; never rewritten.")
    address: str = Field(default="", max_length=300)
    area_code: str | None = Field(default=None, foreign_key="area.code")
    category_code: str | None = Field(default=None, foreign_key="category.code", index=True)
    is_confidential: bool = False
    is_anonymous: bool = Field(default=False, description="The citizen gave no identity.")
    is_proxy: bool = Field(
        default=False, description="Somebody else speaks for the citizen (代办)."
    )
    parent_id: int | None = Field(
        default=None, foreign_key="ticket.id", index=True, description="It was split from (拆单)."
    )
    citizen_id: int | None = Field(default=None, foreign_key="citizen.id", index=True)

    lead_code: str | None = Field(default=None, foreign_key="department.code")
    first_lead_code: str | None = Field(default=None, foreign_key="department.code")
    is_forced: bool = Field(default=False, description="The lead was decided by arbitration.")
    return_count: int = 0
    redirect_count: int = 0
    revisit_attempts: int = 0
    reminder_count: int = 0
    extension_count: int = Field(default=0, description="Granted, over all rounds.")
    extended_days: int = Field(default=0, description="Working days granted in this round.")
    supervision_level: int = 0
    suspected_false_close: bool = False
    is_excluded: bool = Field(default=False, description="Out of the assessed set (剔除).")
    is_machine_routed: bool = Field(default=False, description="No person chose the present lead.")

    policy_version: int = 1
    received_at: datetime = Field(sa_type=UtcDateTime)
    received_by: str = Field(max_length=100)
    dispatched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledge_due_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Until when the present lead had to sign."
    )
    contacted_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="First contact with the citizen (响应)."
    )
    response_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_explanation: str = ""
    due_basis: str = Field(default="", description="The arithmetic for the machine, a line a part.")
    step_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Since when the clock stands still."
    )
    yellow_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    warned: int = Field(default=0, description="0 nothing, 1 yellow, 2 red was told.")
    alarm_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When somebody must be told next."
    )
    silent_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When silence accepts a dispatched ticket."
    )
    considered_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When automatic dispatch left it to people."
    )
    event_count: int = Field(default=0, description="How many events the chain must hold.")
    event_head: str = Field(default="", max_length=64, description="Hash of the newest event.")

    __mapper_args__ = {"version_id_col": _VERSION}


class TicketCounter(SQLModel, table=True):
    """How many ticket numbers a day has given out."""

    __tablename__ = "ticket_counter"

    day: date = Field(primary_key=True)
    last: int = 0
