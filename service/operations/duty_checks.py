"""What a line of a duty file means for the list: a revision, nothing, or what is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session, select

from models.area import Area
from models.category import Category
from models.department import Department
from models.duty import Duty, family_of
from service.operations import duty_files as column
from service.operations.duty_files import Line
from service.queries.duties import Content, content_of, newest
from triage.knowledge import DISTRICT, STREET
from triage.territory import territorial_name

_SEPARATORS = re.compile(r"[;；、,，\s]+")
#: No code of ours but the versions' own holds a point.
_CODE = re.compile(r"[0-9A-Za-z_-]{1,27}")
_LIMITS = {column.NAME: 200, column.LEVEL: 16, column.BASIS: 2_000}
_LOCAL = {
    DISTRICT: DISTRICT,
    STREET: STREET,
    "属地区县": DISTRICT,
    "属地街道": STREET,
    territorial_name(DISTRICT): DISTRICT,
    territorial_name(STREET): STREET,
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one cell: the line (from 1), the column, the value, and what to do."""

    line: int
    column: str
    value: str
    advice: str

    @property
    def sentence(self) -> str:
        """The fault as one sentence for people."""
        return f"第 {self.line} 行“{self.column}”为“{self.value[:40]}”：{self.advice}"


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One change of the list: a duty is added, changed or, without `after`, ended.

    `since` is the first day of what it then says; `until` the last day on which that holds, of an
    ended one the last day of all.
    """

    family: str
    before: Content | None
    after: Content | None
    since: date
    until: date | None = None
    line: int = 0


class Checker:
    """Knows the codes and names of a city on a day, and what its list says now."""

    def __init__(self, session: Session, *, today: date) -> None:
        self.present: Mapping[str, Duty] = newest(session)
        self._today = today
        self._categories = set(session.exec(select(Category.code)))
        self._areas = _spelled(
            (row.code, (row.name, *row.aliases.split(";"))) for row in session.exec(select(Area))
        )
        rows = session.exec(select(Department)).all()
        self._units = {row.code: row for row in rows}
        self._unit_names = _spelled((row.code, (row.name, row.short_name)) for row in rows)

    def revision(self, line: Line) -> Revision | list[Fault] | None:
        """Return what a line asks for: nothing where the list says so already, or its faults."""
        reading = _Reading(line)
        if line.damage:
            reading.fault(column.CODE, f"{line.damage}，请修好这一行。")
            return reading.faults
        family = self._family(reading)
        since, until = reading.day(column.VALID_FROM), reading.day(column.VALID_TO)
        present = self.present.get(family)
        content = self._content(reading, present, on=max(since or self._today, self._today))
        first = self._first(reading, present, content=content, since=since)
        if until is not None and until < (since or first):
            reading.fault(column.VALID_TO, "失效日期不能早于生效日期。")
        if reading.faults:
            return reading.faults
        return _asked(family, present, content=content, since=first, until=until, line=line.number)

    def _family(self, reading: "_Reading") -> str:
        code = family_of(reading.needed(column.CODE))
        if code and not _CODE.fullmatch(code):
            reading.fault(column.CODE, "代码只能用字母、数字、- 和 _，最多 27 个。")
        return code

    def _content(self, reading: "_Reading", present: Duty | None, *, on: date) -> Content:
        assisting = (self._unit(reading, column.ASSISTING, part, on=on) for part in
                     _SEPARATORS.split(reading.cell(column.ASSISTING)) if part)  # fmt: skip
        lead = self._unit(reading, column.LEAD, reading.needed(column.LEAD), on=on)
        helping = tuple(dict.fromkeys(assisting))
        if lead and lead in helping:
            reading.fault(column.ASSISTING, "主办单位不能同时协办，请去掉它。")
        content = Content(
            name=reading.needed(column.NAME),
            category=self._category(reading),
            lead=lead,
            assisting=helping,
            basis=reading.needed(column.BASIS),
            area=self._area(reading),
            level=reading.cell(column.LEVEL),
        )
        return reading.completed(content, content_of(present)) if present else content

    def _unit(self, reading: "_Reading", where: str, written: str, *, on: date) -> str:
        if not written or written in _LOCAL:
            return _LOCAL.get(written, "")
        code = written if written in self._units else self._unit_names.get(written, "")
        unit = self._units.get(code)
        if unit is None:
            reading.fault(where, f"没有“{written}”这个单位，请填代码、全称或简称。")
        elif not unit.is_valid(on):
            reading.fault(where, f"{unit.short_name}在 {on} 不存在，请改填现在的单位。")
        return code

    def _category(self, reading: "_Reading") -> str:
        written = reading.needed(column.CATEGORY)
        # Spreadsheets take the leading zero of a code away.
        code = written.zfill(len(written) + len(written) % 2) if written.isdecimal() else written
        if written and code not in self._categories:
            reading.fault(column.CATEGORY, "没有这个分类代码，请对照分类目录。")
        return code

    def _area(self, reading: "_Reading") -> str | None:
        written = reading.cell(column.AREA)
        if not written:
            return None
        found = self._areas.get(written)
        if found is None:
            reading.fault(column.AREA, "没有这个区域或同名不止一个，请填区域代码；全市通用则留空。")
        return found

    def _first(
        self, reading: "_Reading", present: Duty | None, *, content: Content, since: date | None
    ) -> date:
        """The first day of what a line says; an untouched date of an exported row is today."""
        if present is None:
            return since or self._today
        if since is not None and since < present.valid_from and content != content_of(present):
            told = f"不能早于现行版本的生效日期 {present.valid_from}。"
            reading.fault(column.VALID_FROM, told)
        begun = max(present.valid_from, self._today)
        ended = present.valid_to
        if ended is not None and ended < self._today:
            return begun if since is None or since <= ended else since
        return begun if since is None or since <= present.valid_from else since


class _Reading:
    """The cells of one line, and what was found wrong with them."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.faults: list[Fault] = []

    def cell(self, name: str) -> str:
        text = self._line.cell(name)
        longest = _LIMITS.get(name)
        if longest is not None and len(text) > longest:
            self.fault(name, f"最多 {longest} 字，请缩短。")
        return text

    def completed(self, content: Content, present: Content) -> Content:
        """A column that the file does not have leaves what stands; an empty cell empties it."""
        has = self._line.cells
        return replace(
            content,
            assisting=content.assisting if column.ASSISTING in has else present.assisting,
            area=content.area if column.AREA in has else present.area,
            level=content.level if column.LEVEL in has else present.level,
        )

    def needed(self, name: str) -> str:
        text = self.cell(name)
        if not text:
            self.fault(name, "不能空着。")
        return text

    def day(self, name: str) -> date | None:
        text = self._line.cell(name).replace("/", "-").replace(".", "-").partition(" ")[0]
        if not text:
            return None
        try:
            return date(*(int(part) for part in text.split("-")))
        except (ValueError, TypeError, OverflowError):
            self.fault(name, "日期应如 2026-07-01。")
            return None

    def fault(self, name: str, advice: str) -> None:
        self.faults.append(
            Fault(line=self._line.number, column=name, value=self._line.cell(name), advice=advice)
        )


def _asked(
    family: str,
    present: Duty | None,
    *,
    content: Content,
    since: date,
    until: date | None,
    line: int,
) -> Revision | None:
    before = content_of(present) if present else None
    stands = present is not None and (present.valid_to is None or present.valid_to >= since)
    if present is None or before != content or not stands:
        if present is not None and not stands and present.valid_to == until and before == content:
            return None  # it has ended, and the file says no more
        return Revision(
            family=family, before=before, after=content, since=since, until=until, line=line
        )
    if until == present.valid_to:
        return None
    if until is None or (present.valid_to is not None and until > present.valid_to):
        # What was to end goes on: that is a new version from the day after.
        assert present.valid_to is not None
        after = present.valid_to + timedelta(days=1)
        return Revision(
            family=family, before=before, after=content, since=after, until=until, line=line
        )
    return Revision(family=family, before=before, after=None, since=since, until=until, line=line)


def _spelled(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Codes by every spelling that names one alone; a code names itself."""
    found: dict[str, set[str]] = {}
    codes = set()
    for code, spellings in rows:
        codes.add(code)
        for spelling in {one for one in spellings if one}:
            found.setdefault(spelling, set()).add(code)
    alone = {spelling: next(iter(some)) for spelling, some in found.items() if len(some) == 1}
    return alone | {code: code for code in codes}
