"""A dispatcher's day by keyboard alone, and two people at one ticket, in a real browser."""

import pytest
from sqlmodel import col, select

from models.duty import Duty
from models.enums import Choice, DutyOrigin, OverrideReason, ReturnReason, Role, Status
from models.suggestion import Suggestion
from models.ticket import Ticket
from models.user import User
from service.operations import handling
from service.operations.acting import Acting, Actor
from service.operations.moving import open_ticket
from tests.service.web.axe import serious

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("trained")]

#: The small artefact is sure of these.
SPILT = "渣土车撒了一路土，纺织街，没盖篷布"
CARD = "社保卡丢了在什么地方补，当天能拿吗？"


def ticket_of(store, number: str) -> Ticket:
    with store.read() as session:
        return session.exec(select(Ticket).where(Ticket.number == number)).one()


def ask_return(desk, number: str, unit: str, counter: str | None = None) -> None:
    officer = Actor(key=f"user:{unit}", name="赵工", role=Role.OFFICER, department=unit)
    version = desk.version(number)
    with desk.database.write() as session:
        act = Acting(session=session, actor=officer, at=desk.clock())
        objection = handling.Objection(
            reason=ReturnReason.NOT_DUTY, basis="不归本单位", counter_unit=counter
        )
        ticket = open_ticket(act, number=number, version=version)
        handling.request_return(act, ticket, objection=objection)


def queue(desk) -> tuple[str, str, str, str]:
    """Two tickets to dispatch, one to judge, one in dispute."""
    accepted, overridden = desk.receive(text=SPILT), desk.receive(text=CARD)
    judged, disputed = (desk.receive(category="010305") for _ in range(2))
    for number in (judged, disputed):
        desk.dispatch(number, "ZJJ")
        ask_return(desk, number, "ZJJ", counter="CGJ")
    return accepted, overridden, judged, disputed


def test_a_dispatcher_works_by_keyboard_alone(page, address, log_in, desk, store):
    from playwright.sync_api import expect

    accepted, overridden, judged, disputed = queue(desk)
    keys = page.keyboard
    log_in("dispatcher")
    page.goto(f"{address}/dispatch")
    keys.press("j")
    keys.press("Enter")
    expect(page.locator(".candidate").first).to_be_visible()
    expect(page.locator("#claim")).to_contain_text("您正在处理")
    # Keys while an input method composes belong to the input method.
    for key in ("a", "s", "u", "j"):
        page.evaluate(
            "key => document.dispatchEvent(new KeyboardEvent('keydown',"
            " {key, isComposing: true, bubbles: true}))",
            key,
        )
    assert ticket_of(store, accepted).status is Status.RECEIVED
    assert serious(page) == []
    first = page.locator("#pane").get_attribute("data-open")
    assert first == accepted
    look_round(page, accepted, overridden)
    assert ticket_of(store, accepted).status is Status.RECEIVED
    keys.press("a")
    # It is finished, and the next one is open with the keys in its hands.
    expect(page.locator(".desk-list .notice.good")).to_contain_text(accepted)
    expect(page.locator("#pane")).to_have_attribute("data-open", overridden)
    expect(page.locator("#pane")).to_be_focused()
    expect(page.locator(".candidate").first).to_be_visible()
    keys.press("o")
    refused_in_place(page, overridden)
    keys.type("教育")
    keys.press("Enter")
    # The reason is asked for at once and is one digit; without it nothing is sent.
    expect(page.locator("#override-reason")).to_be_focused()
    keys.press("Control+Enter")
    expect(page.locator("#override-reason")).to_be_focused()
    keys.press("1")
    keys.press("Control+Enter")
    expect(page.locator(".desk-list .notice.good")).to_contain_text(overridden)
    with store.read() as session:
        chosen = session.exec(select(Suggestion).where(col(Suggestion.choice).is_not(None))).all()
    assert [(one.choice, one.chosen_unit, one.override_reason) for one in chosen] == [
        (Choice.ACCEPTED, "CGJ", None),
        (Choice.OVERRIDDEN, "JYJ", OverrideReason.WRONG_DUTY),
    ]
    judge(page, address, judged)
    assert ticket_of(store, judged).lead_code == "CGJ"
    ask_return(desk, judged, "CGJ")
    assert page.complaints == []
    page.context.clear_cookies()
    log_in("supervisor")
    page.complaints.clear()  # logging in ends at the intake page, which is no supervisor's
    arbitrate(page, address)
    with store.read() as session:
        assert session.exec(select(Duty).where(Duty.origin == DutyOrigin.ARBITRATION)).one()
    assert ticket_of(store, judged).is_forced
    assert ticket_of(store, disputed).status is Status.RETURNING
    assert page.complaints == []


def refused_in_place(page, number: str) -> None:
    """A dispatch to nobody stays where it is: the sentence and the hands are at the field."""
    from playwright.sync_api import expect

    box = page.get_by_role("combobox", name="主办单位")
    expect(box).to_be_focused()
    for key in ("Control+a", "Delete", "Tab", "Control+Enter"):
        page.keyboard.press(key)
    expect(page.locator("#pane .refusal")).to_contain_text("没有提交")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#pane")).to_have_attribute("data-open", number)
    assert serious(page) == []
    # The browser itself remarks the refusal.
    assert all("422" in one for one in page.complaints)
    page.complaints.clear()


def look_round(page, number: str, other: str) -> None:
    """A key pressed on a row that is not open opens it: nobody decides what he does not see."""
    from playwright.sync_api import expect

    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#pane")).to_have_attribute("data-open", other)
    expect(page.locator("#pane")).to_be_focused()
    expect(page.locator(".candidate").first).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#pane")).to_have_attribute("data-open", number)
    expect(page.locator(".candidate").first).to_be_visible()


def judge(page, address: str, number: str) -> None:
    from playwright.sync_api import expect

    page.goto(f"{address}/dispatch?tab=returning")
    page.keyboard.press("Enter")  # nothing is open yet: it opens the first
    expect(page.locator(".side")).to_have_count(2)
    expect(page.locator(".judge-proposal")).to_contain_text("倾向同意")
    assert serious(page) == []
    page.keyboard.press("a")
    expect(page.locator(".desk-list .notice.good")).to_contain_text(number)


def arbitrate(page, address: str) -> None:
    from playwright.sync_api import expect

    page.goto(f"{address}/dispatch?tab=arbitration")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#planned")).to_contain_text("Z010305")
    page.keyboard.press("a")
    expect(page.locator(".verdict textarea")).to_be_focused()
    page.keyboard.type("占道经营由城管主办")
    expect(page.locator("#planned")).to_contain_text("占道经营由城管主办")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".desk-list .notice.good")).to_contain_text("裁定")


def test_two_people_at_one_ticket_see_each_other(page, address, log_in, desk, store):
    from playwright.sync_api import expect

    number = desk.receive(text=SPILT)
    with store.write() as session:
        sun = session.exec(select(User).where(User.username == "dispatcher.sun")).one()
        session.add(
            User(
                username="dispatcher.li",
                display_name="李敏",
                password_hash=sun.password_hash,
                role=Role.DISPATCHER,
            )
        )
    log_in("dispatcher")
    page.goto(f"{address}/dispatch?open={number}")
    expect(page.locator("#claim")).to_contain_text("您正在处理")
    context = page.context.browser.new_context(viewport={"width": 375, "height": 800})
    second = context.new_page()
    second.goto(f"{address}/login")
    second.fill("[name=username]", "dispatcher.li")
    second.fill("[name=password]", "hotline-demo")
    second.click("main button")
    second.goto(f"{address}/dispatch")
    expect(second.locator(".row-who")).to_have_text("孙立 在办")
    second.locator(".queue a").click()
    expect(second.locator("#claim")).to_contain_text("孙立 正在处理")
    assert second.evaluate("document.documentElement.scrollWidth") <= 375
    second.get_by_role("button", name="由我接手").click()
    expect(second.locator("#claim")).to_contain_text("您正在处理")
    expect(second.locator(".candidate").first).to_be_visible()
    second.get_by_role("button", name="采纳建议并派单").click()
    expect(second.locator(".notice.good")).to_contain_text(number)
    # The first was a moment too late, is told so, and nothing was done twice.
    expect(page.locator(".candidate").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("main")).to_contain_text("李敏")
    ticket = ticket_of(store, number)
    assert (ticket.status, ticket.event_count) == (Status.DISPATCHED, 2)
    context.close()
