"""Files taken away (数据导出) put on record: who, when, by which filters, how many rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.export import ExportKind, ExportRecord
from service.operations.acting import Acting

_LONGEST = 2_000
ALL = "全部"


@dataclass(frozen=True, kw_only=True)
class Export:
    """A file that somebody takes away.

    `conditions` are the filters, each under its label; `address` is the page it was taken from.
    """

    kind: ExportKind
    form: str
    rows: int
    address: str
    conditions: Mapping[str, str]


def record_export(act: Acting, export: Export) -> None:
    """Append one file taken away; whoever names the filters masks private numbers in them."""
    told = "；".join(f"{label}：{value}" for label, value in export.conditions.items() if value)
    act.session.add(
        ExportRecord(
            kind=export.kind,
            form=export.form,
            conditions=(told or ALL)[:_LONGEST],
            address=export.address[:_LONGEST],
            rows=export.rows,
            actor_key=act.actor.key,
            actor=act.actor.name,
            role=act.actor.role,
            at=act.at,
        )
    )
    act.session.flush()
