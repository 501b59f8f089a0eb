"""The found tickets as a file: CSV or XLSX, private numbers masked, reports without their words."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.clock import to_city
from models.enums import Kind, Role
from models.errors import Invalid
from models.ticket import Ticket
from service.operations.acting import Acting, require_role
from service.operations.worksheets import workbook
from service.queries.filtering import Filter
from service.queries.names import Names, names_for
from service.queries.search import search
from service.queries.tickets import LARGEST_PAGE, page
from service.queries.words import Word
from triage.text import mask

#: Rows of one file; more are asked for by narrower filters.
MOST = 5000
#: Who takes lists away; an officer (承办单位) those of the own unit alone.
EXPORTERS = (
    Role.DISPATCHER,
    Role.OFFICER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)
_HEAD = (
    "编号", "状态", "办结方式", "诉求类型", "渠道", "紧急程度", "分类", "区域", "主办单位",
    "轮次", "受理时间", "办结时限", "办结时间", "诉求",
)  # fmt: skip
_SEALED = "（举报内容不导出）"


@dataclass(frozen=True, kw_only=True)
class ListFile:
    """The file and how many tickets are in it."""

    content: bytes
    rows: int


def as_csv(act: Acting, *, wanted: Filter, words: Sequence[Word]) -> ListFile:
    """Return what is found as a CSV file, newest first.

    Raises:
        Forbidden: the role takes no lists away.
        Invalid: more is found than one file holds.
    """
    out = io.StringIO()
    out.write("\ufeff")  # spreadsheets take it for UTF-8 only with this mark
    table = _table(act, wanted=wanted, words=words)
    csv.writer(out).writerows(map(_told, table))
    return ListFile(content=out.getvalue().encode(), rows=len(table) - 1)


def as_xlsx(act: Acting, *, wanted: Filter, words: Sequence[Word]) -> ListFile:
    """Return what is found as an XLSX file, newest first.

    Raises:
        Forbidden: the role takes no lists away.
        Invalid: more is found than one file holds.
    """
    table = _table(act, wanted=wanted, words=words)
    return ListFile(content=workbook(table, title="工单"), rows=len(table) - 1)


def _table(act: Acting, *, wanted: Filter, words: Sequence[Word]) -> list[Sequence[str]]:
    require_role(act.actor, *EXPORTERS)
    rows: list[Sequence[str]] = [_HEAD]
    for part in _parts(act, wanted=wanted, words=words):
        known = names_for(act.session, part)
        rows += [_row(ticket, known) for ticket in part]
        if len(rows) > MOST + 1:
            raise Invalid(
                f"超过 {MOST} 件，一个文件放不下，请缩小受理日期等筛选条件后再导出。",
                code="too_many_rows",
            )
    return rows


def _parts(act: Acting, *, wanted: Filter, words: Sequence[Word]) -> Iterator[Sequence[Ticket]]:
    cursor = ""
    while True:
        found = (
            search(act.session, words=words, wanted=wanted, cursor=cursor, size=LARGEST_PAGE)
            if words
            else page(act.session, wanted=wanted, cursor=cursor, size=LARGEST_PAGE)
        )
        yield found.tickets
        cursor = found.next_cursor
        if not cursor:
            return


def _row(ticket: Ticket, known: Names) -> Sequence[str]:
    said = " ".join(f"{ticket.title} {ticket.text}".split())
    return (
        ticket.number,
        ticket.status.label,
        ticket.closure.label if ticket.closure else "",
        ticket.kind.label,
        ticket.channel.label,
        ticket.urgency.label,
        known.category(ticket.category_code) or "",
        known.area(ticket.area_code) or "",
        known.unit(ticket.lead_code) or "",
        str(ticket.round),
        _at(ticket.received_at),
        _at(ticket.due_at),
        _at(ticket.closed_at),
        _SEALED if ticket.kind is Kind.REPORT else mask(said),
    )


def _at(at: datetime | None) -> str:
    return f"{to_city(at):%Y-%m-%d %H:%M}" if at else ""


def _told(row: Sequence[str]) -> list[str]:
    # What a spreadsheet would take for a formula is text.
    return [f"'{one}" if one.startswith(("=", "+", "-", "@", "\t")) else one for one in row]
