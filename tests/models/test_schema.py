"""Migrations and tables agree, and the database itself guards what must never change."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models import schema
from models.database import Database
from models.department import Department


def test_migrations_and_metadata_agree(database: Database) -> None:
    assert schema.differences(database) == []
    assert schema.current(database) == schema.newest()


def test_upgrade_twice_changes_nothing(database: Database) -> None:
    before = schema.current(database)
    schema.upgrade(database)
    assert schema.current(database) == before
    with database.read() as session:
        assert len(session.exec(select(Department)).all()) > 55


def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    assert schema.current(Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")) is None


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(DBAPIError), database.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO category (code, name, parent_code) VALUES ('ZZ', 'x', 'nowhere')"
        )
