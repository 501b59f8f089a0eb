"""A running API on either database, and the surroundings in which jobs run."""

import pytest

from service.app import create_app
from service.jobs import Surroundings, run_all
from tests.callers import People
from tests.conftest import StandingClock


@pytest.fixture
def people(settings, clock: StandingClock) -> People:
    return People(create_app(settings, clock=clock))


@pytest.fixture
def around(people: People) -> Surroundings:
    return Surroundings.of(people.parts)


@pytest.fixture
def ran(around: Surroundings):
    """Run every job once and return how much each did, without those that did nothing.

    The audit's anchor follows from any event at all; it has tests of its own.
    """

    def run() -> dict[str, int]:
        found = {job.name: done for job, done in run_all(around) if done}
        found.pop("anchor", None)
        return found

    return run
