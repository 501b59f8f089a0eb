"""What an audit search finds as a CSV file, for whoever evaluates it elsewhere."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from service.queries.audit_search import Happened, Looked
from service.web.times import moment

#: Rows of one file; who needs more searches shorter periods.
MOST = 10_000
EVENTS = ("时间", "工单", "序号", "动作", "角色", "人员", "账号", "单位", "状态", "说明", "哈希")
LOOKS = ("时间", "工单", "人员", "账号", "用途")
# A spreadsheet program would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


def events_file(rows: Iterable[Happened], *, unit: Callable[[str], str]) -> str:
    """Return events as CSV with a byte order mark; `unit` names a unit's code."""
    return _written(
        EVENTS,
        (
            (
                moment(row.event.at),
                row.number,
                str(row.event.sequence),
                row.event.action.label,
                row.event.role.label,
                row.event.actor,
                row.event.actor_key,
                unit(row.event.department_code) if row.event.department_code else "",
                row.event.to_status.label,
                row.event.reason,
                row.event.hash,
            )
            for row in rows
        ),
    )


def looks_file(rows: Iterable[Looked]) -> str:
    """Return looks at identities as CSV with a byte order mark; no identity is in it."""
    return _written(
        LOOKS,
        (
            (moment(row.look.at), row.number, row.look.actor, row.look.actor_key, row.look.purpose)
            for row in rows
        ),
    )


def _written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return "\ufeff" + out.getvalue()
