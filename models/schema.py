"""The schema's versions: Alembic's commands on our database, without its ini file."""

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import Session

from models.database import Database, translated
from models.legal_move import copy_moves
from models.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Bring schema and workflow to the newest version; nothing happens when they are there."""
    with translated(), database.engine.execution_options(hotline_write=True).begin() as connection:
        command.upgrade(_config(connection), "head")
        with Session(bind=connection) as session:
            copy_moves(session)
            session.flush()


def new_revision(database: Database, message: str) -> None:
    """Write a migration for what the tables have and the database has not."""
    with database.engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def current(database: Database) -> str | None:
    """Return the revision the database is at, or nothing for an empty one."""
    with translated(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision this code wants."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def differences(database: Database) -> list[object]:
    """Return what the tables and the database do not agree on."""
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, metadata))


def _is_ours(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Leave the index of the words aside: each database makes its own, with what stands behind."""
    if kind == "column":
        return (parents["table_name"], name) != ("ticket_words", "vector")
    return kind not in {"table", "index"} or not (name or "").startswith("ticket_words_index")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
