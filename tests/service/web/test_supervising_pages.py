"""Overseeing through the pages: forms, the trail they leave, reminders at intake."""

from models.enums import Kind


def press(person, desk, number, action, **given):
    answer = person.post(f"/tickets/{number}/{action}", version=desk.version(number), **given)
    assert answer.status_code == 303, answer.text
    return person.get(f"/tickets/{number}").text


def revisiting(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    officer = browser("officer")
    press(officer, desk, number, "acknowledge")
    press(officer, desk, number, "reply", public_text="已取缔占道摊点。")
    press(browser("dispatcher"), desk, number, "accept_reply")
    return number


def test_an_exclusion_is_asked_for_and_decided_on_the_page(browser, desk):
    number = revisiting(browser, desk)
    asked = press(
        browser("revisit_clerk"),
        desk,
        number,
        "request_exclusion",
        reason_code="malicious",
        reason="同一人一天来电二十次",
    )
    assert "等待审批" in asked
    assert "恶意骚扰或重复缠诉" in asked
    supervisor = browser("supervisor")
    assert f"/tickets/{number}/grant_exclusion" in supervisor.get(f"/tickets/{number}").text
    granted = press(supervisor, desk, number, "grant_exclusion")
    for word in ("剔除办结", "已剔除", "同意剔除"):
        assert word in granted, word
    assert f"/tickets/{number}/grant_exclusion" not in granted


def test_supervisors_find_what_waits_for_them(browser, desk):
    supervisor = browser("supervisor")
    empty = supervisor.get("/dispatch", params={"tab": "exclusion"}).text
    assert "没有等待审批的剔除申请" in empty
    number = revisiting(browser, desk)
    asked = {"reason_code": "other", "reason": "查无实据"}
    press(browser("dispatcher"), desk, number, "request_exclusion", **asked)
    press(supervisor, desk, number, "supervise", reason="请核实")
    for tab in ("exclusion", "supervised"):
        assert number in supervisor.get("/dispatch", params={"tab": tab}).text, tab
    press(supervisor, desk, number, "grant_exclusion")
    for tab in ("exclusion", "supervised"):
        page = supervisor.get("/dispatch", params={"tab": tab}).text
        assert number not in page, tab
    assert "剔除审批" not in browser("dispatcher").get("/dispatch").text


def test_a_reason_must_be_chosen(browser, desk):
    number = revisiting(browser, desk)
    answer = browser("dispatcher").post(
        f"/tickets/{number}/request_exclusion", version=desk.version(number), reason="查无实据"
    )
    assert answer.status_code == 422
    assert "查无实据" in answer.text


def test_supervision_is_seen_and_answered_on_the_page(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    supervisor, officer = browser("supervisor"), browser("officer")
    press(supervisor, desk, number, "supervise", reason="今天<必须>到现场")
    page = press(supervisor, desk, number, "escalate", reason="仍未到场")
    for word in ("今天&lt;必须&gt;到现场", "升级督办", "督办 2 级", "等待回复", "未回复"):
        assert word in page, word
    answered = press(officer, desk, number, "answer_supervision", reason="16 时前到场")
    assert "16 时前到场" in answered
    assert f"/tickets/{number}/answer_supervision" not in answered


def test_a_matter_is_split_off_on_the_page(browser, desk):
    number = desk.receive(text="烧烤摊占道。路灯也不亮。")
    page = press(
        browser("operator"), desk, number, "split", text="路灯也不亮。", kind="HELP", category=""
    )
    assert "拆出" in page
    browser("operator").get(f"/tickets/{number}")


def test_a_ticket_is_taken_out_of_a_merge_on_the_page(browser, desk):
    parent, child = desk.receive(), desk.receive(text="另一处烧烤摊")
    dispatcher = browser("dispatcher")
    press(dispatcher, desk, child, "merge", into=parent)
    page = press(dispatcher, desk, child, "unmerge", reason="不是一处")
    assert "曾并单" in page
    assert "不是一处" in page
    assert child not in dispatcher.get(f"/tickets/{parent}").text


def test_a_second_call_is_offered_as_a_reminder(browser, desk, clock):
    matter = {"phone": "13812340000", "category": "010201"}
    number = desk.receive(**matter)
    sealed = desk.receive(text="举报某人", kind=Kind.REPORT, **matter)
    desk.dispatch(number)
    operator = browser("operator")
    found = operator.post("/intake/caller", phone="138 1234 0000", category="010201").text
    assert "同一来电、同一分类" in found
    assert found.count(f'value="remind:{number}"') == 2
    assert sealed not in found
    saved = operator.post("/intake", intent=f"remind:{number}", text="怎么还没来", kind="HELP")
    assert saved.headers["location"] == f"/intake?reminded={number}"
    assert "第 1 次催办" in operator.get(saved.headers["location"]).text
    ticket = operator.get(f"/tickets/{number}").text
    assert "已催办 <b>1</b> 次" in ticket
    assert "怎么还没来" in ticket


def test_a_reminder_of_nothing_keeps_what_was_typed(browser, desk):
    answer = browser("operator").post("/intake", intent="remind:1", text="打错了", kind="HELP")
    assert answer.status_code == 404
    assert "打错了" in answer.text


def test_anonymous_and_proxy_are_taken_in_on_the_page(browser, desk):
    operator = browser("operator")
    given = {"text": "老人家中漏水", "kind": "HELP", "intent": "save"}
    refused = operator.post("/intake", is_proxy="true", phone="13812340000", **given)
    assert refused.status_code == 422
    assert "请写明代办人与诉求人的关系" in refused.text
    saved = operator.post("/intake", is_proxy="true", phone="13812340000", relation="女儿", **given)
    number = saved.headers["location"].rpartition("=")[2]
    page = operator.get(f"/tickets/{number}").text
    assert "代办人是诉求人的 女儿" in page
    saved = operator.post("/intake", is_anonymous="true", **given)
    number = saved.headers["location"].rpartition("=")[2]
    assert "<b>匿名</b>" in operator.get(f"/tickets/{number}").text
