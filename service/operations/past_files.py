"""A history file checked row by row before anything is written: what is wrong, where, in words."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from models.clock import CITY_ZONE
from models.enums import Channel, Kind, Satisfaction, Urgency
from service.operations.importing import PastTicket
from service.operations.past_findings import COLUMNS, Fault, Findings
from training.cleaning import inert
from training.columns import Layout, locate
from training.errors import ColumnMissing
from training.history import HistoryRow, history_row
from training.labels import UnitNames, known_category
from training.sheets import Row, Sheet, read_sheet
from triage.knowledge import Knowledge

_TOLD = 2_000
_SHOWN_FAULTS = 200
_SHOWN_ROWS = 8
_SHOWN_LETTERS = 60
_LONGEST_NUMBER = 32
_LEAST_LETTERS = 2
_RATINGS = dict(zip(range(5, 0, -1), Satisfaction, strict=True))
_CHANNELS = {**{one.value: one for one in Channel}, **{one.label: one for one in Channel}}


@dataclass(frozen=True, kw_only=True)
class _Read:
    """One record of the file as it was read, and its cells."""

    row: HistoryRow
    cells: Row


class PastFile:
    """A history file with its columns understood; raises what `training` says of bad files."""

    def __init__(
        self, path: Path, *, mapping: Mapping[str, str], knowledge: Knowledge, on: date
    ) -> None:
        self.sheet: Sheet = read_sheet(path, mapping=mapping)
        self.missing: tuple[str, ...] = ()
        try:
            self.layout = locate(
                headers=self.sheet.headers, mapping=mapping, required=("text", "unit")
            )
        except ColumnMissing as error:
            self.missing = error.missing
            self.layout = locate(headers=self.sheet.headers, mapping=mapping, required=())
        self._knowledge = knowledge
        self._names = UnitNames(knowledge=knowledge)
        self._on = on
        self._seen: set[str] = set()
        self.unknown: Counter[str] = Counter()

    def checked(self) -> Iterator[tuple[Row, HistoryRow, Fault | None]]:
        """Yield every record with what is wrong with it, nothing where it can be imported."""
        self._seen.clear()
        self.unknown.clear()
        for cells in self.sheet.rows:
            row = history_row(row=cells, layout=self.layout)
            fault = self._fault(_Read(row=row, cells=cells))
            if fault is None and row.reference:
                self._seen.add(row.reference)
            yield cells, row, fault

    def past(self, row: HistoryRow, *, number: str) -> PastTicket:
        """Return a record without fault as a past ticket; what is not known here is left out."""
        lead = self._unit(row, row.unit)
        first = self._unit(row, row.first_unit or "") or lead
        assert lead is not None
        assert first is not None
        assert row.received_at is not None
        at = row.received_at.replace(tzinfo=CITY_ZONE)
        return PastTicket(
            number=number,
            received_at=at,
            closed_at=at,  # a history tells no more
            channel=_CHANNELS.get(row.channel or "", Channel.PHONE),
            kind=Kind(row.kind) if row.kind in set(Kind) else Kind.OTHER,
            urgency=Urgency.NORMAL,
            title=row.title[:200],
            text=row.text,
            address=row.address[:300],
            area=self._area(row.area),
            category=self._category(row),
            lead=lead,
            first_lead=first,
            was_returned=row.returned,
            satisfaction=_RATINGS.get(row.satisfaction or 0),
            is_solved=None,
        )

    def references(self) -> Sequence[str]:
        """Return the ticket numbers that the file names."""
        at = self.layout.positions.get("id")
        return [] if at is None else [row.cells[at] for row in self.sheet.rows if row.cells[at:]]

    def is_ours(self, row: HistoryRow) -> bool:
        """Tell whether a record's unit is one of this city's."""
        return self._unit(row, row.unit) is not None

    def _fault(self, read: _Read) -> Fault | None:
        row, cells = read.row, read.cells
        if cells.damage:
            words = " ".join(filter(None, cells.cells))
            return Fault(line=row.line, column="整行", value=_short(words), sentence=cells.damage)
        for check in (self._text, self._unit_fault, self._time, self._number):
            found = check(read)
            if found is not None:
                name, sentence = found
                return Fault(
                    line=row.line,
                    column=self._header(name),
                    value=_short(self._cell(read.cells, name)),
                    sentence=sentence,
                )
        return None

    def _text(self, read: _Read) -> tuple[str, str] | None:
        letters = sum(map(str.isalnum, read.row.text))
        if letters >= _LEAST_LETTERS:
            return None
        return "text", "没有内容。" if letters == 0 else "内容太短，不足 2 个字。"

    def _unit_fault(self, read: _Read) -> tuple[str, str] | None:
        unit = read.row.unit
        if not unit:
            return "unit", "没有承办单位。"
        if self.is_ours(read.row):
            return None
        self.unknown[unit] += 1
        return "unit", "认不出这个单位。请改用单位名称、简称或代码，或先在“单位”里建立它。"

    def _time(self, read: _Read) -> tuple[str, str] | None:
        written = self._cell(read.cells, "received_at")
        at = read.row.received_at
        if not written:
            return "received_at", "没有受理时间。"
        if at is None:
            return "received_at", "认不出这个时间，请写成 2026-01-31 09:30。"
        if at.replace(tzinfo=CITY_ZONE) > _end_of(self._on):
            return "received_at", "受理时间在今天以后。"
        return None

    def _number(self, read: _Read) -> tuple[str, str] | None:
        if not self._cell(read.cells, "id"):
            return None
        if len(read.row.reference) > _LONGEST_NUMBER:
            return "id", f"编号超过 {_LONGEST_NUMBER} 个字符。"
        return ("id", "编号与前面的行重复。") if read.row.reference in self._seen else None

    def _unit(self, row: HistoryRow, written: str) -> str | None:
        found = self._names.find(
            written, on=row.received_at.date() if row.received_at else self._on
        )
        return found[0].code if found else None

    def _area(self, written: str | None) -> str | None:
        areas = self._knowledge.areas
        if written is None or written in areas:
            return written
        return next(
            (code for code, one in areas.items() if written in {one.name, *one.aliases}), None
        )

    def _category(self, row: HistoryRow) -> str | None:
        code = known_category(row.category, knowledge=self._knowledge)
        return code if code in self._knowledge.categories else None

    def _cell(self, cells: Row, name: str) -> str:
        at = self.layout.positions.get(name)
        return cells.cells[at] if at is not None and at < len(cells.cells) else ""

    def _header(self, name: str) -> str:
        return self.layout.named().get(name, COLUMNS[name])


def find_faults(
    file: PastFile, *, refused: Path, known: Sequence[str] = (), told: Callable[[int], None]
) -> Findings:
    """Check every record, write the refused ones to a CSV file, and return what was found.

    `known` are numbers that are here already; their rows are refused.
    """
    here = frozenset(known)
    faults: list[Fault] = []
    samples: list[Mapping[str, str]] = []
    counts: Counter[str] = Counter()
    good = ours = 0
    with refused.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("行号", "列", "原因", *file.sheet.headers))
        for done, (cells, row, found) in enumerate(file.checked(), start=1):
            if done % _TOLD == 0:
                told(done)
            fault = found or _known(row, file.layout, here)
            ours += file.is_ours(row)
            if len(samples) < _SHOWN_ROWS:
                samples.append(_sample(cells, file.layout))
            if fault is None:
                good += 1
                continue
            counts[f"{fault.column}：{fault.sentence}"] += 1
            if len(faults) < _SHOWN_FAULTS:
                faults.append(fault)
            writer.writerow((fault.line, fault.column, fault.sentence, *map(inert, cells.cells)))
    return Findings(
        headers=tuple(filter(None, file.sheet.headers)),
        chosen=dict(file.layout.named()),
        missing=file.missing,
        encoding=file.sheet.encoding,
        rows=len(file.sheet.rows),
        good=good,
        ours=ours,
        counts=dict(counts.most_common()),
        faults=tuple(faults),
        samples=tuple(samples),
        remarks=(*file.sheet.remarks, *_unknown_units(file.unknown)),
    )


def _known(row: HistoryRow, layout: Layout, here: frozenset[str]) -> Fault | None:
    if "id" not in layout.positions or row.reference not in here:
        return None
    return Fault(
        line=row.line,
        column=layout.named()["id"],
        value=row.reference,
        sentence="这个编号的工单已在系统里。",
    )


def _unknown_units(unknown: Counter[str]) -> Iterator[str]:
    if unknown:
        named = "、".join(f"{name}（{count}）" for name, count in unknown.most_common(10))
        yield f"认不出的承办单位 {len(unknown)} 个：{named}"


def _sample(cells: Row, layout: Layout) -> Mapping[str, str]:
    return {
        name: _short(cells.cells[at])
        for name, at in layout.positions.items()
        if at < len(cells.cells) and name in COLUMNS
    } | {"line": str(cells.line)}


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _SHOWN_LETTERS else f"{flat[:_SHOWN_LETTERS]}…"


def _end_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), CITY_ZONE) + timedelta(days=1)
