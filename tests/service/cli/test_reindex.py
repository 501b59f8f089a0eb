"""The command that lets older tickets be found: what is missing, what is there, all anew."""

import os
import subprocess
import sys
from pathlib import Path

from models.database import Database
from models.enums import Channel, Kind
from models.ticket import Ticket
from tests.conftest import START

HOTLINE = Path(sys.executable).parent / "hotline"
ROOT = Path(__file__).parents[3]


def reindex(folder: Path, url: str, *more: str) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
    given = {"HOTLINE_VAR": str(folder), "HOTLINE_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [HOTLINE, "db", "reindex", *more],
        env=clean | given | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    return done.stdout


def test_older_tickets_are_indexed_once(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        session.add(
            Ticket(
                number="1",
                query_code="1",
                kind=Kind.HELP,
                channel=Channel.PHONE,
                text="路灯不亮",
                received_at=START,
                received_by="林晓",
            )
        )
    database.dispose()
    assert "已补 1 件" in reindex(tmp_path, sqlite_url)
    assert "已齐全" in reindex(tmp_path, sqlite_url)
    assert "已补 1 件" in reindex(tmp_path, sqlite_url, "--all")
