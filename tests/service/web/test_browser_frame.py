"""The frame of every page in a real browser: menus, keys, the other language, a session's end."""

import pytest
from sqlmodel import delete

from models.user import UserSession
from tests.service.web.axe import serious

pytestmark = pytest.mark.browser


def _open(page, address: str, username: str, path: str) -> None:
    page.goto(f"{address}{path}")
    assert serious(page) == []
    page.fill("[name=username]", username)
    page.fill("[name=password]", "hotline-demo")
    page.click("main button.primary")
    page.wait_for_url(f"**{path}")


def test_the_frame_by_keys_and_on_a_phone(page, address):
    from playwright.sync_api import expect

    _open(page, address, "admin", "/contests")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("/")  # belongs to the list of keys now
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    composing = {"key": "?", "isComposing": True, "bubbles": True}
    page.evaluate(
        "init => document.body.dispatchEvent(new KeyboardEvent('keydown', init))", composing
    )
    expect(page.locator("#keys")).to_be_hidden()
    page.locator(".who summary").press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="退出")).to_be_hidden()
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/contests")
    assert page.get_attribute("html", "lang") == "en"
    page.set_viewport_size({"width": 375, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.get_by_role("button", name="Menu").click()
    assert serious(page) == []
    page.locator(".more summary").click()
    page.get_by_role("link", name="Calendar").click()
    page.wait_for_url("**/admin/calendar**")
    assert page.complaints == []


def test_what_is_written_outlives_the_session_and_the_server(page, address, store):
    from playwright.sync_api import expect

    _open(page, address, "admin", "/contests/new")
    page.fill("main [name=name]", "屋顶广告牌")
    with store.write() as session:
        session.exec(delete(UserSession))
    page.locator("main form button").last.click()
    again = page.get_by_role("dialog", name="登录已过期")
    expect(again).to_be_visible()
    assert serious(page) == []
    expect(again.get_by_label("用户名")).to_have_value("admin")
    again.get_by_label("密码").fill("wrong")
    page.keyboard.press("Enter")
    expect(again.get_by_role("alert")).to_have_text("用户名或密码不对，请重新输入。")
    again.get_by_label("密码").fill("hotline-demo")
    with page.expect_request("**/contests") as sent:
        page.keyboard.press("Enter")
    assert "%E5%B1%8B%E9%A1%B6" in sent.value.post_data
    # The form came back refused, for it names no units, with what was written.
    expect(page.locator("main [role=alert]").first).to_be_visible()
    expect(page.locator("main [name=name]")).to_have_value("屋顶广告牌")
    assert [one for one in page.complaints if "401" not in one and "422" not in one] == []


def test_without_the_server_the_page_stays(page, address):
    from playwright.sync_api import expect

    _open(page, address, "admin", "/contests/new")
    page.fill("main [name=name]", "屋顶广告牌")
    page.context.set_offline(True)
    page.locator("main form button").last.click()
    expect(page.locator("#trouble")).to_contain_text("连接不上服务器")
    expect(page.locator("main [name=name]")).to_have_value("屋顶广告牌")
