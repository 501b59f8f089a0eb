"""A past ticket of the demonstration city."""

from dataclasses import dataclass
from datetime import datetime

from models.enums import Kind, Urgency


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleTicket:
    """One row of the history; times are city time (+08:00), units those valid on that day.

    `unit` finished it, `first_unit` got it first; `satisfaction` is 1 to 5 or None when unrated.
    """

    id: str
    received_at: datetime
    channel: str
    title: str
    text: str
    address: str
    area: str
    kind: Kind
    category: str
    unit: str
    first_unit: str
    returned: bool
    return_reason: str
    urgency: Urgency
    satisfaction: int | None
    solved: bool | None
    closed_at: datetime
    repeat_of: str | None
