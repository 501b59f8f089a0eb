"""A running installation with a live artefact, and a log-in for everybody."""

from pathlib import Path

import pytest

from models.settings import Settings
from service.app import create_app
from tests.callers import People
from tests.conftest import StandingClock, train_first
from training.history import HistoryRow


@pytest.fixture
def people(settings: Settings, artifact: Path, clock: StandingClock) -> People:
    return People(create_app(settings, clock=clock))


#: So few rows that one more ticket is heard.
FEW = 600


@pytest.fixture(scope="session")
def artifact_template(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, past: tuple[HistoryRow, ...]
) -> Path:
    """An artefact that has seen what the journey retrains on, all but its own ticket."""
    folder = tmp_path_factory.mktemp("artifacts")
    return train_first(folder, sqlite_template=sqlite_template, past=past[:FEW])
