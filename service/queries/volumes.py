"""How much came in (受理量), by kind, channel, matter, place and day; one grouped query each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, func, select
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from models.area import Area
from models.category import Category
from models.enums import AreaLevel, Labelled
from models.ticket import Ticket
from service.queries.figures.counting import conditions
from service.queries.figures.populations import ARRIVED
from service.queries.figures.scope import Scope
from service.queries.trends import city_day

#: The first two digits of a matter's code are its field (领域).
FIELD = 2


class Facet(Labelled):
    """What a volume is divided by."""

    KIND = "kind", "诉求类型"
    CHANNEL = "channel", "渠道"
    FIELD = "field", "领域"
    MATTER = "matter", "事项"


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One part of a volume; without a code it is what has none."""

    code: str | None
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Heat:
    """How much came from each district (rows) of each field or on each day (columns).

    `counts` holds no zeros; a row or column without a code is what has no place or matter.
    """

    rows: Sequence[Slice]
    columns: Sequence[Slice]
    counts: Mapping[tuple[str | None, str | None], int]

    @property
    def highest(self) -> int:
        """The largest of all counts, at least 1."""
        return max(self.counts.values(), default=1)


_COLUMNS: Mapping[Facet, SQLColumnExpression[Any]] = {
    Facet.KIND: col(Ticket.kind),
    Facet.CHANNEL: col(Ticket.channel),
    Facet.FIELD: func.substr(col(Ticket.category_code), 1, FIELD),
    Facet.MATTER: col(Ticket.category_code),
}


def volume(session: Session, *, scope: Scope, facet: Facet) -> tuple[Slice, ...]:
    """Return the parts of what came in, largest first."""
    found = session.connection().execute(_counting((_COLUMNS[facet],), scope)).all()
    names = _matters(session) if facet in {Facet.FIELD, Facet.MATTER} else {}
    slices = [
        Slice(code=_code(value), label=_label(value, names), count=count) for value, count in found
    ]
    return tuple(sorted(slices, key=lambda one: (-one.count, one.code or "")))


def heat_by_field(session: Session, *, scope: Scope) -> Heat:
    """Return districts against the fields of matters, the busiest field first."""
    counts = _heat(session, scope, _COLUMNS[Facet.FIELD])
    names = _matters(session)
    columns = Counter[str | None]()
    for (_, field), count in counts.items():
        columns[field] += count
    return Heat(
        rows=_districts(session, counts),
        columns=tuple(
            Slice(code=code, label=_label(code, names), count=count)
            for code, count in sorted(columns.items(), key=lambda one: (-one[1], one[0] or "~"))
        ),
        counts=counts,
    )


def heat_by_day(session: Session, *, scope: Scope) -> Heat:
    """Return districts against days; days without a ticket are not among the columns."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    counts = _heat(session, scope, city_day(col(Ticket.received_at), is_sqlite=is_sqlite))
    columns = Counter[str]()
    for (_, day), count in counts.items():
        columns[str(day)] += count
    return Heat(
        rows=_districts(session, counts),
        columns=tuple(
            Slice(code=day, label=day, count=count) for day, count in sorted(columns.items())
        ),
        counts=counts,
    )


def districts(session: Session) -> Mapping[str, str]:
    """Return in which district or development zone each area lies, by code; one query."""
    areas = {row.code: row for row in session.exec(rows_of(Area))}
    found = {}
    for code, area in areas.items():
        here = area
        while here.level not in {AreaLevel.DISTRICT, AreaLevel.ZONE} and here.parent_code:
            here = areas[here.parent_code]
        found[code] = here.code
    return found


def streets(session: Session) -> Mapping[str, str]:
    """Return in which street each area lies, by code; what is larger stands for itself."""
    areas = {row.code: row for row in session.exec(rows_of(Area))}
    found = {}
    for code, row in areas.items():
        is_inside = row.level is AreaLevel.PLACE and row.parent_code
        found[code] = row.parent_code if is_inside and row.parent_code else code
    return found


def _heat(
    session: Session, scope: Scope, column: SQLColumnExpression[Any]
) -> Mapping[tuple[str | None, str | None], int]:
    lies_in = districts(session)
    counts = Counter[tuple[str | None, str | None]]()
    for area, value, count in session.connection().execute(
        _counting((col(Ticket.area_code), column), scope)
    ):
        counts[lies_in.get(area), None if value is None else str(value)] += count
    return counts


def _counting(by: Sequence[SQLColumnExpression[Any]], scope: Scope) -> Select[*tuple[Any, ...]]:
    whose = () if scope.unit is None else (col(Ticket.lead_code) == scope.unit,)
    found: Select[*tuple[Any, ...]] = (
        select(*by, func.count())
        .select_from(ARRIVED.source)
        .where(*conditions(ARRIVED, scope), *whose)
        .group_by(*by)
    )
    return found


def _districts(
    session: Session, counts: Mapping[tuple[str | None, str | None], int]
) -> tuple[Slice, ...]:
    sums = Counter[str | None]()
    for (district, _), count in counts.items():
        sums[district] += count
    wanted = rows_of(Area).where(col(Area.level).in_((AreaLevel.DISTRICT, AreaLevel.ZONE)))
    rows = [
        Slice(code=row.code, label=row.name, count=sums[row.code])
        for row in session.exec(wanted.order_by(Area.code))
        if sums[row.code]
    ]
    if sums[None]:
        rows.append(Slice(code=None, label="未定位", count=sums[None]))
    return tuple(rows)


def _matters(session: Session) -> Mapping[str, str]:
    return dict(session.exec(rows_of(Category.code, Category.name)).all())


def _code(value: str | None) -> str | None:
    return None if value is None else str(value)


def _label(value: str | None, names: Mapping[str, str]) -> str:
    if value is None:
        return "未分类"
    return value.label if isinstance(value, Labelled) else names.get(value, value)
