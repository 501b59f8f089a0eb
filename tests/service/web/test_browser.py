"""One story in a real browser: log in, write, take the suggestion, save; quiet and alone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from sqlmodel import select

from models.enums import Choice, Status
from models.suggestion import Suggestion
from models.ticket import Ticket

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
BARBECUE = "解放街道锦绣花园南门烧烤摊天天晚上占道经营，油烟呛人，影响休息"

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("trained")]


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


def _note(page, said) -> None:
    if said.type in {"error", "warning"}:
        page.complaints.append(said.text)


def _own(page, url: str, address: str) -> None:
    if not url.startswith((address, "data:")):
        page.complaints.append(f"foreign: {url}")


def _log_in(page, address: str) -> None:
    page.goto(f"{address}/login")
    page.fill("[name=username]", "operator.lin")
    page.fill("[name=password]", "hotline-demo")
    page.click("main button")
    page.wait_for_selector("#text")


def test_an_operator_takes_a_call(page, address, store):
    from playwright.sync_api import expect

    _log_in(page, address)
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(BARBECUE)
    expect(page.locator(".candidate").first).to_be_visible()
    expect(page.locator(".said")).to_have_text(BARBECUE)
    expect(page.locator("#deadline")).to_contain_text("办结时限")
    # What was written survives a reload.
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator("#text")).to_have_value(BARBECUE)
    expect(page.locator(".candidate").first).to_be_visible()
    # Keys while an input method composes belong to the input method.
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'Enter', ctrlKey: true, isComposing: true}))"
    )
    page.locator("#text").press("Alt+1")
    expect(page.locator(".candidate").first).to_have_class("candidate chosen")
    page.locator("#text").press("Control+Enter")
    expect(page.locator(".notice.good")).to_contain_text("已派给")
    expect(page.locator("#text")).to_have_value("")
    expect(page).to_have_url(f"{address}/intake")
    assert page.complaints == []
    with store.read() as session:
        (ticket,) = session.exec(select(Ticket)).all()
        chosen = session.exec(select(Suggestion).where(Suggestion.ticket_id == ticket.id)).one()
    assert (ticket.status, ticket.text) == (Status.DISPATCHED, BARBECUE)
    assert chosen.choice is Choice.ACCEPTED
    assert chosen.chosen_unit == ticket.lead_code


def test_another_unit_asks_why(page, address, store):
    from playwright.sync_api import expect

    _log_in(page, address)
    page.keyboard.type("小区自来水停水两天了，水压一直上不来，供水公司没有通知")
    expect(page.locator(".candidate").first).to_be_visible()
    box = page.get_by_role("combobox", name="承办单位")
    box.click()
    box.fill("教育")
    box.press("Enter")
    expect(box).to_have_value("市教育局")
    abstained = page.locator(".abstain b").count() == 1
    if not abstained:
        expect(page.locator("#override")).to_be_visible()
        # The key that saves goes to the reason first, without asking the server.
        page.locator("#text").press("Control+Enter")
        expect(page.locator("#override-reason")).to_be_focused()
        page.select_option("#override-reason", "other")
    page.click("button[value=dispatch]")
    expect(page.locator(".notice.good")).to_contain_text("市教育局")
    assert page.complaints == []
    with store.read() as session:
        assert session.exec(select(Ticket)).one().lead_code == "JYJ"
