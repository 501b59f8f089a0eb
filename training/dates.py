"""The many spellings of a date in exported tickets, as naive local wall-clock times."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_PATTERN = re.compile(
    r"^\s*(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[T\s]*(?P<half>上午|下午|[AaPp][Mm])?\s*(?P<hour>\d{1,2})\s*[:时點点]\s*(?P<minute>\d{1,2})?"
    r"\s*(?:[:分]\s*(?P<second>\d{1,2})?(?:\.\d+)?\s*秒?)?"
    r"\s*(?P<half_after>[AaPp][Mm])?)?\s*(?:Z|[+-]\d{2}:?\d{2})?\s*$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})?)?$")
# Day zero of a spreadsheet's serial numbers; its phantom 29 February 1900 is already counted in.
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zone
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_AFTERNOON = frozenset({"下午", "pm"})


def parse_moment(value: object) -> datetime | None:
    """Return the naive local time that `value` spells, or None where it spells none.

    Accepts `2020/1/6 12:09:38`, `2020-01-06`, `2020年1月6日 下午3时`, `20200106`, ISO with a zone
    (the zone is dropped: an export carries its city's wall clock), and spreadsheet serials.
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, bool) or value is None:
        return None
    return _from_text(str(value).strip())


def _from_text(text: str) -> datetime | None:
    if _SERIAL.match(text):
        return _SERIAL_ZERO + timedelta(seconds=round(float(text) * 86_400))
    compact = _COMPACT.match(text)
    if compact:
        return _moment([int(part or 0) for part in compact.groups()])
    match = _PATTERN.match(text)
    if match is None:
        return None
    half = (match["half"] or match["half_after"] or "").lower()
    names = ("year", "month", "day", "hour", "minute", "second")
    parts = [int(match[name] or 0) for name in names]
    if half and parts[3] <= 12:
        parts[3] = parts[3] % 12 + (12 if half in _AFTERNOON else 0)
    return _moment(parts)


def _moment(parts: list[int]) -> datetime | None:
    try:
        year, month, day, hour, minute, second = parts
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - local time
    except ValueError:
        return None
