"""The citizen's pages in a real browser, at the width of a phone: code, progress, rating."""

from tests.citizens import answered, code_of
from tests.service.web.axe import serious


def test_a_citizen_looks_and_rates_on_a_phone(page, address, desk):
    number = answered(desk)
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(f"{address}/progress?number={number}")
    page.fill("[name=code]", code_of(desk, number))
    page.click("main button")
    page.wait_for_url("**/progress/ticket")
    assert page.inner_text("h1") == "已答复，请您评价"
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert serious(page) == []
    page.click("text=English")
    page.wait_for_selector("h1:has-text('please rate it')")
    page.click("text=中文")
    page.click("text=去评价")
    page.wait_for_url("**/r/*")
    link = page.url
    assert serious(page) == []
    # By keys alone, as with a screen reader: the arrows choose, the face follows its word.
    page.focus("[value=true]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.is_checked("[value=false]")
    assert page.is_checked("[value=dissatisfied]")
    page.click("main button")
    assert "请写明哪里不满意" in page.inner_text("[role=alert]")
    assert page.is_checked("[value=dissatisfied]")
    page.fill("[name=reason]", "油烟照旧")
    page.click("main button")
    page.wait_for_selector("text=您的评价已收到")
    assert "重新办理" in page.inner_text("main")
    assert "油烟照旧" in page.inner_text("main")
    assert serious(page) == []
    page.complaints.clear()  # the refused form above is a 422, which the console tells
    page.goto(link)
    assert page.inner_text("h1") == "这个链接不能再用"
    assert [one for one in page.complaints if "410" not in one] == []
