"""Each step of the schema on an installation that has data, on both databases."""

from alembic import command
from sqlmodel import select

from models import schema
from models.contest import Contest
from models.database import Database
from models.department import Department
from training.sample.city import City
from training.sample.loading import load_contests


def _move(database: Database, revision: str, *, down: bool = False) -> None:
    with database.engine.execution_options(hotline_write=True).begin() as connection:
        step = command.downgrade if down else command.upgrade
        step(schema._config(connection), revision)


def test_the_contested_register_comes_to_a_city_that_had_none(
    database: Database, city: City
) -> None:
    _move(database, "0001", down=True)
    assert schema.current(database) == "0001"
    schema.upgrade(database)
    assert schema.differences(database) == []
    with database.read() as session:
        assert len(session.exec(select(Department)).all()) > 55
        assert session.exec(select(Contest)).all() == []
    with database.write() as session:
        load_contests(session, city=city)
    with database.read() as session:
        assert len(session.exec(select(Contest)).all()) == len(city.contests)
