"""Histories are written as CSV or Parquet with the same cells, by name or by command."""

import csv
import sys
from datetime import date
from pathlib import Path

import polars
import pytest

from training.sample.__main__ import main
from training.sample.generator import generate
from training.sample.ticket import SampleTicket
from training.sample.values import City
from training.sample.writing import COLUMNS, cells_of, write_history


@pytest.fixture
def tickets(city: City) -> list[SampleTicket]:
    days = {"start": date(2024, 1, 1), "end": date(2024, 1, 31)}
    return list(generate(city, rows=200, seed=5, **days))


def test_csv_and_parquet_hold_the_same(tmp_path: Path, tickets: list[SampleTicket]) -> None:
    expected = [cells_of(ticket) for ticket in tickets]
    assert write_history(tickets, path=tmp_path / "a.csv") == 200
    assert write_history(iter(tickets), path=tmp_path / "a.parquet") == 200
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert [tuple(row) for row in rows[1:]] == expected
    frame = polars.read_parquet(tmp_path / "a.parquet")
    assert tuple(frame.columns) == COLUMNS
    assert [tuple(cell or "" for cell in row) for row in frame.rows()] == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.parquet"]


@pytest.mark.parametrize("name", ["none.csv", "none.parquet"])
def test_an_empty_history_has_its_columns(tmp_path: Path, name: str) -> None:
    assert write_history([], path=tmp_path / name) == 0
    frame = (polars.read_csv if name.endswith("csv") else polars.read_parquet)(tmp_path / name)
    assert tuple(frame.columns) == COLUMNS


def test_refuses_another_ending(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="只能写"):
        write_history([], path=tmp_path / "a.xlsx")


@pytest.mark.parametrize(("arguments", "code"), [(["--rows", "3"], 0), (["--rows", "-3"], 1)])
def test_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
) -> None:
    out = tmp_path / "history.csv"
    monkeypatch.setattr(sys, "argv", ["training.sample", *arguments, "--out", str(out)])
    assert main() == code
    said = capsys.readouterr()
    assert ("3 行" in said.out) == (code == 0)
    assert bool(said.err) == (code == 1)
