"""A department's inbox: tabs with counts, and many tickets acknowledged by one press."""

import re
from datetime import datetime

from models.clock import CITY_ZONE
from models.enums import Status
from service.queries import tickets


def _status(store, number: str) -> Status:
    with store.read() as session:
        return tickets.find(session, number=number).status


def _take(desk, *numbers: str) -> list[str]:
    return [f"{number}:{desk.version(number)}" for number in numbers]


def test_what_was_picked_is_acknowledged_and_each_is_told(browser, desk, store):
    first, second, gone, foreign = (desk.receive(text=f"第 {n} 件") for n in range(4))
    for number in (first, second, gone):
        desk.dispatch(number)
    desk.dispatch(foreign, "HBJ")
    officer = browser("officer")
    page = officer.get("/inbox").text
    assert page.count('form="bulk" name="take"') == 3
    old = _take(desk, first, second, gone, foreign)
    browser("dispatcher").post(
        f"/tickets/{gone}/redirect", version=desk.version(gone), unit="ZJJ", reason="属物业"
    )
    answer = officer.post("/inbox/acknowledge", take=[*old, "nonsense"])
    assert answer.status_code == 200
    assert "已签收 2 件" in answer.text
    assert "，3 件没有签收" in answer.text
    assert [_status(store, one) for one in (first, second)] == [Status.HANDLING] * 2
    assert [_status(store, one) for one in (gone, foreign)] == [Status.DISPATCHED] * 2
    # Sent once more by a reload: nothing happens twice, and it is said.
    again = officer.post("/inbox/acknowledge", take=old[:1])
    assert "已签收 0 件" in again.text


def test_one_that_changed_meanwhile_stops_no_other(browser, desk, store):
    first, second = desk.receive(), desk.receive(text="另一件")
    desk.dispatch(first)
    desk.dispatch(second)
    old = _take(desk, first, second)
    browser("operator").post(f"/tickets/{first}/remind", version=desk.version(first))
    answer = browser("officer").post("/inbox/acknowledge", take=old)
    assert "刚被别人改动过" in answer.text
    assert (_status(store, first), _status(store, second)) == (Status.DISPATCHED, Status.HANDLING)


def test_a_row_that_is_refused_stays_in_the_list_and_says_why(browser, desk, store):
    number = desk.receive()
    desk.dispatch(number)
    officer = browser("officer")
    page = officer.get("/inbox").text
    ((back, take),) = re.findall(
        r'name="back" value="([^"]*)"><button name="take" value="([^"]*)"', page
    )
    browser("operator").post(f"/tickets/{number}/remind", version=desk.version(number))
    answer = officer.post("/inbox/acknowledge", take=take, back=back)
    assert answer.status_code == 200
    assert "刚被别人改动过" in answer.text
    assert f'name="take" value="{number}:{desk.version(number)}"' in answer.text
    (take,) = _take(desk, number)  # once more, as it stands now
    gone = officer.post("/inbox/acknowledge", take=take, back=back)
    assert gone.headers["location"] == f"/inbox?tab=new&done=acknowledge%3A{number}"
    assert _status(store, number) == Status.HANDLING


def test_nothing_picked_is_said_and_the_list_stays(browser, desk):
    desk.dispatch(desk.receive())
    answer = browser("officer").post("/inbox/acknowledge")
    assert answer.status_code == 422
    assert "没有选中任何工单" in answer.text
    assert 'name="take"' in answer.text
    assert browser("dispatcher").post("/inbox/acknowledge").status_code == 403


def test_the_tabs_count_and_an_overdue_ticket_says_by_how_much(browser, desk, clock):
    number = desk.receive()
    desk.dispatch(number)
    officer = browser("officer")
    officer.post(f"/tickets/{number}/acknowledge", version=desk.version(number))
    clock.forward(days=9)
    page = officer.get("/inbox?tab=late").text
    for tab, count in (("待签收", 0), ("办理中", 1), ("将到期", 0), ("已超期", 1), ("待回访", 0)):
        assert re.search(rf'{tab}\s*<span class="count">{count}</span>', page), tab
    assert "超期 " in page
    assert "没有待签收的工单" in officer.get("/inbox?tab=new").text


def test_the_rows_say_who_and_what_in_english(browser, desk):
    desk.dispatch(desk.receive())
    officer = browser("officer")
    officer.client.cookies.set("language", "en")
    page = officer.get("/inbox").text
    for word in ("Select all", "Acknowledge selected", "To acknowledge"):
        assert word in page, word


def test_with_nothing_open_the_keys_stand_where_the_work_will(browser, desk):
    desk.dispatch(desk.receive())
    officer = browser("officer")
    assert 'class="key-here"' in officer.get("/inbox").text
    assert 'class="key-here"' not in officer.get("/inbox?tab=late").text


def test_what_is_due_in_exactly_one_working_day_is_due_soon(browser, desk, clock):
    number = desk.receive(text="周三到期的一件")
    desk.dispatch(number)
    clock.at = datetime(2026, 11, 17, 17, 30, tzinfo=CITY_ZONE)
    page = browser("officer").get("/inbox?tab=soon").text
    assert "周三到期的一件" in page
    assert 'class="lamp soon"' in browser("officer").get(f"/tickets/{number}").text


def test_a_clock_that_stands_still_shows_no_overdue(browser, desk, clock):
    number = desk.receive()
    desk.dispatch(number)
    officer = browser("officer")
    officer.post(f"/tickets/{number}/acknowledge", version=desk.version(number))
    asked = officer.post(
        f"/tickets/{number}/ask_citizen", version=desk.version(number), reason="哪个门牌？"
    )
    assert asked.status_code == 303
    page = officer.get(f"/inbox?tab=handling&open={number}").text
    assert "暂停计时，恢复办理后顺延" in page
    assert "<b>待补充</b> ·" in page


def test_a_task_handed_on_by_a_colleague_can_be_withdrawn_in_the_form_that_stands(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    officer = browser("officer")
    officer.post(f"/tickets/{number}/acknowledge", version=desk.version(number))
    stands = officer.get(f"/inbox?tab=handling&open={number}").text
    assert (
        '<label class="check field" hidden><input type="checkbox" name="withdraw_tasks"' in stands
    )
    officer.post(
        f"/tickets/{number}/delegate", version=desk.version(number), unit="ZJJ", task="核查许可"
    )
    version = desk.version(number)
    given = {"csrf_token": officer.csrf, "version": version, "public_text": "已修好路灯。"}
    headers = {"HX-Request": "true"}
    refused = officer.client.post(f"/tickets/{number}/reply", data=given, headers=headers)
    assert refused.status_code == 409
    assert 'data-wrong="withdraw_tasks"' in refused.text
