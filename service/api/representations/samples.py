"""A sample (样本) as the API shows it."""

from datetime import date

from models.enums import Satisfaction
from service.api.representations.base import Shown


class SampleOut(Shown):
    """One ticket without anything that leads to a person."""

    name: str
    received_on: date
    channel: str
    kind: str
    category: str
    district: str
    unit: str
    status: str
    round: int
    is_on_time: bool | None
    text: str
    reply: str
    is_solved: bool | None
    satisfaction: Satisfaction | None
    reason: str


class SamplePage(Shown):
    """A whole sample."""

    samples: tuple[SampleOut, ...]
