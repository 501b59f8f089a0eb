"""What stands beside the unit, in a real browser: keys that fill, split, link and hand over."""

import pytest
from sqlmodel import select

from models.enums import Closure, Status
from models.event import Event
from models.ticket import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("trained")]
FIRST = "我住在东湖区解放路街道锦绣家园3栋，昨晚楼下烧烤摊占道经营，油烟呛人。"
SECOND = "另外，还要反映一件事：单位拖欠工资三个月，一共欠我12000元，请劳动监察部门帮忙讨要工资。"


def _tickets(store) -> list[Ticket]:
    with store.read() as session:
        return list(session.exec(select(Ticket).order_by(Ticket.id)))


def test_one_key_fills_a_field_and_answers_the_question(page, log_in):
    from playwright.sync_api import expect

    log_in()
    page.keyboard.type("投诉烧烤摊占道经营，油烟扰民")
    # What is asked for depends on the kind that a person chose.
    expect(page.locator(".panel")).to_be_visible()
    page.locator("#kind").press("Home")
    expect(page.locator("#kind")).to_have_value("INQUIRY")
    expect(page.locator(".missing")).to_be_empty()
    for _ in range(2):
        page.locator("#kind").press("ArrowDown")
    expect(page.locator("#kind")).to_have_value("COMPLAINT")
    expect(page.locator(".missing")).to_contain_text("具体地点")
    page.fill("#address", "锦绣家园南门")
    expect(page.locator(".missing .gap[data-gap=address]")).to_be_hidden()
    page.fill("#address", "")
    page.fill("#text", FIRST)
    expect(page.locator("[data-alt=A]")).to_be_visible()
    page.locator("#text").press("Alt+a")
    page.locator("#text").press("Alt+t")
    expect(page.locator("#address")).to_have_value("东湖区解放路街道锦绣家园3栋")
    expect(page.locator("#occurred")).to_have_value("昨晚")
    expect(page.locator("[data-fills=address]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#text")).to_be_focused()
    assert page.complaints == []


def test_two_matters_become_two_linked_tickets_of_one_caller(page, log_in, store):
    from playwright.sync_api import expect

    log_in()
    page.fill("#phone", "13812340000")
    page.fill("#text", FIRST + SECOND)
    expect(page.locator(".matters")).to_contain_text("这段话里有 2 件事")
    page.locator("#text").press("Alt+s")
    expect(page.locator("#text")).to_have_value(FIRST)
    expect(page.locator("#split")).to_contain_text("第 1 件，共 2 件")
    # It can be taken back while nothing is saved.
    page.click("[data-join]")
    expect(page.locator("#text")).to_have_value(f"{FIRST}\n{SECOND}")
    expect(page.locator("#split")).to_be_hidden()
    expect(page.locator(".matters")).to_be_visible()
    page.click("[data-split]")
    page.click("button[value=save]")
    expect(page.locator("#text")).to_have_value(SECOND)
    expect(page.locator("#phone")).to_have_value("13812340000")
    # Who names no other place speaks of the same one.
    expect(page.locator("#address")).to_have_value("东湖区解放路街道锦绣家园3栋")
    (first,) = _tickets(store)
    expect(page.locator("#link-number")).to_have_text(first.number)
    expect(page.locator(".candidate").first).to_be_visible()
    page.click("button[value=save]")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#split")).to_be_hidden()
    assert page.complaints == []
    one, two = _tickets(store)
    assert (one.text, two.text) == (FIRST, SECOND)
    with store.read() as session:
        event = session.exec(select(Event).where(Event.ticket_id == two.id)).one()
    assert event.facts["linked"] == one.number
    assert one.citizen_id
    assert two.citizen_id


def test_danger_turns_the_page_to_the_hand_over(page, log_in, store):
    from playwright.sync_api import expect

    log_in()
    page.keyboard.type("锦绣家园3栋着火了，有人被困在屋里出不来")
    hand_over = page.locator("#emergency button.danger").first
    # The key that saves, pressed in the same breath, leads to the alarm and saves nothing.
    page.locator("#text").press("Control+Enter")
    expect(hand_over).to_be_focused()
    expect(page.locator("#kept")).to_contain_text("有险情")
    assert _tickets(store) == []
    # Ruled out with a reason, it stays quiet while the words say the same.
    for band in page.locator("#emergency [data-line]").all():
        page.keyboard.press("n")
        expect(band.locator(".danger-why")).to_be_visible()
        page.keyboard.press("3")
        expect(band).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    assert "（只是说法）" in page.locator("#ruled-out").input_value()
    page.locator("#text").press("End")
    page.keyboard.type("，快来")
    expect(page.locator("#panel .said")).to_contain_text("快来")
    expect(hand_over).to_be_hidden()
    page.reload()
    expect(hand_over).to_be_visible()
    page.locator("#text").press("Alt+y")
    expect(page.locator(".notice.good")).to_contain_text("已办结")
    assert page.complaints == []
    (ticket,) = _tickets(store)
    assert (ticket.status, ticket.closure) == (Status.CLOSED, Closure.EMERGENCY)


def test_a_repeat_is_linked_by_one_key_and_let_go_again(page, log_in, desk, store):
    from playwright.sync_api import expect

    number = desk.receive(text=FIRST)
    log_in()
    page.fill("#text", FIRST)
    expect(page.locator(".repeats")).to_contain_text("可能重复 1")
    page.locator("#text").press("Alt+l")
    expect(page.locator("#link")).to_contain_text(number)
    expect(page.locator("[data-link]")).to_have_attribute("aria-pressed", "true")
    page.click("[data-unlink]")
    expect(page.locator("#link")).to_be_hidden()
    expect(page.locator("[data-link]")).to_have_attribute("aria-pressed", "false")
    assert page.complaints == []


@pytest.mark.parametrize("width", [375, 1440])
def test_nothing_runs_out_of_the_page(page, log_in, width):
    from playwright.sync_api import expect

    page.set_viewport_size({"width": width, "height": 812})
    log_in()
    page.fill("#text", f"锦绣家园3栋着火了，有人被困在屋里出不来。{FIRST}{SECOND}")
    expect(page.locator(".matters")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
