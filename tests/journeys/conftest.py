"""A running installation with a live artefact, and a log-in for everybody."""

from pathlib import Path

import pytest

from models.settings import Settings
from service.app import create_app
from tests.callers import People
from tests.conftest import StandingClock


@pytest.fixture
def people(settings: Settings, artifact: Path, clock: StandingClock) -> People:
    return People(create_app(settings, clock=clock))
