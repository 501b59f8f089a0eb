"""A running installation with a live artefact, and a log-in for everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.settings import Settings
from service.app import create_app
from service.queries.audit import Scope, verified
from tests.callers import People
from tests.conftest import StandingClock, train_first
from training.history import HistoryRow


@pytest.fixture
def people(settings: Settings, artifact: Path, clock: StandingClock) -> People:
    return People(create_app(settings, clock=clock))


@pytest.fixture
def town(settings: Settings, clock: StandingClock) -> Iterator[People]:
    """The same without an artefact; in the end the auditor finds every trail to hold."""
    people = People(create_app(settings, clock=clock))
    yield people
    with people.parts.database.read() as session:
        steps = verified(session, scope=Scope(), cipher=people.parts.cipher)
        assert [one.sentence for step in steps for one in step.findings] == []


#: So few rows that one more ticket is heard.
FEW = 600


@pytest.fixture(scope="session")
def artifact_template(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, past: tuple[HistoryRow, ...]
) -> Path:
    """An artefact that has seen what the journey retrains on, all but its own ticket."""
    folder = tmp_path_factory.mktemp("artifacts")
    return train_first(folder, sqlite_template=sqlite_template, past=past[:FEW])
