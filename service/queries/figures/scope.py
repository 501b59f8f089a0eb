"""What figures are asked about: a period, and where wanted one unit, district, matter, channel."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from models.area import Area
from models.clock import CITY_ZONE
from models.enums import Channel
from models.errors import Invalid
from models.ticket import Ticket

#: The longest period of one question, in days.
LONGEST = 3 * 366


@dataclass(frozen=True, kw_only=True)
class Scope:
    """One question; `since` is inside the period, `until` is not, `at` is when it is asked.

    `areas` are an area's code and those of everything inside it; empty wants the whole city.
    """

    since: datetime
    until: datetime
    at: datetime
    unit: str | None = None
    areas: tuple[str, ...] = ()
    category: str = ""
    channel: Channel | None = None

    @property
    def instant(self) -> datetime:
        """The instant of figures about a state: the period's end, or now within the period."""
        return min(self.until, self.at)

    def inside(self, at: Mapped[datetime | None]) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions that an instant lies in the period."""
        return (at >= self.since, at < self.until)

    def of_unit(self, unit: str) -> "Scope":
        """Return the same question about one unit."""
        return replace(self, unit=unit)

    def of_ticket(self) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions on the ticket itself: where, about what, through which channel."""
        found: list[ColumnElement[bool]] = []
        if self.areas:
            found.append(col(Ticket.area_code).in_(self.areas))
        if self.category:
            found.append(col(Ticket.category_code).startswith(self.category, autoescape=True))
        if self.channel is not None:
            found.append(col(Ticket.channel) == self.channel)
        return tuple(found)


def scope_of(
    session: Session,
    *,
    first: date,
    last: date,
    at: datetime,
    unit: str | None = None,
    area: str | None = None,
    category: str = "",
    channel: Channel | None = None,
) -> Scope:
    """Return the question about the days from `first` to `last`, both included, city time.

    Raises:
        Invalid: the days are the wrong way round, too many, or there is no such area.
    """
    if first > last:
        raise Invalid(
            "统计期的开始晚于结束。", code="bad_period", fields={"since": "应不晚于结束日期。"}
        )
    if (last - first).days >= LONGEST:
        raise Invalid(
            f"统计期最长 {LONGEST} 天，请缩短。", code="bad_period", fields={"since": "过早。"}
        )
    return Scope(
        since=datetime.combine(first, time(), CITY_ZONE),
        until=datetime.combine(last + timedelta(days=1), time(), CITY_ZONE),
        at=at,
        unit=unit or None,
        areas=_within(session, area) if area else (),
        category=category,
        channel=channel,
    )


def _within(session: Session, area: str) -> tuple[str, ...]:
    """The codes of an area and of all that lies in it: a city has hundreds, read at once."""
    parents = dict(session.exec(select(Area.code, Area.parent_code)).all())
    if area not in parents:
        raise Invalid(
            f"没有代码为“{area}”的区域。", code="unknown_area", fields={"area": "请重选。"}
        )
    return tuple(sorted(code for code in parents if area in _chain(code, parents)))


def _chain(code: str, parents: dict[str, str | None]) -> Iterable[str]:
    above: str | None = code
    while above is not None:
        yield above
        above = parents.get(above)
