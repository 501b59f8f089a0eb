"""What one round of the jobs costs over many open tickets: nothing due, a thousand due, and plans.

Run it from the project's folder: python -m tests.bench.job_tick [tickets] [sqlite|postgresql].
"""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event

from models import schema
from models.automatic import AutomaticDispatch
from models.database import Database
from models.enums import Status
from service.jobs import JOBS, Surroundings
from service.jobs.batches import each
from service.jobs.dispatching import waiting_tickets
from tests.conftest import START, Postgres, StandingClock
from tests.standing import ticket_row, write
from training.sample.city import load_city
from training.sample.loading import load_into

OPEN = 200_000
DUE = 1_000
#: Which share of the open tickets stands where.
SHARES = (
    (Status.HANDLING, 0.60),
    (Status.REVISITING, 0.12),
    (Status.DISPATCHED, 0.08),
    (Status.SUSPENDED, 0.06),
    (Status.REPLIED, 0.06),
    (Status.RECEIVED, 0.04),
    (Status.WAITING, 0.04),
)
#: What comes due an hour later.
COMING = (
    (Status.HANDLING, 0.6),
    (Status.DISPATCHED, 0.2),
    (Status.WAITING, 0.1),
    (Status.REVISITING, 0.1),
)
_LATER = timedelta(days=20)
_SOON = timedelta(minutes=30)


def tickets(count: int) -> Iterator[dict[str, object]]:
    number = 0
    coming = {status: round(share * DUE) for status, share in COMING}
    for status, share in SHARES:
        for place in range(round(share * count)):
            number += 1
            is_coming = place < coming.get(status, 0)
            # One in ten is overdue and was told of before: it must cost nothing any more.
            is_late = not is_coming and status is Status.HANDLING and place % 10 == 0
            due = START - _LATER if is_late or status is Status.SUSPENDED else START + _LATER
            if is_coming and status is Status.HANDLING:
                due = START + _SOON + timedelta(days=1)  # the yellow lamp comes a day before
            row = ticket_row(
                number,
                status=status,
                received_at=START - timedelta(days=2),
                due_at=due,
                limit_at=START + (_SOON if is_coming else _LATER),
                warned=2 if is_late else 0,
            )
            if status is Status.DISPATCHED and is_coming:
                row["dispatched_at"] = START - timedelta(days=6)  # the window is over, counted anew
            if status is Status.RECEIVED:
                row["considered_at"] = START
            yield row


class Statements:
    """The reading statements that a round sends, with their parameters."""

    def __init__(self, database: Database) -> None:
        self.sent: dict[str, object] = {}
        event.listen(database.engine, "before_cursor_execute", self._keep)

    def _keep(self, _connection, _cursor, statement, parameters, _context, _many) -> None:
        if statement.lstrip().startswith("SELECT") and "sqlite_" not in statement:
            self.sent.setdefault(statement, parameters)


def plans(database: Database, statements: Statements) -> list[tuple[str, str]]:
    """Return for each statement of a round in which nothing was due the way it is answered."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    found = []
    with database.engine.connect() as connection:
        for statement, parameters in list(statements.sent.items()):
            rows = connection.exec_driver_sql(explain + statement, parameters).all()
            lines = [str(row[-1]).strip() for row in rows]
            table = re.search(r"FROM (\w+)", statement).group(1)
            ways = [one for one in lines if re.search(r"SCAN|SEARCH|Scan|TEMP", one)]
            found.append((table, "; ".join(ways)))
    return found


def round_of(around: Surroundings) -> tuple[float, dict[str, int], dict[str, float]]:
    begun = time.perf_counter()
    done, took = {}, {}
    for job in JOBS:
        start = time.perf_counter()
        done[job.name] = job.run(around)
        took[job.name] = time.perf_counter() - start
    return time.perf_counter() - begun, {name: n for name, n in done.items() if n}, took


def measure(url: str, count: int) -> None:
    database = Database(url)
    schema.upgrade(database)
    with database.write() as session:
        load_into(session, city=load_city(), password_hash="x", until=2026)
        for code in ("CGJ", "RSJ"):  # switched on, so that its jobs look too
            rule = AutomaticDispatch(
                department_code=code, is_on=True, on_since=START, changed_by="x", changed_at=START
            )
            session.add(rule)
    begun = time.perf_counter()
    written = write(database, tickets(count))
    print(f"  {written:,} open tickets written in {time.perf_counter() - begun:.0f} s")
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.exec_driver_sql("COMMIT")
    clock = StandingClock(START)
    around = Surroundings(database=database, clock=clock, archive_days=30, identity_years=3)
    statements = Statements(database)
    each(around, waiting_tickets(around), lambda _act, _ticket: False)
    idle = [round_of(around)[0] for _ in range(5)]
    print(
        f"  nothing due: median {1000 * statistics.median(idle):.1f} ms, "
        f"least {1000 * min(idle):.1f} ms, most {1000 * max(idle):.1f} ms"
    )
    for table, way in plans(database, statements):
        print(f"    {table}: {way}")
    clock.forward(hours=1)
    used = time.process_time()
    seconds, done, took = round_of(around)
    used = time.process_time() - used
    parts = ", ".join(f"{name} {n} in {took[name]:.2f} s" for name, n in done.items())
    count = sum(done.values())
    print(f"  {count} due: {seconds:.2f} s, of it {used:.2f} s of our own core ({parts})")
    seconds, done, _ = round_of(around)
    print(f"  the round after: {1000 * seconds:.1f} ms, did {done}")
    database.dispose()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else OPEN
    kinds = sys.argv[2:] or ["sqlite", "postgresql"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hotline-tick-")))
        for kind in kinds:
            print(f"{kind}:")
            if kind == "sqlite":
                measure(f"sqlite:///{folder / 'tick.sqlite3'}", count)
                continue
            server = Postgres(folder / "postgres")
            stack.callback(server.server.cleanup)
            measure(server.create("tick"), count)


if __name__ == "__main__":
    main()
