"""The calendar as a CSV file: written out, and read in with a sentence for each wrong row."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from models.calendar import CalendarDay
from models.errors import Invalid
from service.operations.calendars import DayPlan

HEADER = ("日期", "上班", "说明", "暂定")
_YES, _NO = frozenset({"是", "1", "true", "yes"}), frozenset({"否", "0", "false", "no", ""})
_MOST_ROWS = 1_000


def written(days: Sequence[CalendarDay]) -> str:
    """Return days as CSV, with a byte order mark so that spreadsheets read it as UTF-8."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADER)
    for row in days:
        rows.writerow(
            (row.day.isoformat(), _word(row.is_working), row.name, _word(row.provisional))
        )
    return "\ufeff" + out.getvalue()


def read(text: str) -> list[DayPlan]:
    """Return the days that a CSV file names.

    Raises:
        Invalid: the heading or rows are wrong; one sentence a row, all of them at once.
    """
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff").strip())))
    if not rows or tuple(cell.strip() for cell in rows[0][:2]) != HEADER[:2]:
        raise Invalid(
            f"第一行应为表头：{','.join(HEADER)}。",
            code="bad_header",
            fields={"第 1 行": "表头不对。"},
        )
    if len(rows) > _MOST_ROWS:
        raise Invalid(f"最多 {_MOST_ROWS} 行，请按年导入。", code="too_many_rows")
    days: list[DayPlan] = []
    wrong: dict[str, str] = {}
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            days.append(_plan([cell.strip() for cell in cells]))
        except ValueError as error:
            wrong[f"第 {line} 行"] = str(error)
    if wrong:
        told = "；".join(f"{row}：{why}" for row, why in list(wrong.items())[:5])
        raise Invalid(f"有 {len(wrong)} 行不正确。{told}", code="bad_rows", fields=wrong)
    if not days:
        raise Invalid("文件里没有日期。", code="no_rows")
    return days


def _plan(cells: Sequence[str]) -> DayPlan:
    padded = [*cells, "", "", "", ""]
    return DayPlan(
        day=_day(padded[0]),
        is_working=_flag(padded[1], "上班", required=True),
        name=padded[2],
        provisional=_flag(padded[3], "暂定"),
    )


def _day(text: str) -> date:
    try:
        parts = [int(part) for part in text.replace("/", "-").split("-")]
        return date(*parts)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(f"日期“{text}”不正确，应如 2026-02-14。") from None


def _flag(text: str, name: str, *, required: bool = False) -> bool:
    word = text.lower()
    if word in _YES:
        return True
    if word in _NO and not (required and word == ""):
        return False
    raise ValueError(f"“{name}”应填 是 或 否，不是“{text}”。")


def _word(flag: bool) -> str:
    return "是" if flag else "否"
