"""A running application on SQLite and browsers that log in."""

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import uvicorn
from sqlmodel import select
from starlette.testclient import TestClient

from models.cipher import Cipher
from models.clock import CITY_ZONE
from models.database import Database
from models.enums import Kind
from models.settings import Settings
from models.user import User
from service.app import create_app
from service.deps import COOKIE
from service.installation import create_services
from service.operations import dispatching, intake
from service.operations.accounts import open_session
from service.operations.acting import Acting, Actor
from service.operations.suggesting import Words
from service.queries import reference, tickets
from training.history import HistoryRow, history_of
from training.retrain import Order, retrain
from training.sample.generator import generate
from training.sample.values import City

START = datetime(2026, 11, 12, 9, 30, tzinfo=CITY_ZONE)
USERS = {
    "operator": "operator.lin",
    "dispatcher": "dispatcher.sun",
    "officer": "officer.cgj",
    "revisit_clerk": "revisit.mei",
    "supervisor": "supervisor.wei",
    "administrator": "admin",
    "auditor": "auditor.shi",
    "evaluator": "evaluator.gu",
}


class Browser:
    """A person's browser: keeps the cookie and the form token."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.csrf = ""

    def login(self, username: str) -> None:
        """Open a session without the password's costly hash; the log-in has tests of its own."""
        parts = self.client.app.state.services
        with parts.database.write() as session:
            user = session.exec(select(User).where(User.username == username)).one()
            secret, self.csrf = open_session(session, user=user, at=parts.clock(), hours=240)
        self.client.cookies.set(COOKIE, secret)

    def get(self, path: str, **kwargs):
        return self.client.get(path, **kwargs)

    def post(self, path: str, *, follow: bool = False, **data: object):
        sent = {"csrf_token": self.csrf, **data}
        return self.client.post(path, data=sent, follow_redirects=follow)


@pytest.fixture
def app(sqlite_settings: Settings, clock):
    return create_app(sqlite_settings, clock=clock)


@pytest.fixture
def browser(app) -> Iterator[Callable[[str], Browser]]:
    clients: list[TestClient] = []

    def open_for(role: str) -> Browser:
        client = TestClient(app)
        clients.append(client)
        found = Browser(client)
        found.login(USERS.get(role, role))
        return found

    yield open_for
    for client in clients:
        client.close()


@pytest.fixture
def anonymous(app) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def citizen(app) -> Iterator[TestClient]:
    """A browser of somebody who never logs in."""
    with TestClient(app) as client:
        yield client


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.dispose()


class Desk:
    """Makes tickets without the pages, for tests that begin in the middle."""

    def __init__(self, database: Database, clock: Callable, key: bytes) -> None:
        self.database = database
        self.clock = clock
        self.cipher = Cipher(key)

    def act(self, session, role: str) -> Acting:
        user = session.exec(select(User).where(User.username == USERS[role])).one()
        actor = Actor(
            key=f"user:{user.id}",
            name=user.display_name,
            role=user.role,
            department=user.department_code,
        )
        return Acting(session=session, actor=actor, at=self.clock())

    def receive(
        self, text: str = "小区门口烧烤摊占道，油烟呛人", *, address: str = "", **given
    ) -> str:
        kind = given.pop("kind", Kind.COMPLAINT)
        with self.database.write() as session:
            act = self.act(session, "operator")
            ticket = intake.receive(
                act,
                intake=intake.Intake(words=Words(text=text, address=address), kind=kind, **given),
                cipher=self.cipher,
            )
            return ticket.number

    def dispatch(self, number: str, unit: str = "CGJ") -> None:
        with self.database.write() as session:
            act = self.act(session, "dispatcher")
            ticket = _find(session, number)
            dispatching.dispatch(act, ticket, route=dispatching.Route(unit=unit))

    def version(self, number: str) -> int:
        with self.database.read() as session:
            return _find(session, number).version


def _find(session, number: str):
    return tickets.find(session, number=number)


@pytest.fixture
def desk(store: Database, clock, sqlite_settings: Settings) -> Desk:
    return Desk(store, clock, sqlite_settings.key())


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory, sqlite_template: Path, city: City) -> Path:
    """A folder with one small artefact, trained on the city's own history and live."""
    folder = tmp_path_factory.mktemp("trained")
    copy = folder / "city.sqlite3"
    shutil.copy(sqlite_template, copy)
    parts = create_services(
        Settings(var=folder, database_url=f"sqlite:///{copy}", secret_key="k" * 40)
    )
    tickets = generate(city, rows=1500, seed=7, start=date(2026, 1, 1), end=date(2026, 10, 31))
    rows = [
        HistoryRow(
            line=line,
            reference=one.id,
            text=one.text,
            unit=one.unit,
            received_at=one.received_at,
            kind=one.kind.value,
            category=one.category,
        )
        for line, one in enumerate(tickets, start=1)
    ]
    with parts.database.read() as session:
        knowledge = reference.knowledge(session)
    retrain(
        history=history_of(rows, source="示范"),
        knowledge=knowledge,
        successions=[],
        registry=parts.registry,
        order=Order(version="v1", at=START, trained_on="示范", force=True, learn_all=False),
        progress=lambda _stage, _share: None,
    )
    parts.database.dispose()
    return folder / "artifacts"


@pytest.fixture
def trained(artifacts: Path, sqlite_settings: Settings) -> None:
    """The application of this test has a live artefact."""
    shutil.copytree(artifacts, sqlite_settings.artifacts)


CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def address(app) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def page(address: str):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium fonts-wqy-microhei")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        opened = context.new_page()
        opened.complaints = []
        opened.on("console", lambda said: _note(opened, said))
        opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.on("request", lambda sent: _own(opened, sent.url, address))
        opened.set_default_timeout(10_000)
        yield opened
        browser.close()


#: How htmx tells of a request that a newer one of the same field has replaced, as is wanted.
REPLACED = ("htmx:afterRequest", "htmx:sendAbort")


def _note(page, said) -> None:
    if said.type in {"error", "warning"} and not said.text.startswith(REPLACED):
        page.complaints.append(said.text)


def _own(page, url: str, address: str) -> None:
    if not url.startswith((address, "data:")):
        page.complaints.append(f"foreign: {url}")


@pytest.fixture
def log_in(page, address: str) -> Callable[..., None]:
    """Log a person in through the form, as a person does."""

    def log_in_as(role: str = "operator") -> None:
        page.goto(f"{address}/login")
        page.fill("[name=username]", USERS[role])
        page.fill("[name=password]", "hotline-demo")
        page.click("main button")
        page.wait_for_selector("#text" if role == "operator" else ".desk")
        page.goto(f"{address}/intake")

    return log_in_as
