"""A running API on either database, and a log-in for each role."""

import pytest

from models.settings import Settings
from service.app import create_app
from service.jobs import Surroundings
from tests.callers import People
from tests.conftest import StandingClock
from tests.intruder import Intruder


@pytest.fixture
def people(settings: Settings, clock: StandingClock) -> People:
    return People(create_app(settings, clock=clock))


@pytest.fixture
def around(people: People) -> Surroundings:
    return Surroundings.of(people.parts)


@pytest.fixture
def number(people: People) -> str:
    """A ticket with five events; another stands beside it."""
    people.ticket()
    officer = people["officer.cgj"]
    ticket = officer.move(people.handled(), "ask-citizen", {"reason": "请补充门牌号"})
    ticket = officer.move(ticket, "resume")
    people.ticket()
    return ticket["number"]


@pytest.fixture
def intruder(people: People, number: str) -> Intruder:
    return Intruder(people.parts.database)
