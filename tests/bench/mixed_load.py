"""The mixed load over real HTTP: 60 % reads, 25 % intakes with a suggestion, 15 % moves.

    python -m tests.bench.mixed_load [--database postgresql|sqlite] [--workers 2] [--seconds 60]

The server, the database and these clients share the machine. The data are 200,000 past tickets of
the generated city with their words, and the tickets that the load itself takes in; the artefact and
its key are those of a prepared installation (`hotline demo --no-serve`, `HOTLINE_VAR` as there).
With `--folder` the filled database is kept for the next run, which works on a copy. The clients run
closed loop, each on its own connection, along a fixed mix; an intake is two requests, the question
and the save with dispatch, so that a hundred steps are 125 requests: the bar is put on the steps.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx2 as httpx
from sqlmodel import col, select

from models import schema
from models.clock import system_clock
from models.database import Database
from models.department import Department
from models.enums import Role
from models.settings import Settings
from models.ticket import Ticket
from models.user import User
from service.operations.accounts import issue_token, open_session
from service.operations.acting import Acting, Actor
from tests.bench import figures
from tests.bench.load_clients import Crowd
from tests.bench.processor_time import spent_by
from tests.bench.search import fill, tidy
from tests.conftest import Postgres

#: Steps a second that are to be reached, and the milliseconds of the slowest twentieth.
BARS = {"postgresql": 150.0, "sqlite": 80.0}
SLOWEST = 100.0
WARM = 60
PEOPLE = {"operator.lin": "operator", "dispatcher.sun": "dispatcher", "revisit.mei": "clerk"}


@contextmanager
def database_of(kind: str, folder: Path, rows: int) -> Iterator[tuple[str, int]]:
    """Yield the address of a filled database of one's own, and the process behind it, or 0."""
    if kind == "sqlite":
        whole, own = folder / "full.sqlite3", folder / "load.sqlite3"
        if not whole.exists():
            _fill(f"sqlite:///{whole}", rows)
        for old in folder.glob("load.sqlite3*"):
            old.unlink()
        shutil.copy(whole, own)
        yield f"sqlite:///{own}", 0
        return
    server = Postgres(folder / "pg")
    try:
        if "full" not in server.server.psql("SELECT datname FROM pg_database;"):
            _fill(server.create("full"), rows)
        server.drop("load")
        url = server.create("load", template="full")
        yield url, int((folder / "pg" / "postmaster.pid").read_text().split()[0])
        server.drop("load")
    finally:
        server.server.cleanup()


def _fill(url: str, rows: int) -> None:
    database = Database(url)
    fill(database, rows)
    tidy(database)
    database.dispose()


def invited(url: str) -> tuple[dict[str, str], list[str]]:
    """Log everybody in behind the form's back; return the secrets, and numbers of past tickets."""
    database, at = Database(url), system_clock()
    schema.upgrade(database)  # what was kept may be older than the code
    with database.write() as session:
        act = Acting(
            session=session, actor=Actor(key="bench", name="bench", role=Role.ADMINISTRATOR), at=at
        )
        secrets, standing = {}, col(Department.valid_to).is_(None)
        for user in session.exec(select(User).where(col(User.username).in_(PEOPLE))).all():
            opened, _ = open_session(session, user=user, at=at, hours=10)
            secrets[PEOPLE[user.username]] = opened
        for code in session.exec(select(Department.code).where(standing)).all():
            _, fresh = issue_token(act, name=f"load {code}", department=code, days=1)
            secrets[code] = fresh.secret
        past = session.exec(select(Ticket.number).where(col(Ticket.id) % 97 == 0)).all()
    database.dispose()
    return secrets, list(past)


@contextmanager
def served(url: str, var: Path, *, port: int, workers: int) -> Iterator[tuple[str, int]]:
    """Run the real server; yield the address of its API and its process."""
    settings = Settings(var=var, database_url=url, port=port)
    command = [Path(sys.executable).parent / "hotline", "serve", "--workers", str(workers)]
    server = subprocess.Popen(command, env=dict(settings.environment()))
    try:
        address = f"http://127.0.0.1:{port}/api/v1"
        is_up = False
        while not is_up:
            time.sleep(0.2)
            assert server.poll() is None, "the server did not start"
            with suppress(httpx.HTTPError):
                is_up = httpx.get(f"{address}/health", timeout=5).is_success
        yield address, server.pid
    finally:
        server.terminate()
        server.wait()


def measure(crowd: Crowd, *, connections: int, seconds: float) -> float:
    """Let everybody work at once and return the seconds that went by."""
    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        runs = [pool.submit(crowd.run, seed, began + seconds) for seed in range(connections)]
        for run in runs:
            run.result()
    return time.perf_counter() - began


def told(crowd: Crowd, seconds: float) -> dict[str, float]:
    """Print what the requests took, by kind, and return the figures."""
    by_name: dict[str, list[float]] = defaultdict(list)
    for one in crowd.took:
        by_name[one.name].append(one.milliseconds)
    print(f"  {'':12}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for name, taken in (*sorted(by_name.items()), ("all", [t.milliseconds for t in crowd.took])):
        cut = statistics.quantiles(taken, n=20)
        print(f"  {name:12}{len(taken):9}{cut[9]:9.1f}{cut[18]:9.1f}{max(taken):9.1f}")
    wrong = [one for one in crowd.took if not one.is_fine]
    for one in wrong[:5]:
        print(f"  failed: {one.name} {one.said}")
    found = {
        "steps_per_second": crowd.steps / seconds,
        "requests_per_second": len(crowd.took) / seconds,
        "p50_ms": cut[9],
        "p95_ms": cut[18],
        "errors": float(len(wrong)),
    }
    print("  " + ", ".join(f"{name} {value:.1f}" for name, value in found.items()))
    return found


def run(kind: str, asked: argparse.Namespace, folder: Path) -> dict[str, float]:
    with ExitStack() as stack:
        url, engine = stack.enter_context(database_of(kind, folder, asked.rows))
        secrets, past = invited(url)
        served_at = served(url, Settings().var, port=asked.port, workers=asked.workers)
        address, server = stack.enter_context(served_at)
        crowd = Crowd(address=address, secrets=secrets, past=past, seed=99)
        crowd.warm(WARM)
        others = {"server": server} | ({"database": engine} if engine else {})
        before = {name: spent_by(pid) for name, pid in others.items()}
        own = time.process_time()
        load = os.getloadavg()[0]
        print(
            f"\n{kind}, {asked.workers} workers, {asked.connections} connections, load {load:.1f}"
        )
        seconds = measure(crowd, connections=asked.connections, seconds=asked.seconds)
        found = told(crowd, seconds)
        spent = {name: spent_by(pid) - before[name] for name, pid in others.items()}
        for name, taken in (spent | {"clients": time.process_time() - own}).items():
            found[f"{name}_ms_per_request"] = each = 1000 * taken / len(crowd.took)
            print(f"  processor time of the {name}: {each:.2f} ms a request")
    return found


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=200_000)
    given.add_argument("--database", choices=[*BARS])
    given.add_argument("--workers", type=int, default=2)
    given.add_argument("--connections", type=int, default=8)
    given.add_argument("--seconds", type=float, default=60)
    given.add_argument("--port", type=int, default=8792)
    given.add_argument("--folder", type=Path, help="keeps the filled databases")
    asked = given.parse_args()
    told = figures.machine()
    print(", ".join(f"{told[name]} {name}" for name in ("processor", "cores", "Python", "load")))
    kept: dict[str, float] = {}
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        for kind in [asked.database] if asked.database else [*BARS]:
            found = run(kind, asked, folder)
            kept |= {f"{kind}_{name}": value for name, value in found.items()}
            print(f"  bar: {BARS[kind]:.0f} steps/s, p95 {SLOWEST:.0f} ms, no error")
    figures.keep("mixed_load", kept | {"rows": asked.rows})


if __name__ == "__main__":
    main()
