"""A running API on either database, and a log-in for each role."""

import pytest
from fastapi import FastAPI

from models.settings import Settings
from service.app import create_app
from tests.callers import People
from tests.conftest import StandingClock


@pytest.fixture
def app(settings: Settings, clock: StandingClock) -> FastAPI:
    return create_app(settings, clock=clock)


@pytest.fixture
def people(app: FastAPI) -> People:
    return People(app)


@pytest.fixture
def sqlite_people(sqlite_settings: Settings, clock: StandingClock) -> People:
    return People(create_app(sqlite_settings, clock=clock))
