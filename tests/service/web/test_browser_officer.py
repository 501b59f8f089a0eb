"""An officer's day on a phone, in a real browser: list, acknowledge, reply, conflict, reload."""

import pytest

from models.enums import Status
from service.operations import dispatching, handling, reminding, reply_templates
from service.operations.reply_templates import Wording
from service.queries import tickets
from tests.service.web.axe import serious
from tests.service.web.conftest import USERS

pytestmark = pytest.mark.browser

GOOD = "您反映的油烟和占道烧烤，我局11月11日晚现场检查，已取缔占道摊点2处，11月12日起每晚巡查。"
LONG = "天天吵到后半夜，孩子写不了作业，老人睡不着。"
PHONE = {"width": 375, "height": 740}


@pytest.fixture
def phone(page, address):
    """The officer's phone: touch, narrow, logged in."""
    context = page.context.browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    opened = context.new_page()
    opened.complaints = page.complaints
    # A refused form answers 412, which the console tells.
    opened.on(
        "console",
        lambda said: (
            page.complaints.append(said.text)
            if said.type in {"error", "warning"}
            and "412" not in said.text
            and "401" not in said.text
            else None
        ),
    )
    opened.on("pageerror", lambda error: page.complaints.append(str(error)))
    opened.set_default_timeout(10_000)
    enter(opened, address)
    yield opened
    context.close()


def enter(page, address) -> None:
    page.goto(f"{address}/login")
    page.fill("[name=username]", USERS["officer"])
    page.fill("[name=password]", "hotline-demo")
    page.click("main button")
    page.wait_for_selector(".desk")


def drafts(page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((one) => one.includes('draft'))")


def narrow(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_an_officers_day_on_a_phone(phone, page, address, desk, store):
    from playwright.sync_api import expect

    # At one address: each page lists the others, and the words of these are long.
    numbers = [
        desk.receive(text="小区门口烧烤摊占道，油烟呛人。" + n * LONG, address="锦绣花园南门")
        for n in range(3)
    ]
    for number in numbers:
        desk.dispatch(number)
    with store.write() as session:
        wording = Wording(
            unit=None, name="已办结", text="您好，{受理日期}反映的【事项】已办结。{单位}"
        )
        reply_templates.keep(desk.act(session, "administrator"), wording=wording)
    number = numbers[0]

    # Two of the three are acknowledged at once, the third from its own page.
    phone.goto(f"{address}/inbox")
    assert narrow(phone)
    assert serious(phone) == []
    expect(phone.locator(".bulk button")).to_be_disabled()
    for row in numbers[:2]:
        phone.locator(f'.pick-row [value^="{row}:"]').tap()
    phone.tap(".bulk button")
    expect(phone.locator(".notice.good")).to_contain_text("已签收 2 件")
    phone.locator(f'.queue [data-number="{numbers[2]}"] > a').tap()
    phone.locator("[data-act=a]").tap()
    phone.wait_for_url("**done=acknowledge**")

    # The reply: a template, its blanks pointed out, good words, and then a reload in the middle.
    phone.goto(f"{address}/tickets/{number}")
    assert (phone.locator(".related .line").count(), narrow(phone)) == (2, True)
    box = phone.locator("#public-text")
    phone.select_option("[data-template]", label="已办结（全市通用）")
    expect(box).to_have_value("您好，11月12日反映的【事项】已办结。临澄市城市管理局")
    expect(phone.locator(".advises", has_text="有实质内容")).to_contain_text("【事项】")
    assert phone.evaluate("getSelection().toString()") == "【事项】"
    box.fill("不归我们管，请联系13812345678")
    expect(phone.locator(".advises", has_text="不推诿")).to_contain_text("不归我们管")
    box.fill(GOOD)
    phone.fill("[name=internal_note]", "摊主第三次被查")
    expect(phone.locator(".advises")).to_have_count(0)
    expect(phone.locator("[data-preview]")).to_have_text(GOOD)
    expect(phone.locator("[data-kept]")).to_have_text("草稿已保留在本机")
    assert serious(phone) == []
    phone.reload()
    expect(box).to_have_value(GOOD)
    expect(phone.locator("[name=internal_note]")).to_have_value("摊主第三次被查")

    # The session ends: one is asked to log in again, and even a closed page loses nothing.
    phone.context.clear_cookies()
    phone.tap(".composer-end button")
    expect(phone.locator("#again")).to_be_visible()
    phone.goto(f"{address}/tickets/{number}")
    enter(phone, address)
    phone.goto(f"{address}/tickets/{number}")
    expect(box).to_have_value(GOOD)
    phone.tap(".composer-end button")
    phone.wait_for_selector(".status.s-replied")
    with store.read() as session:
        assert tickets.find(session, number=number).status is Status.REPLIED
    assert drafts(phone) == []
    assert page.complaints == []


def test_of_two_who_write_mine_is_kept_or_theirs_taken(phone, page, address, desk, store):
    from playwright.sync_api import expect

    first, second = (desk.receive(text=f"烧烤摊占道，油烟呛人，第 {n} 件") for n in range(2))
    with store.write() as session:
        for number in (first, second):
            act = desk.act(session, "dispatcher")
            ticket = tickets.find(session, number=number)
            dispatching.dispatch(act, ticket, route=dispatching.Route(unit="CGJ"))
            handling.acknowledge(desk.act(session, "officer"), ticket)
    box = phone.locator("#public-text")

    # A second call is noted while the reply is written: mine goes in on the new version.
    phone.goto(f"{address}/tickets/{first}")
    box.fill(GOOD)
    with store.write() as session:
        ticket = tickets.find(session, number=first)
        reminding.remind(desk.act(session, "operator"), ticket, reason="诉求人又打来了")
    phone.tap(".composer-end button")
    expect(phone.locator(".conflict")).to_contain_text("诉求人又打来了")
    assert narrow(phone)
    assert serious(phone) == []
    phone.locator(".conflict button", has_text="保留我的").tap()
    phone.wait_for_selector(".status.s-replied")
    with store.read() as session:
        assert tickets.find(session, number=first).status is Status.REPLIED

    # A colleague asks the citizen first: there is nothing to reply to, theirs is taken.
    phone.goto(f"{address}/tickets/{second}")
    box.fill("我写了一半的答复")
    expect(phone.locator("[data-kept]")).to_have_text("草稿已保留在本机")
    with store.write() as session:
        ticket = tickets.find(session, number=second)
        handling.ask_citizen(desk.act(session, "officer"), ticket, reason="请提供门牌号")
    phone.tap(".composer-end button")
    expect(phone.locator(".conflict")).to_contain_text("办理中 → 待补充")
    expect(phone.locator("text=保留我的")).to_have_count(0)
    expect(phone.locator("textarea[readonly]")).to_have_value("我写了一半的答复")
    phone.locator(".conflict button", has_text="采用对方的").tap()
    expect(phone.locator(".status")).to_have_text("待补充")
    assert drafts(phone) == []
    assert page.complaints == []
