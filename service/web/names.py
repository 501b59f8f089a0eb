"""The names behind the codes: units, categories and areas, read once for a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from models.area import Area
from models.category import Category
from models.department import Department

#: What stands in the duty list where the place's own unit leads (属地).
LOCAL = {"DISTRICT": "属地区县", "STREET": "属地街道"}


@dataclass(frozen=True, kw_only=True)
class Option:
    """One entry of a choice; `search` holds the other names it is found by."""

    value: str
    label: str
    search: str = ""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Every unit, category and area of the city by code; three queries, whatever the page."""

    departments: Mapping[str, Department]
    categories: Mapping[str, Category]
    areas: Mapping[str, Area]

    def unit(self, code: str | None) -> str:
        """Return a unit's short name; the code itself where the city does not know it."""
        if code is None:
            return ""
        found = self.departments.get(code)
        return found.short_name if found else LOCAL.get(code, code)

    def category(self, code: str | None) -> str:
        """Return a category with those above it, joined by ›."""
        found: list[str] = []
        row = self.categories.get(code) if code else None
        while row is not None:
            found.insert(0, row.name)
            row = self.categories.get(row.parent_code) if row.parent_code else None
        return "›".join(found)

    def area(self, code: str | None) -> str:
        """Return an area with those it lies in, joined by ·."""
        found: list[str] = []
        row = self.areas.get(code) if code else None
        while row is not None:
            found.insert(0, row.name)
            row = self.areas.get(row.parent_code) if row.parent_code else None
        return "·".join(found)

    def unit_options(self, *, on: date) -> Sequence[Option]:
        """Return the units that exist on a day, bureaus first."""
        order = ["bureau", "utility", "zone", "district", "street"]
        alive = [row for row in self.departments.values() if row.is_valid(on)]
        alive.sort(key=lambda row: (order.index(row.kind), row.code))
        return [
            Option(value=row.code, label=row.short_name, search=f"{row.name} {row.aliases}")
            for row in alive
        ]

    def category_options(self) -> Sequence[Option]:
        """Return the leaves of the catalogue with their whole path."""
        parents = {row.parent_code for row in self.categories.values()}
        return [
            Option(value=code, label=self.category(code), search=code)
            for code in sorted(self.categories)
            if code not in parents
        ]

    def area_options(self) -> Sequence[Option]:
        """Return every area with those it lies in, from districts down to single places."""
        return [
            Option(value=code, label=self.area(code), search=row.aliases)
            for code, row in sorted(self.areas.items())
        ]


def names(session: Session) -> Names:
    """Read the names of everything."""
    return Names(
        departments={row.code: row for row in session.exec(select(Department))},
        categories={row.code: row for row in session.exec(select(Category))},
        areas={row.code: row for row in session.exec(select(Area))},
    )
