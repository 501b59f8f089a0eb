"""The page of one ticket: its forms are the workflow's, and a refusal keeps what was typed."""

import re

from models.enums import Kind, Role, Status
from models.workflow import actions_for
from service.web.ticket.actions import FORMS


def _forms(page: str, number: str) -> list[str]:
    found = re.findall(rf'action="/tickets/{number}/(\w+)"', page)
    return [name for name in found if name not in {"identity", "documents"}]


def test_the_forms_are_exactly_the_legal_actions(browser, desk):
    waiting, dispatched = desk.receive(), desk.receive()
    desk.dispatch(dispatched)
    for role in ("operator", "dispatcher", "officer", "supervisor", "auditor"):
        person = browser(role)
        for number, source in ((waiting, Status.RECEIVED), (dispatched, Status.DISPATCHED)):
            if role == "officer" and number == waiting:
                continue
            page = person.get(f"/tickets/{number}").text
            legal = actions_for(source=source, role=Role(role), leads=role == "officer")
            assert _forms(page, number) == [action.value for action in legal if action in FORMS]
            uploads = page.count('enctype="multipart/form-data"')
            assert uploads == (role != "auditor")
            assert page.count('name="version"') == len(_forms(page, number)) + uploads


def test_a_ticket_goes_round_through_the_pages(browser, desk):
    number = desk.receive(phone="13812340000", name="王某")
    dispatcher, officer = browser("dispatcher"), browser("officer")
    clerk = browser("revisit_clerk")

    def press(person, action, **given):
        answer = person.post(f"/tickets/{number}/{action}", version=desk.version(number), **given)
        assert answer.status_code == 303, answer.text
        return answer

    press(dispatcher, "dispatch", unit="CGJ", assisting="HBJ")
    assert press(officer, "acknowledge", back="/inbox?tab=new").headers["location"] == (
        f"/inbox?tab=new&done=acknowledge%3A{number}"
    )
    press(officer, "reply", public_text="已取缔占道摊点。", internal_note="店主<态度>不好")
    press(dispatcher, "accept_reply")
    press(
        clerk,
        "record_revisit",
        was_contacted="true",
        is_solved="false",
        satisfaction="dissatisfied",
        reason="过两天又来了",
    )
    press(officer, "reply", public_text="已安排每晚巡查。", handler="王副局长")
    press(dispatcher, "accept_reply")
    press(clerk, "record_revisit", was_contacted="true", is_solved="true", satisfaction="satisfied")
    page = dispatcher.get(f"/tickets/{number}").text
    for word in ("满意办结", "第 2 轮", "过两天又来了", "店主&lt;态度&gt;不好", "市城管局"):
        assert word in page, word
    assert "店主" not in clerk.get(f"/tickets/{number}").text
    assert "138****0000" in page
    assert "13812340000" not in page


def test_a_returned_ticket_shows_both_sides(browser, desk):
    number = desk.receive(category="010201")
    desk.dispatch(number)
    officer = browser("officer")
    answer = officer.post(
        f"/tickets/{number}/request_return",
        version=desk.version(number),
        reason_code="not_duty",
        basis="油烟监测属生态环境",
        counter_unit="HBJ",
    )
    assert answer.status_code == 303
    page = browser("dispatcher").get("/dispatch", params={"tab": "returning", "open": number}).text
    for word in ("油烟监测属生态环境", "申请退单", "被建议的单位", "D01020101"):
        assert word in page, word


def test_arbitration_shows_the_duties_of_everyone_who_sent_it_back(browser, desk):
    number = desk.receive(category="010201")
    dispatcher = browser("dispatcher")
    objection = {"reason_code": "not_duty", "basis": "不属我单位职责"}
    for unit in ("CGJ", "HBJ"):
        desk.dispatch(number, unit)
        officer = browser(f"officer.{unit.lower()}")
        path = f"/tickets/{number}/request_return"
        assert officer.post(path, version=desk.version(number), **objection).status_code == 303
        dispatcher.post(f"/tickets/{number}/grant_return", version=desk.version(number))
    page = browser("supervisor").get(f"/tickets/{number}").text
    for word in ("申请退单", "D01020102", "此前退单", "D01020101"):
        assert word in page, word


def test_a_stale_form_shows_what_changed_and_keeps_the_words(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    officer = browser("officer")
    old = desk.version(number)
    browser("dispatcher").post(
        f"/tickets/{number}/redirect", version=old, unit="ZJJ", reason="属物业管理"
    )
    desk.version(number)
    gone = officer.post(f"/tickets/{number}/acknowledge", version=old, seen=2)
    assert gone.status_code == 404

    number = desk.receive(text="另一件")
    dispatcher, supervisor = browser("dispatcher"), browser("dispatcher.qi")
    old = desk.version(number)
    dispatcher.post(f"/tickets/{number}/dispatch", version=old, unit="CGJ")
    answer = supervisor.post(
        f"/tickets/{number}/decline", version=old, seen=1, reason="属<诉讼>范围，请走司法途径"
    )
    assert answer.status_code == 412
    assert "有了变化" in answer.text
    assert "待派单 → 待签收" in answer.text
    assert "主办 市城管局" in answer.text
    assert "属&lt;诉讼&gt;范围，请走司法途径" in answer.text
    assert f'name="version" value="{desk.version(number)}"' in answer.text


def test_a_refused_form_says_so_beside_the_field(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    officer = browser("officer")
    version = desk.version(number)
    officer.post(f"/tickets/{number}/acknowledge", version=version)
    answer = officer.post(
        f"/tickets/{number}/reply",
        version=desk.version(number),
        public_text="好",
        internal_note="内部<说明>",
    )
    assert answer.status_code == 422
    assert "至少 5 个字" in answer.text
    assert "内部&lt;说明&gt;" in answer.text


def test_refused_steps_leave_nothing_behind(browser, desk):
    number = desk.receive()
    version = desk.version(number)
    answer = browser("dispatcher").post(
        f"/tickets/{number}/dispatch", version=version, unit="CGJ", duty="NONE"
    )
    assert answer.status_code == 404
    assert desk.version(number) == version


def test_hostile_words_are_words(browser, desk):
    number = desk.receive(text="<script>alert('x')</script><img src=x onerror=alert(1)>油烟")
    page = browser("dispatcher").get("/dispatch", params={"open": number}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)" in page


def test_a_look_at_the_identity_needs_a_purpose_and_is_recorded(browser, desk):
    number = desk.receive(phone="13812340000", name="王某")
    clerk = browser("revisit_clerk")
    refused = clerk.post(f"/tickets/{number}/identity", purpose=" ")
    assert refused.status_code == 422
    shown = clerk.post(f"/tickets/{number}/identity", purpose="回访联系")
    assert "13812340000" in shown.text
    assert "王某" in shown.text
    later = clerk.get(f"/tickets/{number}").text
    assert "13812340000" not in later
    assert "回访联系" in later


def test_a_reporters_identity_is_sealed(browser, desk):
    number = desk.receive(kind=Kind.REPORT, phone="13812340000")
    page = browser("dispatcher").get(f"/tickets/{number}").text
    assert "已封存" in page
    assert "138****0000" not in page
    assert "查看姓名和电话" not in page
    assert "查看姓名和电话" in browser("supervisor").get(f"/tickets/{number}").text


def test_a_back_address_of_another_host_is_ignored(browser, desk):
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"):
        number = desk.receive()
        answer = browser("dispatcher").post(
            f"/tickets/{number}/void", version=desk.version(number), reason="重复", back=back
        )
        assert answer.headers["location"].startswith(f"/tickets/{number}?done=")


def test_a_ticket_is_found_by_its_number(browser, desk):
    number = desk.receive()
    person = browser("auditor")
    answer = person.get("/tickets/find", params={"number": f" {number} "}, follow_redirects=False)
    assert answer.headers["location"] == f"/tickets/{number}"
    assert person.get("/tickets/find", params={"number": "nothing"}).status_code == 404


def test_a_repeat_is_merged_and_both_pages_say_so(browser, desk):
    parent, child = desk.receive(text="油烟"), desk.receive(text="又是油烟")
    dispatcher = browser("dispatcher")
    version = desk.version(child)
    refused = dispatcher.post(f"/tickets/{child}/merge", version=version, into=child)
    assert refused.status_code == 422
    assert "不能把工单并入它自己" in refused.text
    answer = dispatcher.post(f"/tickets/{child}/merge", version=version, into=f" {parent} ")
    assert answer.status_code == 303
    merged = dispatcher.get(f"/tickets/{child}").text
    for word in ("已并入", f'href="/tickets/{parent}"', f"并入 {parent}"):
        assert word in merged, word
    assert f'href="/tickets/{child}"' in dispatcher.get(f"/tickets/{parent}").text


def test_a_unit_sees_no_suggestion_no_confidential_number_and_no_looks(browser, desk, store):
    from models.suggestion import Suggestion
    from service.queries import tickets

    number = desk.receive(phone="13812340000", is_confidential=True)
    desk.dispatch(number)
    browser("revisit_clerk").post(f"/tickets/{number}/identity", purpose="回访联系")
    with store.write() as session:
        ticket = tickets.find(session, number=number)
        session.add(
            Suggestion(
                id="s1",
                created_at=ticket.received_at,
                shown_to="林晓",
                artifact="v1",
                text_digest="",
                prediction={
                    "candidates": [{"unit": "CGJ", "name": "市城管局", "probability": 0.9}]
                },
                ticket_id=ticket.id,
            )
        )
    ours = browser("dispatcher").get(f"/tickets/{number}").text
    for word in ("制品 v1", "138****0000", "查看过身份"):
        assert word in ours, word
    theirs = browser("officer").get(f"/tickets/{number}").text
    for word in ("制品 v1", "138****0000", "查看过身份"):
        assert word not in theirs, word
    assert "已封存" in theirs
