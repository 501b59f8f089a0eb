"""What a round costs grows with what is due: no job looks through a table that grows."""

import re
from dataclasses import replace

from sqlalchemy import event

from models.database import Database
from service.jobs import Surroundings, run_all
from service.jobs.batches import each
from service.jobs.dispatching import waiting_tickets
from tests.conftest import START, StandingClock

#: One row a unit at most.
SMALL = {"automatic_dispatch"}


def test_every_question_of_a_round_is_answered_by_an_index(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    sent: dict[str, object] = {}

    def keep(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if statement.lstrip().startswith("SELECT"):
            sent[statement] = parameters

    around = Surroundings(database=database, clock=StandingClock(START), archive_days=30)
    event.listen(database.engine, "before_cursor_execute", keep)
    list(run_all(replace(around, identity_years=3)))
    each(around, waiting_tickets(around), lambda _act, _ticket: False)
    event.remove(database.engine, "before_cursor_execute", keep)
    scanned: dict[str, str] = {}
    with database.engine.connect() as connection:
        for statement, parameters in sent.items():
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
            for line in (str(row[-1]) for row in plan):
                found = re.match(r"SCAN (\w+)", line)
                if found and found.group(1) not in SMALL | {"CONSTANT"}:
                    scanned[found.group(1)] = line
    database.dispose()
    assert len(sent) >= 12
    assert scanned == {}
