"""The city's registers."""

from service.api.representations.base import Shown


class DepartmentOut(Shown):
    """A unit that exists today."""

    code: str
    name: str
    short_name: str
    kind: str
    kind_label: str
    area: str | None
    parent: str | None


class DepartmentList(Shown):
    """The units, bureaus first, streets last."""

    departments: tuple[DepartmentOut, ...]


class CategoryOut(Shown):
    """A node of the catalogue."""

    code: str
    name: str
    parent: str | None


class CategoryList(Shown):
    """The catalogue, in the order of its codes."""

    categories: tuple[CategoryOut, ...]


class DutyOut(Shown):
    """A duty in force today."""

    code: str
    name: str
    category: str
    lead: str
    assisting: tuple[str, ...]
    basis: str
    area: str | None
    origin: str
    origin_label: str


class DutyList(Shown):
    """Duties, in the order of their codes."""

    duties: tuple[DutyOut, ...]


class AreaOut(Shown):
    """A place of the gazetteer."""

    code: str
    name: str
    level: str
    level_label: str
    parent: str | None


class AreaList(Shown):
    """Every area, in the order of its code."""

    areas: tuple[AreaOut, ...]
