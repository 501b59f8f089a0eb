"""One story in a real browser: log in, write, take the suggestion, save; quiet and alone."""

import pytest
from sqlmodel import select

from models.enums import Choice, Status
from models.suggestion import Suggestion
from models.ticket import Ticket

BARBECUE = "解放街道锦绣花园南门烧烤摊天天晚上占道经营，油烟呛人，影响休息"

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("trained")]


def test_an_operator_takes_a_call(page, address, log_in, store):
    from playwright.sync_api import expect

    log_in()
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(BARBECUE)
    expect(page.locator(".candidate").first).to_be_visible()
    expect(page.locator(".said")).to_have_text(BARBECUE)
    expect(page.locator("#deadline")).to_contain_text("办结时限")
    # What was written survives a reload.
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator("#text")).to_have_value(BARBECUE)
    expect(page.locator(".candidate").first).to_be_visible()
    # Keys while an input method composes belong to the input method.
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'Enter', ctrlKey: true, isComposing: true}))"
    )
    page.locator("#text").press("Alt+1")
    expect(page.locator(".candidate").first).to_have_class("candidate chosen")
    page.locator("#text").press("Control+Enter")
    expect(page.locator(".notice.good")).to_contain_text("已派给")
    expect(page.locator("#text")).to_have_value("")
    expect(page).to_have_url(f"{address}/intake")
    assert page.complaints == []
    with store.read() as session:
        (ticket,) = session.exec(select(Ticket)).all()
        chosen = session.exec(select(Suggestion).where(Suggestion.ticket_id == ticket.id)).one()
    assert (ticket.status, ticket.text) == (Status.DISPATCHED, BARBECUE)
    assert chosen.choice is Choice.ACCEPTED
    assert chosen.chosen_unit == ticket.lead_code


def test_another_unit_asks_why(page, log_in, store):
    from playwright.sync_api import expect

    log_in()
    page.keyboard.type("小区自来水停水两天了，水压一直很低，供水公司没有通知")
    expect(page.locator(".candidate").first).to_be_visible()
    box = page.get_by_role("combobox", name="承办单位")
    box.click()
    box.fill("教育")
    box.press("Enter")
    expect(box).to_have_value("市教育局")
    abstained = page.locator(".abstain b").count() == 1
    if not abstained:
        expect(page.locator("#override")).to_be_visible()
        # The key that saves goes to the reason first, without asking the server.
        page.locator("#text").press("Control+Enter")
        expect(page.locator("#override-reason")).to_be_focused()
        page.select_option("#override-reason", "other")
    page.click("button[value=dispatch]:visible")
    expect(page.locator(".notice.good")).to_contain_text("市教育局")
    assert page.complaints == []
    with store.read() as session:
        assert session.exec(select(Ticket)).one().lead_code == "JYJ"
