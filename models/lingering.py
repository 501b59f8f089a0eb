"""Tickets that took long (滞留), told apart so that what was open on a day is found by an index."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles

#: Few tickets take longer from intake to closing.
LONG = timedelta(days=60)
# Each database knows a partial index by the very words of its condition.
ON_SQLITE = "julianday(closed_at) - julianday(received_at) > 60"
ON_POSTGRESQL = "closed_at - received_at > interval '60 days'"


class Lingered(ColumnElement[bool]):
    """What is true of closed tickets that took longer than `LONG`; for queries of tickets alone."""

    inherit_cache = True
    type = Boolean()


@compiles(Lingered)
def _on_postgresql(_element: Lingered, _compiler: Any, **_: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's hook
    return f"({ON_POSTGRESQL})"


@compiles(Lingered, "sqlite")
def _on_sqlite(_element: Lingered, _compiler: Any, **_: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's hook
    return f"({ON_SQLITE})"
