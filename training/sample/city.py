"""Loads the demonstration city from its CSV files, checked as a whole."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from models.department import SuccessionKind
from models.enums import AreaLevel, DepartmentKind, Kind, Role, Urgency
from training.sample.known import Known
from training.sample.tables import CityError, Row, read_rows
from training.sample.values import (
    Area,
    Category,
    City,
    Contest,
    Duty,
    Filler,
    Kernel,
    PlaceKind,
    Season,
    Share,
    Succession,
    Unit,
    User,
)

__all__ = ["City", "CityError", "load_city"]

FOLDER = Path(__file__).parent / "city"
DUTIES_SINCE = date(2024, 1, 1)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def load_city(*, folder: Path = FOLDER) -> City:
    """Read and check every register of the city; CityError names file and line."""
    known = Known()
    return City(
        units=tuple(_units(folder, known)),
        areas=tuple(_areas(folder, known)),
        successions=tuple(_successions(folder, known)),
        categories=tuple(_categories(folder, known)),
        duties=tuple(_duties(folder, known)),
        kernels=tuple(_kernels(folder, known)),
        users=tuple(_users(folder, known)),
        fillers=tuple(_fillers(folder)),
        shares=tuple(_shares(folder, known)),
        seasons=tuple(_seasons(folder)),
        contests=tuple(_contests(folder, known)),
    )


def _parts(folder: Path, *, name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """Rows of all `NN.csv` files of a sub-folder, in the order of their numbers."""
    for path in sorted((folder / name).glob("*.csv")):
        yield from read_rows(path=path, columns=columns)


def _units(folder: Path, known: Known) -> Iterator[Unit]:
    columns = (
        "code", "name", "short_name", "aliases", "kind", "area", "parent", "valid_from", "valid_to",
    )  # fmt: skip
    for row in read_rows(path=folder / "units.csv", columns=columns):
        known.add_unit(row)
        yield Unit(
            code=row.text("code"),
            name=row.text("name"),
            short_name=row.text("short_name"),
            aliases=row.several("aliases"),
            kind=row.choice("kind", DepartmentKind),
            area=row.optional("area"),
            parent=row.optional("parent"),
            valid_from=row.day("valid_from"),
            valid_to=row.day("valid_to") if row.optional("valid_to") else None,
        )


def _successions(folder: Path, known: Known) -> Iterator[Succession]:
    columns = ("predecessor", "successor", "kind", "effective_on", "category_prefix")
    for row in read_rows(path=folder / "successions.csv", columns=columns):
        known.need_units(row, row.text("predecessor"), row.text("successor"))
        yield Succession(
            predecessor=row.text("predecessor"),
            successor=row.text("successor"),
            kind=row.choice("kind", SuccessionKind),
            effective_on=row.day("effective_on"),
            category_prefix=row.optional("category_prefix"),
        )


def _areas(folder: Path, known: Known) -> Iterator[Area]:
    columns = ("code", "name", "level", "parent", "aliases", "kind")
    for row in read_rows(path=folder / "areas.csv", columns=columns):
        level = row.choice("level", AreaLevel)
        known.add_area(row)
        yield Area(
            code=row.text("code"),
            name=row.text("name"),
            level=level,
            parent=row.optional("parent"),
            aliases=row.several("aliases"),
            kind=row.choice("kind", PlaceKind) if level is AreaLevel.PLACE else None,
        )


def _categories(folder: Path, known: Known) -> Iterator[Category]:
    for row in _parts(folder, name="catalogue", columns=("code", "name")):
        code = row.text("code")
        level = len(code) // 2
        known.add_category(row)
        yield Category(
            code=code, name=row.text("name"), level=level, parent=code[:-2] if level > 1 else None
        )


def _duties(folder: Path, known: Known) -> Iterator[Duty]:
    columns = ("name", "category", "lead", "assisting", "basis", "area", "level")
    counted: Counter[str] = Counter()
    for row in _parts(folder, name="duties", columns=columns):
        category = row.text("category")
        counted[category] += 1
        known.add_duty(row)
        yield Duty(
            code=f"D{category}{counted[category]:02d}",
            name=row.text("name"),
            category=category,
            lead=row.text("lead"),
            assisting=row.several("assisting"),
            basis=row.text("basis"),
            area=row.optional("area"),
            level=row.text("level"),
            valid_from=DUTIES_SINCE,
            valid_to=None,
        )


def _kernels(folder: Path, known: Known) -> Iterator[Kernel]:
    columns = ("category", "kind", "unit", "urgency", "text")
    for row in _parts(folder, name="kernels", columns=columns):
        known.check_kernel(row)
        yield Kernel(
            category=row.text("category"),
            kind=row.choice("kind", Kind),
            unit=row.text("unit"),
            urgency=row.choice("urgency", Urgency),
            text=row.text("text"),
        )


def _users(folder: Path, known: Known) -> Iterator[User]:
    columns = ("username", "display_name", "role", "department")
    for row in read_rows(path=folder / "users.csv", columns=columns):
        known.add_user(row)
        yield User(
            username=row.text("username"),
            display_name=row.text("display_name"),
            role=row.choice("role", Role),
            department=row.optional("department"),
        )


def _fillers(folder: Path) -> Iterator[Filler]:
    for row in read_rows(path=folder / "fillers.csv", columns=("slot", "value", "words")):
        yield Filler(slot=row.text("slot"), value=row.text("value"), words=row.several("words"))


def _shares(folder: Path, known: Known) -> Iterator[Share]:
    for row in read_rows(path=folder / "shares.csv", columns=("unit", "share")):
        known.need_owners(row, row.text("unit"))
        yield Share(unit=row.text("unit"), share=row.number("share"))


def _seasons(folder: Path) -> Iterator[Season]:
    for row in read_rows(path=folder / "seasons.csv", columns=("words", *MONTHS)):
        factors = tuple(row.number(month) for month in MONTHS)
        yield Season(words=row.several("words"), factors=factors)


def _contests(folder: Path, known: Known) -> Iterator[Contest]:
    columns = ("name", "words", "units", "categories", "owner", "note", "basis")
    for row in read_rows(path=folder / "contests.csv", columns=columns):
        units, owner = row.several("units"), row.optional("owner")
        known.need_owners(row, *units)
        known.need_categories(row, *row.several("categories"))
        row.require(owner is None or owner in units, f"现行主办不在争议单位之内：{owner}")
        yield Contest(
            name=row.text("name"),
            words=row.several("words"),
            units=units,
            categories=row.several("categories"),
            owner=owner,
            note=row.text("note"),
            basis=row.text("basis"),
        )
