"""Take the README's picture of the intake page from a running service.

Start the demonstration first (`make demo`), then:

    .venv/bin/python tools/screenshots.py --address http://127.0.0.1:8012
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

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
IMAGES = Path(__file__).parent.parent / "docs" / "images"
WORDS = (
    "锦绣家园南门的烧烤摊昨晚十一点多又出来占道经营，油烟直往楼上灌，呛人，"
    "孩子咳得睡不着。打过物业电话没人管，请来人处理一下油烟扰民。"
)


def main() -> None:
    """Log in, write a matter, wait for the suggestion, take the picture."""
    given = _arguments()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=given.chromium, args=list(QUIET))
        page = _open(browser, given.address, username=given.user, password=given.password)
        page.fill("#phone", "13812340000")
        page.fill("#address", "东湖区解放路街道锦绣家园南门")
        page.fill("#text", WORDS)
        expect(page.locator(".candidate").first).to_be_visible(timeout=15_000)
        page.locator("#text").focus()
        page.wait_for_timeout(800)
        given.out.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(given.out))
        browser.close()
    print(given.out)


def _open(browser: Browser, address: str, *, username: str, password: str) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page.goto(f"{address}/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main button")
    page.wait_for_selector("#text")
    # A draft of an earlier visit must not stand in the picture.
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    return page


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8012")
    parser.add_argument("--user", default="operator.lin")
    parser.add_argument("--password", default="hotline-demo")
    parser.add_argument("--chromium", default=CHROMIUM)
    parser.add_argument("--out", type=Path, default=IMAGES / "intake.png")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
