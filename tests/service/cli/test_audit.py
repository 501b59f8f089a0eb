"""`hotline audit verify` at a terminal: what holds ends with 0, what does not with 1."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from models.database import Database
from models.errors import Invalid
from models.settings import Settings
from service.app import create_app
from service.cli import app
from tests.callers import People
from tests.conftest import KEY, StandingClock


@pytest.fixture
def number(
    sqlite_template: Path, tmp_path: Path, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A ticket in an installation that the environment names."""
    shutil.copy(sqlite_template, tmp_path / "hotline.sqlite3")
    for name, value in {"VAR": str(tmp_path), "SECRET_KEY": KEY}.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    monkeypatch.setenv("COLUMNS", "200")
    people = People(create_app(Settings(var=tmp_path, secret_key=KEY), clock=clock))
    people.ticket()
    return people.handled()["number"]


def verify(*words: str):
    return CliRunner().invoke(app, ["audit", "verify", *words])


def test_a_trail_that_holds_is_said(number: str) -> None:
    done = verify()
    assert done.exit_code == 0, done.output
    assert "校验 2 张工单、4 条记录：全部相符" in done.output
    assert "还没有锚点" in done.output
    assert "校验 1 张工单、3 条记录" in verify("--ticket", number).output
    assert "校验 2 张工单" in verify("--since", "2026-11-12").output
    assert "校验 0 张工单" in verify("--since", "2026-11-13").output


def test_a_deleted_row_is_named_and_ends_with_1(number: str, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'hotline.sqlite3'}")
    with database.write() as session:
        session.connection().execute(text("DROP TRIGGER event_no_delete"))
        session.connection().execute(
            text(
                "DELETE FROM event WHERE sequence = 2 "
                "AND ticket_id = (SELECT id FROM ticket WHERE number = :number)"
            ),
            {"number": number},
        )
    database.dispose()
    for words in ((), ("--ticket", number), ("--since", "2026-11-12")):
        done = verify(*words)
        assert done.exit_code == 1
        assert f"工单 {number} 第 2 条记录：记录被删除" in done.output


def test_an_unknown_ticket_and_a_wrong_day_are_said(number: str) -> None:
    for words, sentence in ((("--ticket", "1"), "没有编号"), (("--since", "heute"), "不是日期")):
        refused = verify(*words).exception
        assert isinstance(refused, Invalid)
        assert sentence in str(refused)
