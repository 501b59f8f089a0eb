"""The engine, SQLite's pragmas, and one session = one transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.errors import DeadlockDetected, UniqueViolation
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, create_engine

from models.errors import Conflict, Invalid, Unavailable

BUSY_SECONDS = 10

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
)


class Database:
    """One database; `read` and `write` hand out sessions that are one transaction each."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.is_sqlite = url.startswith("sqlite")
        arguments: dict[str, Any] = {"pool_pre_ping": True}
        if self.is_sqlite:
            arguments["connect_args"] = {"check_same_thread": False, "timeout": BUSY_SECONDS}
        else:
            arguments["connect_args"] = {"connect_timeout": 5}
            arguments |= {"pool_size": pool_size, "max_overflow": pool_size, "pool_timeout": 10}
        self.engine = create_engine(url, **arguments)
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._writer = self.engine.execution_options(hotline_write=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that is rolled back at the end."""
        with translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session that is committed at the end, or rolled back by an exception.

        On SQLite it takes the write lock at once: a deferred lock that is raised later fails
        instead of waiting.
        """
        with translated(), Session(self._writer, expire_on_commit=False) as session:
            yield session
            session.commit()

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's own
        connection.isolation_level = None  # transactions begin where `begin` below says so
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("hotline_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver raises into the domain's errors."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict("这张工单刚被别人改动过，请刷新后再试。", code="stale") from error
    except OperationalError as error:
        if isinstance(error.orig, DeadlockDetected):
            # Two waited for each other, and the database gave up this one.
            raise _collided() from error
        raise _unavailable(error) from error
    except IntegrityError as error:
        # Two made the same thing at once, each after looking that it was not there.
        if _is_there_already(error.orig):
            raise _collided() from error
        raise
    except PoolTimeout as error:
        raise Unavailable("系统现在很忙，这次操作没有进行，请稍后再试。", code="busy") from error
    except StatementError as error:
        if isinstance(error.orig, UnicodeEncodeError) or "NUL (0x00)" in str(error.orig):
            raise Invalid("文字中含有无法保存的字符，请删除后再试。", code="bad_text") from error
        raise


def _collided() -> Conflict:
    return Conflict("这次操作与别人同时进行的操作相撞，没有保存，请再试一次。", code="collided")


def _is_there_already(error: BaseException | None) -> bool:
    twice = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
    if isinstance(error, sqlite3.IntegrityError):
        return error.sqlite_errorcode in twice
    return isinstance(error, UniqueViolation)


def _unavailable(error: OperationalError) -> Unavailable:
    said = str(error.orig)
    if "disk is full" in said or "disk I/O" in said or "No space left" in said:
        return Unavailable(
            "磁盘已满或无法写入，这次操作没有保存，已保存的数据没有受影响。请清理磁盘后重试。",
            code="disk_full",
        )
    if "readonly" in said:
        return Unavailable("数据库文件不可写，请检查 var 目录的权限。", code="database_readonly")
    return Unavailable(
        "数据库现在无法访问，请稍后再试；如持续出现，请联系管理员检查数据库。",
        code="database_unavailable",
    )
