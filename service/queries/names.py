"""Names for the codes on a page of tickets, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from models.area import Area
from models.category import Category
from models.department import Department
from models.ticket import Ticket


@dataclass(frozen=True, kw_only=True)
class Names:
    """Code → short name of units, code → path of categories and areas."""

    units: Mapping[str, str]
    categories: Mapping[str, str]
    areas: Mapping[str, str]

    def unit(self, code: str | None) -> str | None:
        """Return a unit's short name; the code itself where nobody knows it."""
        return self.units.get(code, code) if code else None

    def category(self, code: str | None) -> str | None:
        """Return a category's name with those above it, joined by ›."""
        return self.categories.get(code, code) if code else None

    def area(self, code: str | None) -> str | None:
        """Return an area's name with those it lies in, joined by ·."""
        return self.areas.get(code, code) if code else None


def names_for(session: Session, tickets: Sequence[Ticket], *, units: Iterable[str] = ()) -> Names:
    """Return the names for these tickets and for further units: at most three queries."""
    wanted = {ticket.lead_code for ticket in tickets} | set(units)
    return Names(
        units=_units(session, {code for code in wanted if code}),
        categories=_categories(session, {row.category_code for row in tickets}),
        areas=_areas(session, {row.area_code for row in tickets}),
    )


def unit_names(session: Session) -> Mapping[str, str]:
    """Return the short names of all units, of those that have ended too; one query."""
    return dict(session.exec(select(Department.code, Department.short_name)).all())


def _units(session: Session, codes: set[str]) -> Mapping[str, str]:
    if not codes:
        return {}
    rows = session.exec(
        select(Department.code, Department.short_name).where(col(Department.code).in_(codes))
    )
    return dict(rows.all())


def _categories(session: Session, codes: set[str | None]) -> Mapping[str, str]:
    known = [code for code in codes if code]
    if not known:
        return {}
    # The codes above a category are its beginnings: 2+2+2 digits.
    above = {code[:length] for code in known for length in (2, 4, 6)}
    found = dict(
        session.exec(
            select(Category.code, Category.name).where(col(Category.code).in_(above))
        ).all()
    )
    return {
        code: "›".join(
            found[code[:length]]
            for length in (2, 4, 6)
            if length <= len(code) and code[:length] in found
        )
        for code in known
    }


def _with_those_above() -> Select[str, str, str | None]:
    """Some areas and all that they lie in: few rows of a table of hundreds."""
    columns = (col(Area.code), col(Area.name), col(Area.parent_code))
    asked = columns_of(*columns).where(col(Area.code).in_(bindparam("codes", expanding=True)))
    found = asked.cte("found", recursive=True)
    above = columns_of(*columns).join(found, col(Area.code) == found.c.parent_code)
    whole = found.union(above)
    return columns_of(whole.c.code, whole.c.name, whole.c.parent_code)


_WITH_THOSE_ABOVE = _with_those_above()


def _areas(session: Session, codes: set[str | None]) -> Mapping[str, str]:
    known = [code for code in codes if code]
    if not known:
        return {}
    rows = session.connection().execute(_WITH_THOSE_ABOVE, {"codes": known})
    table = {code: (name, parent) for code, name, parent in rows}
    return {code: "·".join(reversed(list(_upwards(table, code)))) for code in known}


def _upwards(table: Mapping[str, tuple[str, str | None]], code: str) -> Iterable[str]:
    here: str | None = code
    while here is not None and here in table:
        name, here = table[here]
        yield name
