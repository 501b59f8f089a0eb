"""The only caller of the system clock, and the city's time zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

#: China keeps one zone without daylight saving, so a fixed offset needs no zone database.
CITY_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")

#: Anything that tells the time; tests hand in one that stands still.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 -- this is the one place


def to_city(instant: datetime) -> datetime:
    """Return the same instant as the city's clocks show it."""
    return instant.astimezone(CITY_ZONE)


def day_start(day: date) -> datetime:
    """Return the instant at which a day of the city begins."""
    return datetime.combine(day, time(), CITY_ZONE)
