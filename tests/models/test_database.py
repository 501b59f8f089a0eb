"""Transactions: all or nothing, one winner, and clear words when there is no database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import select

from models.database import Database
from models.department import Department
from models.errors import Conflict, Unavailable
from models.ticket import TicketCounter

DAY = date(2026, 11, 12)


def _count_up(database: Database) -> None:
    with database.write() as session:
        counter = session.exec(
            select(TicketCounter).where(TicketCounter.day == DAY).with_for_update()
        ).one()
        counter.last += 1
        session.add(counter)


def test_parallel_writers_lose_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(TicketCounter(day=DAY))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: _count_up(database), range(80)))
    with database.read() as session:
        assert session.get_one(TicketCounter, DAY).last == 80


def test_of_two_that_wait_for_each_other_one_is_told_to_try_again(database: Database) -> None:
    days = (DAY, DAY + timedelta(days=1))
    with database.write() as session:
        session.add_all(TicketCounter(day=day) for day in days)
    both = Barrier(2)

    def count(order: tuple[date, date]) -> str:
        try:
            with database.write() as session:
                for day in order:
                    session.exec(
                        select(TicketCounter).where(TicketCounter.day == day).with_for_update()
                    ).one().last += 1
                    session.flush()
                    if day == order[0] and session.connection().dialect.name == "postgresql":
                        both.wait(timeout=10)
        except Conflict as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(count, (days, days[::-1])))
    # On SQLite there is one writer at a time, so that nobody can collide.
    is_sqlite = database.engine.dialect.name == "sqlite"
    assert told == (["done", "done"] if is_sqlite else ["collided", "done"])
    with database.read() as session:
        assert {session.get_one(TicketCounter, day).last for day in days} == {told.count("done")}


def test_what_somebody_made_meanwhile_is_a_collision(database: Database) -> None:
    with database.write() as session:
        session.add(TicketCounter(day=DAY, last=7))
    with pytest.raises(Conflict) as refused, database.write() as session:
        session.add(TicketCounter(day=DAY, last=1))
    assert refused.value.code == "collided"
    with database.read() as session:
        assert session.get_one(TicketCounter, DAY).last == 7


def test_what_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(TicketCounter(day=DAY, last=7))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.get(TicketCounter, DAY) is None


def test_reading_commits_nothing(database: Database) -> None:
    with database.read() as session:
        session.add(TicketCounter(day=DAY, last=7))
        session.flush()
    with database.read() as session:
        assert session.get(TicketCounter, DAY) is None


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/at/all.sqlite3",
        "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    ],
)
def test_no_database_is_said_in_words(url: str) -> None:
    with pytest.raises(Unavailable, match="数据库现在无法访问"), Database(url).read() as session:
        session.exec(select(Department)).all()


def test_sqlite_is_opened_as_it_should_be(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with database.engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragma == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}
