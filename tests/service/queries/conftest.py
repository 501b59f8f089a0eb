"""A running API on either database, and a log-in for each role."""

import pytest

from models.settings import Settings
from service.app import create_app
from tests.callers import People
from tests.conftest import StandingClock


@pytest.fixture
def people(settings: Settings, clock: StandingClock) -> People:
    return People(create_app(settings, clock=clock))
