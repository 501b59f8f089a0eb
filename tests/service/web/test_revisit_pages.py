"""The revisit desk: the script of one call, nobody reached, the round before, the link."""

import pytest
from sqlmodel import select

from models.citizen import IdentityAccess
from models.enums import Kind, Satisfaction, Status
from models.revisit import Revisit
from service.operations import closing, handling
from service.queries import tickets

OPEN = "/revisits?tab=due&open={}"


@pytest.fixture
def replied(desk, store):
    """Make tickets whose reply was accepted."""

    def make(text: str = "路灯不亮", reply: str = "路灯已经修好。", **given) -> str:
        number = desk.receive(text=text, **given)
        desk.dispatch(number)
        _answer(desk, store, number, reply=reply, is_first=True)
        return number

    return make


def _answer(desk, store, number: str, *, reply: str, is_first: bool = False) -> None:
    with store.write() as session:
        ticket = tickets.find(session, number=number)
        officer, dispatcher = desk.act(session, "officer"), desk.act(session, "dispatcher")
        if is_first:
            handling.acknowledge(officer, ticket)
        finding = handling.Finding(public_text=reply, handler="" if is_first else "王局长")
        handling.reply(officer, ticket, finding=finding)
        closing.accept_reply(dispatcher, ticket)


def _ticket(store, number: str):
    with store.read() as session:
        return tickets.find(session, number=number)


def _say(clerk, desk, number: str, **said):
    back = OPEN.format(number)
    return clerk.post(f"/revisits/{number}", version=desk.version(number), back=back, **said)


def test_the_call_shows_the_reply_and_the_questions(browser, replied):
    number = replied(phone="13800138000")
    page = browser("revisit_clerk").get(OPEN.format(number)).text
    assert "路灯已经修好。" in page
    assert "联系上了吗" in page
    assert "138****8000" in page
    assert "还可以打 3 次" in page
    assert "13800138000" not in page


def test_one_press_shows_the_number_and_is_recorded(browser, replied, store):
    number = replied(phone="13800138000", name="王某")
    shown = browser("revisit_clerk").post(f"/revisits/{number}/phone").text
    assert "13800138000" in shown
    assert "王某" in shown
    with store.read() as session:
        looks = session.exec(select(IdentityAccess)).all()
    assert [one.purpose for one in looks] == ["回访联系"]
    assert browser("auditor").post(f"/revisits/{number}/phone").status_code == 403


def test_a_sealed_number_is_not_shown(browser, replied, store):
    number = replied(phone="13800138000", kind=Kind.REPORT)
    shown = browser("revisit_clerk").post(f"/revisits/{number}/phone").text
    assert "已封存" in shown
    assert "13800138000" not in shown
    with store.read() as session:
        assert session.exec(select(IdentityAccess)).all() == []


def test_content_closes_and_the_desk_goes_on(browser, desk, replied, store):
    number, clerk = replied(), browser("revisit_clerk")
    answer = _say(
        clerk, desk, number, was_contacted="true", is_solved="true", satisfaction="satisfied"
    )
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(f"done=record_revisit%3A{number}")
    assert _ticket(store, number).status is Status.CLOSED


def test_discontent_needs_words_and_keeps_what_was_said(browser, desk, replied, store):
    number, clerk = replied(), browser("revisit_clerk")
    said = {"was_contacted": "true", "is_solved": "false", "satisfaction": "dissatisfied"}
    refused = _say(clerk, desk, number, **said)
    assert refused.status_code == 422
    assert 'value="dissatisfied" checked' in refused.text
    assert "没有保存：" in refused.text
    assert _ticket(store, number).status is Status.REVISITING
    assert _say(clerk, desk, number, reason="没修好", **said).status_code == 303
    assert _ticket(store, number).status is Status.HANDLING


def test_the_second_round_says_what_went_wrong(browser, desk, replied, store):
    number, clerk = replied(reply="已派人查看。"), browser("revisit_clerk")
    said = {"was_contacted": "true", "is_solved": "false", "satisfaction": "very_dissatisfied"}
    _say(clerk, desk, number, reason="没有人来看过", **said)
    _answer(desk, store, number, reply="第二次已修好。")
    page = clerk.get(OPEN.format(number)).text
    assert "第 1 轮没有办好" in page
    assert "没有人来看过" in page
    assert "已派人查看。" in page
    assert "第二次已修好。" in page


def test_nobody_reached_waits_for_another_half_day_and_ends_after_three(
    browser, desk, replied, store, clock
):
    number = replied()
    for left in (3, 2, 1):
        clerk = browser("revisit_clerk")
        page = clerk.get(OPEN.format(number)).text
        assert f"还可以打 {left} 次" in page
        assert _say(clerk, desk, number, was_contacted="false").status_code == 303
        if left > 1:
            assert number not in clerk.get("/revisits").text.split("已完成")[0]
            later = clerk.get("/revisits?tab=later").text
            assert "路灯不亮" in later
            assert "起再打" in later
        clock.forward(hours=5)
    ticket = _ticket(store, number)
    assert (ticket.status, ticket.closure) == (Status.CLOSED, "UNRATED")
    with store.read() as session:
        assert len(session.exec(select(Revisit)).all()) == 3


def test_who_will_not_rate_is_written_down_as_that(browser, desk, replied, store, citizen):
    number, clerk = replied(), browser("revisit_clerk")
    assert "不愿评价" in clerk.get(OPEN.format(number)).text
    assert _say(clerk, desk, number, was_contacted="true", declined="true").status_code == 303
    assert "路灯不亮" in clerk.get("/revisits?tab=later").text
    page = clerk.get(OPEN.format(number)).text
    assert "表示不愿评价" in page
    assert "还可以打 2 次" in page
    assert "未联系上" not in clerk.get(f"/tickets/{number}").text
    ticket = _ticket(store, number)
    citizen.post("/progress", data={"number": number, "code": ticket.query_code})
    assert "您没有评价" in citizen.get("/progress/ticket").text


def test_a_call_that_somebody_else_recorded_is_refused_with_the_words_kept(browser, desk, replied):
    number, clerk = replied(), browser("revisit_clerk")
    version = desk.version(number)
    assert _say(clerk, desk, number, was_contacted="false").status_code == 303
    late = clerk.post(
        f"/revisits/{number}",
        version=version,
        back=OPEN.format(number),
        was_contacted="true",
        satisfaction=Satisfaction.SATISFIED,
        reason="很好",
    )
    assert late.status_code == 412
    assert "很好" in late.text


def test_at_the_desk_only_the_sentence_is_sent_back(browser, desk, replied, store):
    number, clerk = replied(), browser("revisit_clerk")
    said = {"was_contacted": "true", "is_solved": "false", "satisfaction": "dissatisfied"}
    given = {"csrf_token": clerk.csrf, "version": desk.version(number), **said}
    headers = {"HX-Request": "true"}
    refused = clerk.client.post(f"/revisits/{number}", data=given, headers=headers)
    assert refused.status_code == 422
    assert "没有提交：" in refused.text
    assert "<html" not in refused.text
    given["reason"] = "没修好"
    taken = clerk.client.post(f"/revisits/{number}", data=given, headers=headers)
    assert taken.status_code == 204
    assert taken.headers["hx-redirect"].startswith("/revisits?done=")
    assert _ticket(store, number).status is Status.HANDLING


def test_the_link_is_offered_in_place(browser, replied):
    number, clerk = replied(), browser("revisit_clerk")
    assert "取短信和微信文字" in clerk.get(OPEN.format(number)).text
    assert 'class="link-texts"' in clerk.post(f"/tickets/{number}/rating-link").text
