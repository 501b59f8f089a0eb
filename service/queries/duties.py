"""The duty list (权责清单) read: its rows, their versions, and how two editions differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlmodel import Session, col, func, or_, select

from models.duty import Duty, DutyEdition, family_of
from models.errors import NotFound

#: Names of what a duty says, as files and pages head their columns.
LABELS: Mapping[str, str] = {
    "name": "事项",
    "category": "分类",
    "lead": "主办",
    "assisting": "协办",
    "basis": "依据",
    "area": "区域",
    "level": "层级",
}


@dataclass(frozen=True, kw_only=True)
class Content:
    """What one version of a duty says; `lead` and `assisting` are units, DISTRICT or STREET."""

    name: str
    category: str
    lead: str
    assisting: tuple[str, ...] = ()
    basis: str
    area: str | None = None
    level: str = ""

    def unlike(self, other: "Content") -> tuple[str, ...]:
        """Return the names of the fields in which the two differ."""
        return tuple(
            one.name for one in fields(self) if getattr(self, one.name) != getattr(other, one.name)
        )


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One duty that two states of the list do not have alike; without one side it was not there."""

    family: str
    before: Content | None
    after: Content | None

    @property
    def fields(self) -> tuple[str, ...]:
        """What changed; nothing for a duty that was added or ended."""
        return self.before.unlike(self.after) if self.before and self.after else ()


def content_of(row: Duty) -> Content:
    """Return what a stored version says."""
    return Content(
        name=row.name,
        category=row.category_code,
        lead=row.lead,
        assisting=tuple(part for part in row.assisting.split(";") if part),
        basis=row.basis,
        area=row.area_code,
        level=row.level,
    )


def version_of(code: str) -> int:
    """Return which version of its duty a code names, from 1."""
    _, _, number = code.partition(".")
    return int(number) if number.isdecimal() else 1


def newest(session: Session) -> dict[str, Duty]:
    """Return the last version of every duty by the code its versions share."""
    rows = session.exec(select(Duty).order_by(Duty.code)).all()
    return {row.family: row for row in sorted(rows, key=lambda row: version_of(row.code))}


def standing(session: Session, *, on: date) -> Sequence[Duty]:
    """Return the last version of every duty that holds on a day or later, by code."""
    rows = (row for row in newest(session).values() if not _has_ended(row, on))
    return sorted(rows, key=lambda row: row.code)


def listed(session: Session, *, on: date) -> Sequence[Duty]:
    """Return every version that holds on a day or later: what is to come beside what is."""
    rows = session.exec(select(Duty).order_by(Duty.code))
    return [row for row in rows if not _has_ended(row, on) and not _has_ended(row, row.valid_from)]


def matching(
    rows: Iterable[Duty], *, word: str, unit: str, category: str = "", area: str = ""
) -> Sequence[Duty]:
    """Return the rows that hold a word and concern a unit; what is empty restricts nothing.

    `category` is a code or its beginning; `area` is exact.
    """
    return [
        row
        for row in rows
        if (not word or any(word in text for text in (row.code, row.name, row.basis)))
        and (not unit or unit in (row.lead, *row.assisting.split(";")))
        and row.category_code.startswith(category)
        and (not area or row.area_code == area)
    ]


def history(session: Session, family: str) -> Sequence[Duty]:
    """Return all versions of a duty, the newest first.

    Raises:
        NotFound: there is no such duty.
    """
    wanted = family_of(family)
    rows = session.exec(
        select(Duty).where(
            or_(col(Duty.code) == wanted, col(Duty.code).startswith(f"{wanted}.", autoescape=True))
        )
    ).all()
    if not rows:
        raise NotFound(f"权责清单中没有“{wanted}”。", code="unknown_duty")
    return sorted(rows, key=lambda row: -version_of(row.code))


def edition(session: Session) -> int:
    """Return the number of the present edition; 0 for a list as it was first loaded."""
    return session.exec(select(func.max(DutyEdition.number))).one() or 0


def editions(session: Session, *, limit: int = 200) -> Sequence[DutyEdition]:
    """Return the editions, the newest first."""
    wanted = select(DutyEdition).order_by(col(DutyEdition.number).desc()).limit(limit)
    return session.exec(wanted).all()


def differences(session: Session, *, before: int, after: int) -> Sequence[Difference]:
    """Return what distinguishes two editions, by code.

    Raises:
        NotFound: there is no edition of such a number.
    """
    last = edition(session)
    for number in (before, after):
        if not 0 <= number <= last:
            raise NotFound(f"权责清单没有第 {number} 版，最新是第 {last} 版。", code="no_edition")
    rows = session.exec(select(Duty)).all()
    then, now = _state(rows, before), _state(rows, after)
    return [
        Difference(family=family, before=then.get(family), after=now.get(family))
        for family in sorted({*then, *now})
        if then.get(family) != now.get(family)
    ]


def _state(rows: Iterable[Duty], number: int) -> dict[str, Content]:
    """What the list of an edition said."""
    return {
        row.family: content_of(row)
        for row in sorted(rows, key=lambda row: version_of(row.code))
        if row.edition <= number and (row.ended_edition is None or row.ended_edition > number)
    }


def _has_ended(row: Duty, on: date) -> bool:
    return row.valid_to is not None and row.valid_to < on
