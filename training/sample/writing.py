"""Writes a history to a CSV or Parquet file as it is made."""

import csv
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from training.sample.ticket import SampleTicket

COLUMNS = tuple(field.name for field in fields(SampleTicket))
TIME = "%Y-%m-%d %H:%M:%S"


def write_history(tickets: Iterable[SampleTicket], *, path: Path) -> int:
    """Write `.csv` (UTF-8) or `.parquet` by the name's ending and return the number of rows.

    Times are written as local wall clock, as exports of hotlines have them. ValueError for
    another ending.
    """
    if path.suffix == ".csv":
        return _write_csv(tickets, path)
    if path.suffix == ".parquet":
        return _write_parquet(tickets, path)
    raise ValueError(f"只能写 .csv 或 .parquet 文件：{path.name}")


def cells_of(ticket: SampleTicket) -> tuple[str, ...]:
    """The row's cells as text in the order of COLUMNS; unknown values are empty."""
    return (
        ticket.id,
        ticket.received_at.strftime(TIME),
        ticket.channel,
        ticket.title,
        ticket.text,
        ticket.address,
        ticket.area,
        ticket.kind.value,
        ticket.category,
        ticket.unit,
        ticket.first_unit,
        "true" if ticket.returned else "false",
        ticket.return_reason,
        ticket.urgency.value,
        "" if ticket.satisfaction is None else str(ticket.satisfaction),
        "" if ticket.solved is None else str(ticket.solved).lower(),
        ticket.closed_at.strftime(TIME),
        ticket.repeat_of or "",
    )


def _write_csv(tickets: Iterable[SampleTicket], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for count, ticket in enumerate(tickets, start=1):  # noqa: B007 - counted for the caller
            writer.writerow(cells_of(ticket))
    return count


def _write_parquet(tickets: Iterable[SampleTicket], path: Path) -> int:
    """By way of a CSV file beside it, which is streamed: memory does not grow with the rows."""
    import polars  # noqa: PLC0415 - only this format needs it, and it is slow to import

    aside = path.with_name(path.name + ".part")
    try:
        count = _write_csv(tickets, aside)
        polars.scan_csv(aside, infer_schema=False).sink_parquet(path)
    finally:
        aside.unlink(missing_ok=True)
    return count
