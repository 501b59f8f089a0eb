"""The question of the figures' page as it stands in the address, and addresses that keep it."""

from dataclasses import dataclass
from datetime import date

from models.enums import Channel
from service.operations.figuring import Asked
from service.web.places import with_query


@dataclass(frozen=True, kw_only=True)
class Given:
    """The question as it stands in the address; what cannot be read is left out."""

    since: str = ""
    until: str = ""
    unit: str = ""
    area: str = ""
    category: str = ""
    channel: str = ""

    def asked(self) -> Asked:
        """Return the question."""
        return Asked(
            first=_day(self.since),
            last=_day(self.until),
            unit=self.unit or None,
            area=self.area or None,
            category=self.category,
            channel=Channel(self.channel) if self.channel in set(Channel) else None,
        )

    def address(self, path: str, **more: str) -> str:
        """Return an address of ours with this question in it."""
        fields = {
            "since": self.since,
            "until": self.until,
            "unit": self.unit,
            "area": self.area,
            "category": self.category,
            "channel": self.channel,
        }
        return with_query(path, **(fields | more))


def given(
    *,
    since: str = "",
    until: str = "",
    unit: str = "",
    area: str = "",
    category: str = "",
    channel: str = "",
) -> Given:
    """Read the question from the address."""
    return Given(since=since, until=until, unit=unit, area=area, category=category, channel=channel)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
