"""A director looks: numbers, charts, lists behind them, a phone's width, a brief on paper."""

import re
import zlib

import pytest

from service.jobs import Surroundings, run_all
from tests.service.queries.figures import lives
from tests.service.web.axe import serious
from tests.service.web.conftest import USERS

pytestmark = pytest.mark.browser
OCTOBER = "since=2026-10-01&until=2026-10-31"

_PAINTED = """() => [...document.querySelectorAll("canvas")].map((one) => {
  const { data } = one.getContext("2d").getImageData(0, 0, one.width, one.height);
  return data.some((value) => value !== 0);
})"""


def test_a_director_looks(page, address, app, store):
    from playwright.sync_api import expect

    lives.write(store)
    page.goto(f"{address}/login")
    page.fill("[name=username]", USERS["supervisor"])
    page.fill("[name=password]", "hotline-demo")
    page.click("main button")
    page.wait_for_url("**/dispatch")
    page.goto(f"{address}/dashboard?{OCTOBER}")
    expect(page.locator("#keys-strip")).to_contain_text("去年同期")
    expect(page.locator("canvas")).to_have_count(2)
    expect(page.locator("#part-heat table")).to_be_visible()
    expect(page.locator("#part-concerns")).to_contain_text("挂账")
    expect(page.locator("#part-assistant")).to_contain_text("按首选采纳")
    # What a job works out appears by itself.
    expect(page.locator("#part-topics")).to_contain_text("正在归组")
    list(run_all(Surroundings.of(app.state.services)))
    expect(page.locator("#part-topics")).to_contain_text("22 件工单", timeout=30_000)
    assert page.evaluate(_PAINTED) == [True, True]
    assert serious(page) == []
    page.click("#part-trend >> text=按月")
    expect(page.locator("#part-trend [aria-current]")).to_have_text("按月")
    expect(page.locator("canvas")).to_have_count(2)
    page.click("#part-trend summary >> nth=0")
    expect(page.locator("#part-trend table").first).to_contain_text("2026-10")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("canvas")).to_have_count(2)
    assert serious(page) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.set_viewport_size({"width": 1440, "height": 900})
    page.click("#keys-strip dd b a >> nth=0")
    expect(page.locator("h1")).to_contain_text("22 件")
    expect(page.locator("tbody tr")).to_have_count(22)
    _prints(page, address)
    assert page.complaints == []


def _prints(page, address) -> None:
    page.goto(f"{address}/dashboard/brief?kind=monthly&day=2026-10-31")
    assert serious(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    made = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) > 1
    assert re.search(rb"/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", made)
    # Which characters the paper shows stands in the tables that lead from its glyphs to text.
    shown = b"".join(_streams(made)).lower()
    for character in "热线月报总体情况典型案例":
        assert f"<{ord(character):04x}>".encode() in shown, character


def _streams(pdf: bytes):
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(found[1])
        except zlib.error:
            continue
        if b"begincmap" in text:
            yield text
