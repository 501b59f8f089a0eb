"""Finding a ticket and asking its citizen, in a real browser and by keys alone."""

import pytest

from service.operations import closing, handling
from service.queries import tickets
from tests.service.web.axe import serious
from tests.service.web.conftest import USERS

pytestmark = pytest.mark.browser


@pytest.fixture
def at_desk(page, address: str):
    """Log a person in and leave it where it begins."""

    def log_in_as(role: str) -> None:
        page.goto(f"{address}/login")
        page.fill("[name=username]", USERS[role])
        page.fill("[name=password]", "hotline-demo")
        page.keyboard.press("Enter")
        page.wait_for_selector(".desk")
        page.wait_for_load_state()  # the keys are there once the scripts have run

    return log_in_as


def replied(desk, store, text: str) -> str:
    number = desk.receive(text=text, phone="13800138000")
    desk.dispatch(number)
    with store.write() as session:
        ticket = tickets.find(session, number=number)
        officer = desk.act(session, "officer")
        handling.acknowledge(officer, ticket)
        handling.reply(officer, ticket, finding=handling.Finding(public_text="已经修好。"))
        closing.accept_reply(desk.act(session, "dispatcher"), ticket)
    return number


def compose(page, selector: str) -> None:
    """Let an input method send what it sends while it composes."""
    page.eval_on_selector(
        selector,
        """(field) => { field.dispatchEvent(new KeyboardEvent("keydown",
             {key: "1", isComposing: true, bubbles: true, cancelable: true})); }""",
    )


def test_a_revisit_clerks_day(page, address, desk, store, at_desk):
    first, second, third = (replied(desk, store, f"第{n}盏路灯不亮") for n in "一二三")
    at_desk("revisit_clerk")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".desk-pane[data-open='{first}'] .call")
    page.keyboard.press("p")
    page.wait_for_selector("#call-phone a")
    assert page.inner_text("#call-phone a") == "13800138000"
    compose(page, "body")
    assert page.locator("[data-script] :checked").count() == 0
    for key in ("1", "1", "3"):
        page.keyboard.press(key)
    assert "办结" in page.inner_text("[data-after]")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".desk-pane[data-open='{second}'] .call")
    # A slip is taken back, discontent leads into the words, and nothing typed there is a key.
    for key in ("1", "1", "Backspace", "2", "4"):
        page.keyboard.press(key)
    page.keyboard.type("1 号灯还是不亮")
    assert "第 2 轮重办" in page.inner_text("[data-after]")
    assert serious(page) == []
    page.reload()
    page.wait_for_selector(".call")
    assert page.input_value("[name=reason]") == "1 号灯还是不亮"
    page.focus("[name=reason]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".desk-pane[data-open='{third}'] .call")
    page.keyboard.press("2")
    assert page.is_hidden("[data-step=satisfaction]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=没有待回访的工单")
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(f"{address}/revisits?tab=later&open={third}")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    statuses = [desk_status(store, one) for one in (first, second, third)]
    assert statuses == ["CLOSED", "HANDLING", "REVISITING"]
    assert page.complaints == []


def desk_status(store, number: str) -> str:
    with store.read() as session:
        return tickets.find(session, number=number).status


def test_a_word_is_found_kept_as_a_view_and_opened_by_keys(page, address, desk, at_desk):
    numbers = [desk.receive(text=f"第{n}盏路灯不亮") for n in "一二三"]
    desk.receive(text="油烟扰民")
    at_desk("dispatcher")
    page.keyboard.press("/")
    page.keyboard.type("路灯")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets?q=*")
    assert page.locator("mark", has_text="路灯").count() == 3
    page.click("text=存为视图")
    page.fill(".keep [name=name]", "路灯")
    page.keyboard.press("Enter")
    page.wait_for_selector(".views [aria-current] .count:has-text('3')")
    assert serious(page) == []
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{numbers[1]}")
    page.keyboard.press("/")
    page.keyboard.type(numbers[0])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{numbers[0]}")
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(f"{address}/tickets?q=%E8%B7%AF%E7%81%AF&kind=COMPLAINT")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert page.complaints == []
