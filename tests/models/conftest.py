"""Databases without a schema, on which its steps are tried one by one."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from tests.conftest import Postgres

_numbers = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in which nothing stands, once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield database
        database.dispose()
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    name = f"e{os.getpid()}_{next(_numbers)}"
    database = Database(server.create(name))
    yield database
    database.dispose()
    server.drop(name)
