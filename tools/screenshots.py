"""Take the pictures of the README and the guides from the demonstration city.

Prepare the demonstration once (`hotline demo --no-serve`), then:

    .venv/bin/python tools/screenshots.py

A copy of the city is served on a free port with a clock that stands still, so that neither the
city nor the pictures change by being taken.
"""

import argparse
import base64
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from sqlmodel import col, func, select

from models import schema
from models.database import Database
from models.settings import Settings
from models.ticket import Ticket
from service.app import create_app

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
DESK = {"width": 1440, "height": 860}
PHONE = {"width": 375, "height": 720}
#: No picture weighs more, in bytes.
HEAVIEST = 150_000

WORDS = (
    "锦绣家园南门的烧烤摊昨晚十一点多又出来占道经营，油烟直往楼上灌，呛人，"
    "孩子咳得睡不着。打过物业电话没人管，请来人处理一下油烟扰民。"
)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture: its file, who looks at which page, how large, and what is done before."""

    name: str
    user: str
    path: str
    size: dict[str, int]
    before: Callable[[Page], None] = lambda page: page.wait_for_timeout(400)
    kind: str = "webp"


def _write(page: Page) -> None:
    page.fill("#phone", "13812340000")
    page.fill("#address", "东湖区解放路街道锦绣家园南门")
    page.fill("#text", WORDS)
    page.locator(".candidate").first.wait_for(timeout=15_000)
    page.locator("#text").focus()
    page.wait_for_timeout(900)


def _first(page: Page) -> None:
    page.locator(".queue a[hx-get]").first.click(timeout=5_000)
    page.wait_for_timeout(900)


def _charts(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1200)


PICTURES = (
    Picture(
        name="intake", user="operator.lin", path="/intake", size=DESK, before=_write, kind="png"
    ),
    Picture(name="dispatch", user="dispatcher.sun", path="/dispatch", size=DESK, before=_first),
    Picture(name="inbox", user="officer.cgj", path="/inbox", size=DESK, before=_first),
    Picture(name="inbox-phone", user="officer.cgj", path="/inbox", size=PHONE),
    Picture(name="ticket-phone", user="officer.cgj", path="/inbox", size=PHONE, before=_first),
    Picture(name="revisit", user="revisit.mei", path="/revisits", size=DESK, before=_first),
    Picture(name="artifacts", user="admin", path="/admin/artifacts", size=DESK),
    Picture(name="dashboard", user="supervisor.wei", path="/dashboard", size=DESK, before=_charts),
    Picture(name="reorganising", user="admin", path="/admin/reorganising", size=DESK),
    Picture(name="calendar", user="admin", path="/admin/calendar", size=DESK),
)


def main() -> int:
    """Take the pictures that were asked for; 1 when one of them is too heavy."""
    given = _arguments()
    given.out.mkdir(parents=True, exist_ok=True)
    heavy = False
    with _served(given.var) as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=given.chromium, args=list(QUIET))
        for one in PICTURES:
            if given.only and one.name not in given.only:
                continue
            target = given.out / f"{one.name}.{one.kind}"
            _take(browser, address, one, target)
            size = target.stat().st_size
            heavy = heavy or size > HEAVIEST
            print(f"{target} {size // 1000} kB{'  too heavy' if size > HEAVIEST else ''}")
        browser.close()
    return int(heavy)


@contextmanager
def _served(var: Path) -> Iterator[str]:
    """Serve a copy of the city, at the moment of its latest ticket."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "var"
        shutil.copytree(var, copy, ignore=shutil.ignore_patterns("bench"))
        settings = Settings(var=copy)
        database = Database(settings.url)
        schema.upgrade(database)
        with database.read() as session:
            latest = session.exec(select(func.max(col(Ticket.received_at)))).one()
        database.dispose()
        app = create_app(settings, clock=lambda: latest + timedelta(minutes=30))
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(timeout=0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


def _take(browser: Browser, address: str, one: Picture, target: Path) -> None:
    context = browser.new_context(viewport=one.size, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("[name=username]", one.user)
    page.fill("[name=password]", "hotline-demo")
    page.click("main button.primary")
    page.wait_for_load_state()
    page.goto(f"{address}{one.path}")
    one.before(page)
    shot = {"format": one.kind, **({"quality": 84} if one.kind == "webp" else {})}
    answer = context.new_cdp_session(page).send("Page.captureScreenshot", shot)
    target.write_bytes(base64.b64decode(answer["data"]))
    context.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path, default=ROOT / "var")
    parser.add_argument("--chromium", default=CHROMIUM)
    parser.add_argument("--out", type=Path, default=IMAGES)
    parser.add_argument("--only", nargs="*", help="names of pictures; all when none is given")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
