"""A fresh city for each example of the machine, on either database, and what bears witness to it.

`trace` returns something that changes with every commit and with nothing else: a refused step must
leave it as it was.
"""

import itertools
import shutil
import sqlite3
from pathlib import Path
from typing import Protocol

from sqlalchemy import TextClause, text
from sqlmodel import SQLModel

from models.database import Database
from tests.conftest import Postgres


class Town(Protocol):
    """Where the machine plays: one database after the other, each with schema and city."""

    def fresh(self) -> Database: ...

    def trace(self) -> object: ...

    def close(self) -> None: ...


class SqliteTown:
    """A copy of the template's file."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._copy = template, folder / "hotline.sqlite3"

    def fresh(self) -> Database:
        for old in self._copy.parent.glob("hotline.sqlite3*"):
            old.unlink()
        shutil.copy(self._template, self._copy)
        self._witness = sqlite3.connect(self._copy)
        return Database(f"sqlite:///{self._copy}")

    def trace(self) -> object:
        # A number that changes with every commit of another connection.
        return self._witness.execute("PRAGMA data_version").fetchone()[0]

    def close(self) -> None:
        self._witness.close()


class PostgresTown:
    """A database made from the template's."""

    _numbers = itertools.count()

    def __init__(self, server: Postgres) -> None:
        self._server = server

    def fresh(self) -> Database:
        self._name = f"machine_{next(self._numbers)}"
        url = self._server.create(self._name, template="city_template")
        self._witness = Database(url, pool_size=1)
        return Database(url)

    def trace(self) -> object:
        # The rows that stand, and who wrote them last: what was rolled back is not among them.
        with self._witness.engine.connect() as connection:
            return connection.execute(_rows()).all()

    def close(self) -> None:
        self._witness.dispose()
        self._server.drop(self._name)


def _rows() -> TextClause:
    told = (
        f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name}"
        for name in sorted(SQLModel.metadata.tables)
    )
    return text(" UNION ALL ".join(told))
