"""The city's rules as the database holds them: calendar, limits, units, duties, areas."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from sqlmodel import Session, col, func, or_, select

from models.area import Area
from models.calendar import CalendarDay
from models.category import Category
from models.department import Department, Succession, SuccessionKind
from models.duty import Duty
from models.errors import NotFound
from models.policy import Allowance, PolicyNumber, PolicyRule, PolicyVersion
from models.unit_workday import UnitWorkday
from models.workdays import ExtraWorkday, WorkCalendar
from service.queries import contests
from training.labels import SuccessionFact
from triage.knowledge import AreaFact, CategoryFact, DutyFact, Knowledge, UnitFact

R = TypeVar("R")

#: Days of the calendar read beyond the last one asked for: room for the longest limit of the
#: policy across a long holiday.
_WINDOW = 90
_KEPT = "reference"


def keep(session: Session) -> None:
    """Ask for calendar and limits once in this session, however many tickets need them.

    For sessions that do not change them: every move of a ticket, and what jobs do.
    """
    session.info.setdefault(_KEPT, {})


def _once(session: Session, key: tuple[object, ...], ask: Callable[[], R]) -> R:
    kept = session.info.get(_KEPT)
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    found: R = kept[key]
    return found


def calendar_from(session: Session, *, day: date, until: date | None = None) -> WorkCalendar:
    """Return the working calendar from a day on, long enough for a limit that begins by `until`."""
    last = max(day, until or day) + timedelta(days=_WINDOW)
    wanted = select(CalendarDay).where(CalendarDay.day >= day, CalendarDay.day < last)

    def ask() -> WorkCalendar:
        return WorkCalendar(days={row.day: row.entry() for row in session.exec(wanted)})

    return _once(session, ("calendar", day, last), ask)


def extra_workdays(session: Session, *, unit: str | None) -> tuple[ExtraWorkday, ...]:
    """Return the weekdays on which a unit works although the city does not (5+X)."""
    if unit is None:
        return ()
    wanted = select(UnitWorkday).where(UnitWorkday.department_code == unit)
    return _once(
        session, ("extra", unit), lambda: tuple(row.extra() for row in session.exec(wanted))
    )


def policy_version(session: Session, *, on: date | None = None) -> int:
    """Return the newest version of the limits, or of those in force on a day; 0 for none."""
    wanted = select(func.max(PolicyRule.version))
    if on is not None:
        begins = col(PolicyVersion.valid_from)
        wanted = wanted.outerjoin(
            PolicyVersion, col(PolicyVersion.version) == col(PolicyRule.version)
        ).where(or_(begins.is_(None), begins <= on))
    return session.exec(wanted).one() or 0


def policy_rules(session: Session, *, version: int) -> Sequence[PolicyRule]:
    """Return the limits of one version of the policy."""
    wanted = select(PolicyRule).where(PolicyRule.version == version)
    return _once(session, ("rules", version), lambda: session.exec(wanted).all())


def policy_numbers(session: Session, *, version: int) -> dict[Allowance, int]:
    """Return the numbers of one version of the policy, those it has of its own."""
    wanted = select(PolicyNumber).where(PolicyNumber.version == version)
    return _once(
        session,
        ("numbers", version),
        lambda: {row.name: row.amount for row in session.exec(wanted)},
    )


def department(session: Session, code: str, *, on: date, hold: bool = False) -> Department:
    """Return a unit that exists on that day; `hold` keeps it in being until the transaction ends.

    Raises:
        NotFound: no such unit, or it exists no longer; the sentence names its successors.
    """
    # Two givings hold a unit beside one another; an organisation change waits for both.
    sharing = {"read": True} if hold else None
    found = session.get(Department, code, with_for_update=sharing, populate_existing=hold)
    if found is None:
        raise NotFound(f"没有代码为“{code}”的单位。", code="unknown_department")
    if not found.is_valid(on):
        heirs = session.exec(
            select(Department.short_name)
            .join(Succession, col(Succession.successor_code) == Department.code)
            .where(
                Succession.predecessor_code == code,
                col(Succession.kind) != SuccessionKind.TRANSFER,
            )
        )
        names = "、".join(heirs)
        hint = f"，其职责已由{names}承担" if names else ""
        raise NotFound(f"{found.short_name}已不存在{hint}。", code="department_ended")
    return found


def unit_name(session: Session, code: str | None) -> str:
    """Return a unit's short name, whether or not it still exists; nothing for none."""
    found = session.get(Department, code) if code else None
    return found.short_name if found else code or ""


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
        if row.kind is SuccessionKind.TRANSFER:
            continue  # its predecessor goes on: only some matters went over
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
