"""The names behind the codes: units, categories and areas, read once for a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.area import Area
from models.category import Category
from models.department import Department, Succession, SuccessionKind
from service.web.language import say
from service.web.pinyin import search_words

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
    """Every unit, category and area of the city by code; four queries, whatever the page.

    `formers` holds the codes of the units that each unit came from.
    """

    departments: Mapping[str, Department]
    categories: Mapping[str, Category]
    areas: Mapping[str, Area]
    formers: Mapping[str, Sequence[str]]

    def unit(self, code: str | None) -> str:
        """Return a unit's short name; the code itself where the city does not know it."""
        if code is None:
            return ""
        found = self.departments.get(code)
        return found.short_name if found else say(LOCAL.get(code, code))

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
        """Return the units that exist on a day, bureaus first.

        They are found by their former and other names, by pinyin and by initials.
        """
        order = ["bureau", "utility", "zone", "district", "street"]
        alive = [row for row in self.departments.values() if row.is_valid(on)]
        alive.sort(key=lambda row: (order.index(row.kind), row.code))
        return [
            Option(
                value=row.code, label=row.short_name, search=search_words(self._called(row.code))
            )
            for row in alive
        ]

    def _called(self, code: str, *, depth: int = 3) -> Iterator[str]:
        """Every name of a unit and of those it came from, as far back as anybody remembers."""
        row = self.departments[code]
        yield from (row.short_name, row.name, *row.aliases.split(";"))
        for former in self.formers.get(code, ()) if depth else ():
            yield from self._called(former, depth=depth - 1)

    def category_options(self) -> Sequence[Option]:
        """Return the leaves of the catalogue with their whole path."""
        parents = {row.parent_code for row in self.categories.values()}
        return [
            Option(
                value=code,
                label=self.category(code),
                search=search_words((code, self.categories[code].name)),
            )
            for code in sorted(self.categories)
            if code not in parents
        ]

    def area_options(self) -> Sequence[Option]:
        """Return every area with those it lies in, from districts down to single places."""
        return [
            Option(
                value=code,
                label=self.area(code),
                search=search_words((row.name, *row.aliases.split(";"))),
            )
            for code, row in sorted(self.areas.items())
        ]


def names(session: Session) -> Names:
    """Read the names of everything."""
    formers: dict[str, list[str]] = {}
    # A unit that only handed duties over (职责划转) is still there under its own name.
    ended = select(Succession).where(col(Succession.kind) != SuccessionKind.TRANSFER)
    for row in session.exec(ended.order_by(col(Succession.id))):
        formers.setdefault(row.successor_code, []).append(row.predecessor_code)
    return Names(
        departments={row.code: row for row in session.exec(select(Department))},
        categories={row.code: row for row in session.exec(select(Category))},
        areas={row.code: row for row in session.exec(select(Area))},
        formers=formers,
    )
