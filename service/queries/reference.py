"""The city's rules as the database holds them: calendar, limits, units, duties, areas."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from models.area import Area
from models.calendar import CalendarDay
from models.category import Category
from models.department import Department, Succession
from models.duty import Duty
from models.errors import NotFound
from models.policy import PolicyRule
from models.workdays import WorkCalendar
from service.queries import contests
from training.labels import SuccessionFact
from triage.knowledge import AreaFact, CategoryFact, DutyFact, Knowledge, UnitFact

#: Days of the calendar read for one deadline: room for the longest limit across a long holiday.
_WINDOW = 90


def calendar_from(session: Session, *, day: date) -> WorkCalendar:
    """Return the working calendar from a day on, long enough for any limit of the policy."""
    rows = session.exec(
        select(CalendarDay).where(
            CalendarDay.day >= day, CalendarDay.day < day + timedelta(days=_WINDOW)
        )
    )
    return WorkCalendar(days={row.day: row.entry() for row in rows})


def policy_version(session: Session) -> int:
    """Return the newest version of the limits; 0 when none has been entered."""
    return session.exec(select(func.max(PolicyRule.version))).one() or 0


def policy_rules(session: Session, *, version: int) -> Sequence[PolicyRule]:
    """Return the limits of one version of the policy."""
    return session.exec(select(PolicyRule).where(PolicyRule.version == version)).all()


def department(session: Session, code: str, *, on: date) -> Department:
    """Return a unit that exists on that day.

    Raises:
        NotFound: no such unit, or it exists no longer; the sentence names its successors.
    """
    found = session.get(Department, code)
    if found is None:
        raise NotFound(f"没有代码为“{code}”的单位。", code="unknown_department")
    if not found.is_valid(on):
        heirs = session.exec(
            select(Department.short_name)
            .join(Succession, col(Succession.successor_code) == Department.code)
            .where(Succession.predecessor_code == code)
        )
        names = "、".join(heirs)
        hint = f"，其职责已由{names}承担" if names else ""
        raise NotFound(f"{found.short_name}已不存在{hint}。", code="department_ended")
    return found


def departments(session: Session, *, on: date) -> Sequence[Department]:
    """Return every unit that exists on that day, bureaus first, streets last."""
    rows = session.exec(select(Department).order_by(Department.code)).all()
    order = ["bureau", "utility", "zone", "district", "street"]
    return sorted((row for row in rows if row.is_valid(on)), key=lambda row: order.index(row.kind))


def duties_of(session: Session, *, category: str, on: date) -> Sequence[Duty]:
    """Return the duties in force for one category."""
    rows = session.exec(select(Duty).where(Duty.category_code == category).order_by(Duty.code))
    return [row for row in rows if row.is_valid(on)]


def knowledge(session: Session, *, on: date | None = None) -> Knowledge:
    """Return everything the classifier needs to know of the city.

    With `on`, contested matters (争议事项) whose entries hold on that day alone; units and duties
    carry their dates and are told apart later.
    """
    return Knowledge(
        units=_units(session),
        areas={
            row.code: AreaFact(
                code=row.code,
                name=row.name,
                level=row.level,
                parent=row.parent_code,
                aliases=_split(row.aliases),
            )
            for row in session.exec(select(Area).order_by(Area.code))
        },
        duties={
            row.code: DutyFact(
                code=row.code,
                name=row.name,
                category=row.category_code,
                lead=row.lead,
                assisting=_split(row.assisting),
                basis=row.basis,
                area=row.area_code,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in session.exec(select(Duty).order_by(Duty.code))
        },
        categories={
            row.code: CategoryFact(code=row.code, name=row.name, parent=row.parent_code)
            for row in session.exec(select(Category).order_by(Category.code))
        },
        contests=contests.facts(session, on=on),
    )


def successions(session: Session) -> list[SuccessionFact]:
    """Return how units followed one another, as the labels of old tickets need it."""
    return [
        SuccessionFact(
            predecessor=row.predecessor_code,
            successor=row.successor_code,
            kind=row.kind,
            effective_on=row.effective_on,
            category_prefix=row.category_prefix or None,
        )
        for row in session.exec(select(Succession).order_by(col(Succession.id)))
    ]


def _units(session: Session) -> dict[str, UnitFact]:
    heirs: dict[str, list[str]] = {}
    for row in session.exec(select(Succession).order_by(col(Succession.id))):
        heirs.setdefault(row.predecessor_code, []).append(row.successor_code)
    return {
        row.code: UnitFact(
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            aliases=_split(row.aliases),
            kind=row.kind,
            area=row.area_code,
            parent=row.parent_code,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            successors=tuple(heirs.get(row.code, ())),
        )
        for row in session.exec(select(Department).order_by(Department.code))
    }


def _split(joined: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split(";") if part)
