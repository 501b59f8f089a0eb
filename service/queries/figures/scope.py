"""What figures are asked about: a period, and where wanted one unit, district, matter, channel."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from models.area import Area
from models.category import Category
from models.clock import CITY_ZONE
from models.department import Department
from models.enums import Channel, Kind
from models.errors import Invalid
from models.ticket import Ticket

#: The longest period of one question, in days.
LONGEST = 3 * 366
#: The most categories of one question: each is a condition that a database has to nest.
MOST = 100
#: Asks for what has no place, or no matter, yet.
NONE = "-"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """One question; `since` is inside the period, `until` is not, `at` is when it is asked.

    `areas` are an area's code and those of everything inside it; empty wants the whole city.
    `category` is the beginning of a code, or several with commas between; `NONE` there wants what
    has none, `unplaced` what has no area.
    """

    since: datetime
    until: datetime
    at: datetime
    unit: str | None = None
    areas: tuple[str, ...] = ()
    category: str = ""
    channel: Channel | None = None
    kind: Kind | None = None
    unplaced: bool = False

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
        if self.unplaced:
            found.append(col(Ticket.area_code).is_(None))
        if wanted := categories(self.category):
            found.append(or_(*(_of(one) for one in wanted)))
        if self.channel is not None:
            found.append(col(Ticket.channel) == self.channel)
        if self.kind is not None:
            found.append(col(Ticket.kind) == self.kind)
        return tuple(found)


def categories(given: str) -> tuple[str, ...]:
    """Return the single categories that are asked for, each once."""
    return tuple(dict.fromkeys(one for one in given.split(",") if one))


def _of(category: str) -> ColumnElement[bool]:
    if category == NONE:
        return col(Ticket.category_code).is_(None)
    return col(Ticket.category_code).startswith(category, autoescape=True)


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
    kind: Kind | None = None,
) -> Scope:
    """Return the question about the days from `first` to `last`, both included, city time.

    Raises:
        Invalid: the days are the wrong way round, too many, or there is no such unit, area or
            matter, or there are more than `MOST` matters.
    """
    if first > last:
        raise Invalid(
            "统计期的开始晚于结束。", code="bad_period", fields={"since": "应不晚于结束日期。"}
        )
    if (last - first).days >= LONGEST:
        raise Invalid(
            f"统计期最长 {LONGEST} 天，请缩短。", code="bad_period", fields={"since": "过早。"}
        )
    _known(session, unit=unit, category=category)
    return Scope(
        since=datetime.combine(first, time(), CITY_ZONE),
        until=datetime.combine(last + timedelta(days=1), time(), CITY_ZONE),
        at=at,
        unit=unit or None,
        areas=_within(session, area) if area and area != NONE else (),
        category=category,
        channel=channel,
        kind=kind,
        unplaced=area == NONE,
    )


def _known(session: Session, *, unit: str | None, category: str) -> None:
    """Refuse codes that nobody has; a unit that has ended still has its past."""
    if unit and session.get(Department, unit) is None:
        raise Invalid(
            f"没有代码为“{unit}”的单位。", code="unknown_unit", fields={"unit": "请重选。"}
        )
    wanted = categories(category)
    if len(wanted) > MOST:
        raise Invalid(
            f"一次最多统计 {MOST} 个分类，请减少。",
            code="too_many_categories",
            fields={"category": "请重选。"},
        )
    for one in wanted:
        begins = col(Category.code).startswith(one, autoescape=True)
        if one != NONE and session.exec(select(Category.code).where(begins)).first() is None:
            raise Invalid(
                f"没有代码以“{one}”开头的分类。",
                code="unknown_category",
                fields={"category": "请重选。"},
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
