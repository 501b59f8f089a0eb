"""The demonstration city put into the tables."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlmodel import Session, SQLModel

from models.area import Area
from models.calendar import announced_year, provisional_year
from models.category import Category
from models.contest import Contest
from models.department import Department, Succession
from models.duty import Duty
from models.errors import Invalid
from models.policy import default_rules
from models.revision import touch_city
from models.user import User
from training.sample.values import City

#: The State Council's arrangement is known to the library for these; later ones are provisional.
ANNOUNCED = (2024, 2025, 2026)
DUTIES_SINCE = date(2024, 1, 1)


def load_into(session: Session, *, city: City, password_hash: str, until: int) -> None:
    """Insert every register of the city, limits, log-ins, and calendars up to year `until`."""
    for rows in (
        _areas(city),
        _departments(city),
        _successions(city),
        _categories(city),
        _duties(city),
        _users(city, password_hash),
        default_rules(),
        _contests(city),
    ):
        session.add_all(rows)
        session.flush()
    touch_city(session)
    for year in range(ANNOUNCED[0], max(until, ANNOUNCED[-1]) + 1):
        load_year(session, year)


def load_contests(session: Session, *, city: City) -> None:
    """Insert the register of contested matters alone, into a city loaded before there was one."""
    session.add_all(_contests(city))
    touch_city(session)


def load_year(session: Session, year: int) -> bool:
    """Insert a year of the calendar; tell whether it is only provisional."""
    try:
        days = announced_year(year)
    except Invalid:
        session.add_all(provisional_year(year))
        session.flush()
        return True
    session.add_all(days)
    session.flush()
    return False


def _areas(city: City) -> Sequence[SQLModel]:
    return [
        Area(
            code=area.code,
            name=area.name,
            level=area.level,
            parent_code=area.parent,
            aliases=";".join(area.aliases),
        )
        for area in sorted(city.areas, key=lambda area: _DEPTH.index(area.level))
    ]


_DEPTH = ("district", "zone", "street", "place")


def _departments(city: City) -> Sequence[SQLModel]:
    return [
        Department(
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name,
            aliases=";".join(unit.aliases),
            kind=unit.kind,
            area_code=unit.area,
            parent_code=unit.parent,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        for unit in city.units
    ]


def _successions(city: City) -> Sequence[SQLModel]:
    return [
        Succession(
            predecessor_code=row.predecessor,
            successor_code=row.successor,
            kind=row.kind,
            effective_on=row.effective_on,
            category_prefix=row.category_prefix or "",
        )
        for row in city.successions
    ]


def _categories(city: City) -> Sequence[SQLModel]:
    return [
        Category(code=row.code, name=row.name, parent_code=row.parent)
        for row in sorted(city.categories, key=lambda row: len(row.code))
    ]


def _duties(city: City) -> Sequence[SQLModel]:
    return [
        Duty(
            code=row.code,
            name=row.name,
            category_code=row.category,
            lead=row.lead,
            assisting=";".join(row.assisting),
            basis=row.basis,
            area_code=row.area,
            level=row.level,
            valid_from=DUTIES_SINCE,
        )
        for row in city.duties
    ]


def _contests(city: City) -> Sequence[SQLModel]:
    return [
        Contest(
            name=row.name,
            words=";".join(row.words),
            categories=";".join(row.categories),
            units=";".join(row.units),
            owner=row.owner,
            note=row.note,
            basis=row.basis,
            valid_from=DUTIES_SINCE,
            updated_by="示范数据",
            updated_at=datetime.combine(DUTIES_SINCE, time(), UTC),
        )
        for row in city.contests
    ]


def _users(city: City, password_hash: str) -> Sequence[SQLModel]:
    return [
        User(
            username=user.username,
            display_name=user.display_name,
            password_hash=password_hash,
            role=user.role,
            department_code=user.department,
        )
        for user in city.users
    ]
