"""The reply's desk and what stands around it: checks, templates, conflicts, the trail."""

import re

import pytest
from sqlalchemy import event

from service.queries import tickets

REPLY = "您反映的油烟和占道烧烤，我局11月11日晚现场检查，已取缔占道摊点2处，11月12日起每晚巡查。"


@pytest.fixture
def handling(browser, desk) -> str:
    """A ticket that the officer's unit is handling."""
    number = desk.receive(phone="13812340000", category="010201")
    desk.dispatch(number)
    browser("officer").post(f"/tickets/{number}/acknowledge", version=desk.version(number))
    return number


def test_the_checks_advise_and_change_nothing(browser, desk, handling):
    officer, before = browser("officer"), desk.version(handling)
    said = officer.post(
        f"/tickets/{handling}/reply-check", public_text="不归我们管，请联系13812345678"
    ).text
    for word in ("不推诿", "不归我们管", "13812345678", "答其所问"):
        assert word in said, word
    assert "advises" not in officer.post(f"/tickets/{handling}/reply-check", public_text=REPLY).text
    empty = officer.post(f"/tickets/{handling}/reply-check", public_text=" ").text
    assert "写下答复后" in empty
    assert desk.version(handling) == before
    # A poor reply may still be sent: the checks stop nobody.
    sent = officer.post(
        f"/tickets/{handling}/reply", version=before, public_text="不归我们管，请找别人。"
    )
    assert sent.status_code == 303


def test_the_checks_are_for_the_unit_alone(browser, handling):
    assert (
        browser("officer.hbj")
        .post(f"/tickets/{handling}/reply-check", public_text=REPLY)
        .status_code
        == 404
    )
    assert (
        browser("dispatcher")
        .post(f"/tickets/{handling}/reply-check", public_text=REPLY)
        .status_code
        == 403
    )


def test_templates_are_kept_changed_used_and_removed(browser, handling):
    officer = browser("officer")
    assert "还没有自己的模板" in officer.get("/reply-templates").text
    made = officer.post(
        "/reply-templates", name="占道<经营>", text="{工单编号} {单位}【结果】", unit="HBJ"
    )
    assert made.headers["location"] == "/reply-templates?done=kept"
    page = officer.get("/reply-templates").text
    assert "占道&lt;经营&gt;" in page
    (own,) = re.findall(r'action="/reply-templates/(\d+)"', page)
    assert (
        f'data-text="{handling} 临澄市城市管理局【结果】"'
        in officer.get(f"/tickets/{handling}").text
    )
    # The unit of the form is not the officer's to choose.
    assert "占道" not in browser("officer.hbj").get("/reply-templates").text
    refused = officer.post(f"/reply-templates/{own}", version=1, name="占道", text="{谁}写的正文")
    assert refused.status_code == 422
    assert "不认识“{谁}”" in refused.text
    assert "{谁}写的正文" in refused.text
    assert (
        officer.post(f"/reply-templates/{own}", version=1, name="占道", text="新").status_code
        == 303
    )
    assert (
        officer.post(f"/reply-templates/{own}", version=1, name="占道", text="旧").status_code
        == 412
    )
    other = browser("officer.hbj").post(f"/reply-templates/{own}", version=2, remove="true")
    assert other.status_code == 403
    assert (
        browser("administrator")
        .post(f"/reply-templates/{own}", version=2, remove="true")
        .status_code
        == 303
    )
    assert browser("auditor").get("/reply-templates").status_code == 403


def _stale(officer, number: str, action: str, version: int, **given):
    return officer.post(f"/tickets/{number}/{action}", version=version, seen=3, **given)


def test_mine_is_kept_on_the_new_version(browser, desk, handling):
    officer, old = browser("officer"), desk.version(handling)
    browser("operator").post(f"/tickets/{handling}/remind", version=old, reason="又打来了")
    answer = _stale(
        officer, handling, "reply", old, public_text=REPLY, internal_note="<内>", back="/inbox"
    )
    assert answer.status_code == 412
    assert "又打来了" in answer.text
    assert "坐席 林晓" in answer.text
    (form,) = [
        part
        for part in re.findall(r"<form.*?</form>", answer.text, re.DOTALL)
        if "保留我的" in part
    ]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert sent["internal_note"] == "&lt;内&gt;"
    again = officer.post(
        f"/tickets/{handling}/reply",
        **{name: value for name, value in sent.items() if name != "csrf_token"},
    )
    assert again.headers["location"] == f"/inbox?done=reply%3A{handling}"
    assert f'data-drop-draft="{handling}/reply"' in answer.text


def test_what_is_no_longer_possible_is_said_and_only_theirs_is_left(browser, desk, handling):
    officer, old = browser("officer"), desk.version(handling)
    browser("officer.cgj").post(
        f"/tickets/{handling}/reply", version=old, public_text="同事先答复了油烟的事。"
    )
    answer = _stale(officer, handling, "reply", old, public_text=REPLY)
    assert answer.status_code == 412
    assert "保留我的" not in answer.text
    assert "采用对方的" in answer.text
    assert "“答复”现在不能进行" in answer.text
    assert REPLY in answer.text


def test_what_was_written_for_a_ticket_that_went_elsewhere_can_be_copied(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    officer, old = browser("officer"), desk.version(number)
    browser("dispatcher").post(
        f"/tickets/{number}/redirect", version=old, unit="ZJJ", reason="属物业管理"
    )
    answer = _stale(
        officer, number, "request_return", old, reason_code="not_duty", basis="<写了很久的依据>"
    )
    assert answer.status_code == 404
    assert "&lt;写了很久的依据&gt;" in answer.text
    assert "ZJJ" not in answer.text


def test_a_return_is_filled_in_with_the_right_unit(browser, desk):
    number = desk.receive(text="广场舞音响太吵，睡不着", category="060102")
    desk.dispatch(number)
    page = browser("officer").get(f"/tickets/{number}").text
    assert "系统建议改派<b>市公安局</b>" in page
    assert re.search(r'<option value="GAJ"[^>]* selected', page)
    assert "治安管理处罚法" in page
    own = desk.receive(category="010201")
    desk.dispatch(own)
    assert "退单可能被驳回" in browser("officer").get(f"/tickets/{own}").text


def test_only_an_administrator_counts_a_deadline_anew(browser, desk, handling):
    admin = browser("administrator")
    assert f'action="/tickets/{handling}/recalculate"' in admin.get(f"/tickets/{handling}").text
    assert "recalculate" not in browser("supervisor").get(f"/tickets/{handling}").text
    answer = admin.post(f"/tickets/{handling}/recalculate", version=desk.version(handling))
    assert answer.status_code == 409
    assert "无须重算" in answer.text
    day = {"day": "2026-11-16", "is_working": "false", "name": "临时放假", "reason": "通知"}
    changed = admin.post("/admin/calendar/day", **day)
    if changed.status_code == 303:
        done = admin.post(f"/tickets/{handling}/recalculate", version=desk.version(handling))
        assert done.status_code == 303


def test_rounds_fold_and_every_change_says_from_what(browser, desk, handling):
    officer, dispatcher = browser("officer"), browser("dispatcher")

    def press(person, action, **given):
        sent = person.post(f"/tickets/{handling}/{action}", version=desk.version(handling), **given)
        assert sent.status_code == 303, sent.text

    press(officer, "reply", public_text=REPLY)
    press(dispatcher, "accept_reply")
    press(
        browser("revisit_clerk"),
        "record_revisit",
        was_contacted="true",
        is_solved="false",
        satisfaction="dissatisfied",
        reason="又来了",
    )
    for number in range(10):
        press(browser("operator"), "remind", reason=f"第 {number} 次来电")
    page = dispatcher.get(f"/tickets/{handling}").text
    assert "第 1 轮，11-12 09:30 起，5 条" in page
    assert "更早的 3 条" in page
    trail = page[page.index('class="trail"') :]
    assert '<span class="old">待回访</span>' in trail
    assert re.search(r"时限</span> <span class=\"old\">.*?</span>.*?<b>.*?</b>", trail)
    assert "主办</span> <b>市城管局</b>" in trail


def test_the_neighbours_of_a_ticket_are_for_those_who_may_know(browser, desk, store):
    number, other, stranger = (
        desk.receive(text=text, phone=phone)
        for text, phone in (("一", "13812340000"), ("另一件事", "13812340000"), ("别处", ""))
    )
    with store.write() as session:
        for one in (number, other):
            ticket = tickets.find(session, number=one)
            ticket.address = "锦绣花园南门"
            session.add(ticket)
    desk.dispatch(number)
    page = browser("dispatcher").get(f"/tickets/{number}").text
    related = page[page.index('class="related"') :]
    assert "同一来电人" in related
    assert "同一地点" in related
    assert related.count(f'href="/tickets/{other}"') == 2
    assert stranger not in related
    assert other not in browser("officer").get(f"/tickets/{number}").text


def test_why_it_is_written_once_more_stands_before_the_words(browser, desk, handling):
    officer, dispatcher = browser("officer"), browser("dispatcher")

    def press(person, action: str, **given) -> None:
        version = desk.version(handling)
        answer = person.post(f"/tickets/{handling}/{action}", version=version, **given)
        assert answer.status_code == 303, answer.text

    press(officer, "reply", public_text=REPLY)
    press(dispatcher, "reject_reply", reason="没有写明摊主姓氏")
    page = officer.get(f"/inbox?tab=handling&open={handling}").text
    assert page.index("没有写明摊主姓氏") < page.index('id="public-text"')
    assert f">{REPLY}</textarea>" in page
    assert f"工单 {handling} 的答复被退回：没有写明摊主姓氏" in officer.get("/notices").text
    press(officer, "reply", public_text=REPLY)
    press(dispatcher, "accept_reply")
    said = {"was_contacted": "true", "is_solved": "false", "satisfaction": "dissatisfied"}
    press(browser("revisit_clerk"), "record_revisit", reason="当晚又来了", **said)
    page = officer.get(f"/inbox?tab=handling&open={handling}").text
    assert page.index("当晚又来了") < page.index('id="public-text"')
    assert f">{REPLY}</textarea>" not in page
    assert f"工单 {handling} 第 2 轮重办：当晚又来了" in officer.get("/notices").text


@pytest.mark.parametrize("role", ["officer", "dispatcher"])
def test_a_tickets_page_asks_a_fixed_number_of_questions(app, browser, desk, handling, role):
    """As many for a long trail as for a short one."""
    person = browser(role)
    engine = app.state.services.database.engine

    def asked() -> int:
        said: list[str] = []
        note = lambda *given: said.append(given[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert person.get(f"/tickets/{handling}").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len([one for one in said if one.lstrip().upper().startswith(("SELECT", "WITH"))])

    # One of each before counting: a table that holds nothing of a ticket is not read.
    browser("revisit_clerk").post(f"/tickets/{handling}/identity", purpose="回访联系")
    few = asked()
    for number in range(6):
        browser("operator").post(
            f"/tickets/{handling}/remind", version=desk.version(handling), reason=f"{number}"
        )
        browser("revisit_clerk").post(f"/tickets/{handling}/identity", purpose="回访联系")
    assert asked() == few
    assert few <= 32
