"""The intake page as a person meets it: `python tests/bench/intake_page.py --address URL`.

Needs a running demonstration (`make demo`) and Chromium. In a real browser, each several times:
how long until the page can be written on, how long after the last key of a sentence the suggestion
stands there, how long a save takes until the next empty form, and how many presses beyond the
text a ticket costs. Prints medians and 95th percentiles, and the machine.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from datetime import date

from figures import keep, machine
from playwright.sync_api import Page, expect, sync_playwright

from training.sample.city import load_city
from training.sample.generator import generate

CHROMIUM = "/usr/bin/chromium"
DAY = date(2026, 10, 1)
#: So many of the texts are saved as tickets of the demonstration.
SAVED = 10
#: Milliseconds, and presses: what the page has to keep to.
BARS = {"interactive": 1_000.0, "suggestion": 400.0, "actions": 12.0}

# The moment at which the text has the focus and the scripts have run.
_READY = """() => new Promise((done) => {
  const look = () => document.activeElement?.id === "text" && document.querySelector(".combo")
    ? done(performance.now()) : requestAnimationFrame(look);
  look();
})"""
# From the last key (input event) to the first frame in which the panel speaks of all the words.
_SHOWN = """(words) => new Promise((done) => {
  const text = document.getElementById("text");
  text.addEventListener("input", () => {
    if (text.value !== words) return;
    const from = performance.now();
    const look = () => document.querySelector("#panel .said")?.textContent === words
      ? done(performance.now() - from) : requestAnimationFrame(look);
    look();
  });
})"""


def interactive(page: Page, address: str, times: int) -> list[float]:
    """Open the page anew, the way a save does, and wait until it can be written on."""
    found = []
    for _ in range(times):
        page.goto(f"{address}/intake", wait_until="commit")
        found.append(page.evaluate(_READY))
    return found


def suggestion(page: Page, address: str, texts: Sequence[str]) -> list[float]:
    """Write the last two characters as a person does; what came before is there already."""
    found = []
    for text in texts:
        page.goto(f"{address}/intake")
        page.fill("#text", text[:-2])
        page.wait_for_selector("#panel .said", state="attached")
        page.wait_for_timeout(300)
        page.evaluate(f"void (window.shown = ({_SHOWN})({text!r}))")
        page.locator("#text").press("End")
        page.keyboard.type(text[-2:], delay=60)
        found.append(page.evaluate("window.shown"))
        page.fill("#text", "")
        page.wait_for_timeout(400)
    return found


def saving(page: Page, address: str, texts: Sequence[str]) -> tuple[list[float], list[float]]:
    """Save each text by keyboard; return the milliseconds until the next form, and the presses."""
    spent, presses = [], []
    page.goto(f"{address}/intake")
    for text in texts:
        page.fill("#text", text)
        page.wait_for_selector("#panel .said", state="attached")
        if page.locator("#emergency [data-line]").count():
            page.fill("#text", "")
            continue
        keys = [key for key, mark in (("Alt+a", "A"), ("Alt+t", "T")) if _is_offered(page, mark)]
        for key in (*keys, "Alt+1"):
            page.locator("#text").press(key)
        page.wait_for_timeout(300)
        begin = time.perf_counter()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".notice.good")).to_be_visible()
        expect(page.locator("#text")).to_have_value("")
        spent.append((time.perf_counter() - begin) * 1000)
        presses.append(float(len(keys) + 2))
        page.goto(f"{address}/intake")
    return spent, presses


def _is_offered(page: Page, mark: str) -> bool:
    return page.locator(f"#hints [data-alt={mark}]").count() > 0


def told(name: str, found: Sequence[float], unit: str) -> None:
    """Print the median and the 95th percentile of one measurement."""
    last = sorted(found)[max(0, round(0.95 * len(found)) - 1)]
    bar = BARS.get(name)
    kept = "" if bar is None else f"  门槛 {bar:g}：{'达到' if last <= bar else '未达到'}"
    print(f"{name:12} 中位 {statistics.median(found):7.1f} {unit}  P95 {last:7.1f} {unit}{kept}")


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--address", default="http://127.0.0.1:8012")
    asked.add_argument("--times", type=int, default=20)
    given = asked.parse_args()
    city = load_city()
    drawn = generate(city, rows=60 + given.times, seed=77, start=DAY, end=DAY)
    texts = [one.text for one in drawn if 20 <= len(one.text) <= 200][: given.times]
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{given.address}/login")
        page.fill("[name=username]", "operator.lin")
        page.fill("[name=password]", "hotline-demo")
        page.click("main button")
        page.wait_for_selector("#text")
        ready = interactive(page, given.address, given.times)
        shown = suggestion(page, given.address, texts)
        spent, presses = saving(page, given.address, texts[:SAVED])
        browser.close()
    for name, value in machine().items():
        print(f"{name}: {value}")
    told("interactive", ready, "毫秒")
    told("suggestion", shown, "毫秒")
    told("saved", spent, "毫秒")
    told("actions", presses, "次")
    figures = {"interactive_ms": ready, "suggestion_ms": shown, "saved_ms": spent}
    medians = {name: statistics.median(found) for name, found in figures.items()}
    keep("intake_page", medians | {"most_actions": max(presses)})


if __name__ == "__main__":
    main()
