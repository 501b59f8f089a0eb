"""Several job processes at once, and one that dies in the middle: each effect comes once."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from models.database import Database
from models.enums import Action, Status
from models.event import Event
from models.notice import Notice, NoticeKind
from models.ticket import Ticket
from service.jobs import JOBS, Surroundings, run_all
from tests.conftest import START, StandingClock
from tests.standing import ticket_row, write

ROOT = Path(__file__).parents[3]
LATE, SILENT, WAITING = 250, 120, 80
#: What each late ticket leaves: a lamp, a supervision, and a notice of each.
NOW = START + timedelta(days=7)

WORKER = f"""
import sys
from datetime import datetime
from models.database import Database
from service.jobs import Surroundings, run_all

at = datetime.fromisoformat({NOW.isoformat()!r})
around = Surroundings(database=Database(sys.argv[1]), clock=lambda: at, archive_days=30)
print("ready", flush=True)
sys.stdin.readline()
for job, done in run_all(around):
    pass
"""


class Worker:
    """A process that runs every job once, when it is told to."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-c", WORKER, url]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "ready\n"

    def begin(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def finish(self) -> None:
        assert self.process.wait(timeout=120) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)


def standing_tickets() -> Iterator[dict[str, object]]:
    parts = ((Status.HANDLING, LATE), (Status.DISPATCHED, SILENT), (Status.WAITING, WAITING))
    number = 0
    for status, count in parts:
        for _ in range(count):
            number += 1
            is_late = status is Status.HANDLING
            due = NOW + timedelta(days=-1 if is_late else 20)
            limit = due if is_late else NOW - timedelta(hours=1)
            yield ticket_row(number, status=status, received_at=START, due_at=due, limit_at=limit)


@pytest.fixture
def filled(database: Database, database_url: str) -> str:
    assert write(database, standing_tickets()) == LATE + SILENT + WAITING
    return database_url


def effects(database: Database) -> Counter[str]:
    with database.read() as session:
        events = session.exec(select(Event.action, func.count()).group_by(col(Event.action)))
        found = Counter({action.value: count for action, count in events})
        notices = session.exec(select(Notice.kind, func.count()).group_by(col(Notice.kind)))
        found.update({f"told {kind.value}": count for kind, count in notices})
        twice = session.exec(
            select(Event.ticket_id)
            .group_by(col(Event.ticket_id), col(Event.action))
            .having(func.count() > 1)
        ).all()
        assert twice == []
        chains = session.exec(select(Ticket.id).where(Ticket.event_count > 2)).all()
        assert chains == []
    return found


EACH_ONCE = Counter(
    {
        Action.WARN.value: LATE,
        Action.SUPERVISE.value: LATE,
        f"told {NoticeKind.RED.value}": LATE,
        f"told {NoticeKind.SUPERVISED.value}": LATE,
        Action.ACKNOWLEDGE.value: SILENT,
        Action.RESUME.value: WAITING,
    }
)


@pytest.mark.slow
def test_two_processes_at_once_do_each_thing_once(filled: str, database: Database) -> None:
    workers = [Worker(filled) for _ in range(2)]
    for worker in workers:
        worker.begin()
    for worker in workers:
        worker.finish()
    assert effects(database) == EACH_ONCE


@pytest.mark.slow
def test_what_a_killed_process_left_is_done_once_by_the_next(
    filled: str, database: Database
) -> None:
    first = Worker(filled)
    first.begin()
    for _ in range(600):
        with database.read() as session:
            begun = session.exec(select(func.count()).select_from(Event)).one()
        if begun:
            break
        time.sleep(0.05)
    first.kill()
    done = sum(effects(database).values())
    assert 0 < done < sum(EACH_ONCE.values()), "it was killed in the middle"
    around = Surroundings(database=database, clock=StandingClock(NOW), archive_days=30)
    again = {job.name: count for job, count in run_all(around) if count}
    assert again
    assert effects(database) == EACH_ONCE
    assert {job.name for job, count in run_all(around) if count} <= {"anchor"}


def test_every_job_has_a_name_and_a_label_of_its_own() -> None:
    assert len({job.name for job in JOBS}) == len({job.label for job in JOBS}) == len(JOBS)
