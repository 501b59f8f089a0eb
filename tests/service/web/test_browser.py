"""The operator's day in a real browser: calls by keyboard alone, an input method, lost drafts."""

import pytest
from sqlmodel import select

from models.enums import Choice, OverrideReason, Status
from models.suggestion import Suggestion
from models.ticket import Ticket
from tests.service.web.axe import serious

BARBECUE = "锦绣家园南门的烧烤摊昨晚占道经营，油烟呛人，影响休息"
WATER = "小区自来水停水两天了，水压一直很低，供水公司没有通知"
#: Beyond the text itself, no ticket may cost more presses than this.
MOST_ACTIONS = 12

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("trained")]


def _press(page, *keys: str) -> int:
    """Press keys one after another; a combination is one action."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def _tickets(store) -> list[Ticket]:
    with store.read() as session:
        return list(session.exec(select(Ticket).order_by(Ticket.id)))


def test_an_operators_day_by_keyboard_alone(page, log_in, store):
    from playwright.sync_api import expect

    log_in()
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(BARBECUE)
    expect(page.locator(".candidate").first).to_be_visible()
    # What drove the units is underlined where it was written, not on a copy beside.
    expect(page.locator("#marks")).to_have_text(BARBECUE)
    expect(page.locator("#marks mark.m1").first).to_be_attached()
    expect(page.locator("#deadline")).to_contain_text("办结时限")
    assert serious(page) == []
    # What was written survives a reload.
    page.wait_for_timeout(400)
    page.reload()
    expect(page.locator("#text")).to_have_value(BARBECUE)
    expect(page.locator("#kept")).to_contain_text("已恢复未保存的草稿")
    expect(page.locator("[data-alt=A]")).to_be_visible()
    # The first call: address and time as recognised, the first unit, saved.
    spent = _press(page, "Alt+a", "Alt+t", "Alt+1")
    expect(page.locator(".candidate").first).to_have_class("candidate chosen")
    spent += _press(page, "Control+Enter")
    expect(page.locator(".notice.good")).to_contain_text("已派给")
    assert spent <= MOST_ACTIONS
    # The second: another unit, found by initials; the reason is a digit.
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")
    page.keyboard.type(WATER)
    expect(page.locator(".candidate").first).to_be_visible()
    spent = _press(page, "Escape", "/")
    box = page.get_by_role("combobox", name="承办单位")
    expect(box).to_be_focused()
    spent += _press(page, "h", "b", "j", "Enter")
    expect(box).to_have_value("市生态环境局")
    if page.locator(".abstain b").count() == 0:
        spent += _press(page, "Control+Enter")
        expect(page.locator("#override input").first).to_be_focused()
        spent += _press(page, "3")
    spent += _press(page, "Control+Enter")
    expect(page.locator(".notice.good")).to_contain_text("市生态环境局")
    assert spent <= MOST_ACTIONS
    # The third is the first again: one key, and no new ticket.
    page.keyboard.type(BARBECUE)
    expect(page.locator(".repeats")).to_contain_text("可能重复 1")
    assert _press(page, "Alt+m") <= MOST_ACTIONS
    expect(page.locator(".notice.good")).to_contain_text("已登记第 1 次催办")
    # All keys are listed.
    _press(page, "Escape", "?")
    expect(page.get_by_role("dialog")).to_contain_text("保存并派单，打开下一张")
    assert page.complaints == []
    first, second = _tickets(store)
    assert (first.status, first.text, first.address) == (
        Status.DISPATCHED,
        BARBECUE,
        "锦绣家园南门",
    )
    assert (first.reminder_count, second.lead_code) == (1, "HBJ")
    with store.read() as session:
        row = session.exec(select(Suggestion).where(Suggestion.ticket_id == first.id)).first()
        other = session.exec(select(Suggestion).where(Suggestion.ticket_id == second.id)).first()
    assert (row.choice, row.chosen_unit) == (Choice.ACCEPTED, first.lead_code)
    assert other.override_reason in (OverrideReason.CITIZEN_INFO, None)


def test_an_input_method_composes_without_firing_keys(page, log_in, store):
    from playwright.sync_api import expect

    log_in()
    page.keyboard.type(BARBECUE)
    expect(page.locator(".candidate").nth(1)).to_be_visible()
    chosen = page.locator("#unit").input_value()
    devices = page.context.new_cdp_session(page)

    def composed(key: str, code: str, *, modifiers: int = 0) -> None:
        # What a browser sends while pinyin waits to become a word: the key 229, not its letter.
        for kind in ("rawKeyDown", "keyUp"):
            devices.send(
                "Input.dispatchKeyEvent",
                {
                    "type": kind,
                    "key": key,
                    "code": code,
                    "windowsVirtualKeyCode": 229,
                    "modifiers": modifiers,
                },
            )

    for at, written in enumerate(("n", "ni", "nim", "nimen"), start=1):
        sent = {"selectionStart": at, "selectionEnd": at, "text": written}
        devices.send("Input.imeSetComposition", sent)
    composed("2", "Digit2", modifiers=1)
    composed("m", "KeyM", modifiers=1)
    composed("Enter", "Enter", modifiers=2)
    composed("Escape", "Escape")
    composed("/", "Slash")
    composed("?", "Slash", modifiers=8)
    page.wait_for_timeout(300)
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value(f"{BARBECUE}nimen")
    assert page.locator("#unit").input_value() == chosen
    assert page.locator("dialog[open]").count() == 0
    # Nothing half written was asked about; the word is, when it stands there.
    expect(page.locator("#panel .said")).to_have_text(BARBECUE)
    devices.send("Input.insertText", {"text": "你们"})
    expect(page.locator("#panel .said")).to_have_text(f"{BARBECUE}你们")
    assert _tickets(store) == []
    assert page.complaints == []


def test_a_draft_outlives_server_session_and_stranger(page, address, log_in, store):
    from playwright.sync_api import expect

    log_in()
    page.fill("#phone", "13812340000")
    page.check("[name=is_confidential]")
    page.locator("#text").focus()
    page.keyboard.type(BARBECUE)
    expect(page.locator(".candidate.chosen")).to_be_visible()
    # The server cannot be reached: the page stays, and says what is safe.
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#refused")).to_contain_text("写下的内容都在")
    page.context.set_offline(False)
    # What is refused stands beside its field, with everything typed.
    page.fill("#phone", "138")
    page.locator("#text").press("Control+Enter")
    expect(page.locator("#wrong-phone")).to_contain_text("联系电话")
    expect(page.locator("#phone")).to_be_focused()
    expect(page.locator("#text")).to_have_value(BARBECUE)
    page.fill("#phone", "13812340000")
    # The caller is looked up now and once more half a second later; then the page asks nothing.
    page.locator("#text").focus()
    expect(page.locator("#caller")).to_contain_text("138****0000")
    page.wait_for_timeout(1_000)
    # The session ends between writing and saving.
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("#text").press("Control+Enter")
    again = page.get_by_role("dialog", name="登录已过期")
    expect(again.get_by_label("用户名")).to_have_value("operator.lin")
    expect(again.get_by_label("密码")).to_be_focused()
    page.complaints.clear()  # the browser itself tells of the three refusals
    # Another person at this computer finds an empty form.
    log_in("dispatcher")
    expect(page.locator("#text")).to_have_value("")
    # The first one finds the draft, and saves it once, however often it is sent.
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    page.goto(f"{address}/intake")
    expect(page.locator("#text")).to_have_value(BARBECUE)
    expect(page.locator("[name=is_confidential]")).to_be_checked()
    once = page.locator("#once").input_value()
    page.locator("#text").press("Control+Enter")
    expect(page.locator(".notice.good")).to_contain_text("已派给")
    assert page.locator("#once").input_value() != once
    expect(page.locator("#text")).to_have_value("")
    assert page.complaints == []
    (ticket,) = _tickets(store)
    assert (ticket.text, ticket.is_confidential) == (BARBECUE, True)
