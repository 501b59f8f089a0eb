"""A form beside a list that is refused: the answer is a part, and the form stays where it is."""

import pytest

PART = {"HX-Request": "true"}


def send(person, path: str, **given):
    data = {"csrf_token": person.csrf, **given}
    return person.client.post(path, data=data, headers=PART, follow_redirects=False)


def test_a_refusal_is_a_part_with_a_sentence_for_each_field(browser, desk):
    number, person = desk.receive(), browser("dispatcher")
    given = {"version": desk.version(number), "back": "/dispatch?tab=received"}
    answer = send(person, f"/tickets/{number}/dispatch", **given)
    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert 'data-wrong="unit" hidden>请选择主办单位。' in answer.text
    # The same form from a browser without scripts still gets the whole page.
    whole = person.post(f"/tickets/{number}/dispatch", **given)
    assert whole.status_code == 422
    assert "<html" in whole.text


def test_what_is_taken_sends_the_script_on_to_the_list(browser, desk):
    number, person = desk.receive(), browser("dispatcher")
    path, given = f"/tickets/{number}/dispatch", {"unit": "CGJ", "back": "/dispatch?open=甲"}
    answer = send(person, path, version=desk.version(number), **given)
    assert (answer.status_code, answer.text) == (204, "")
    way = answer.headers["hx-redirect"]
    assert way == f"/dispatch?open=%E7%94%B2&done=dispatch%3A{number}"


def test_a_conflict_says_what_changed_and_how_to_go_on(browser, desk):
    number, person = desk.receive(), browser("dispatcher")
    old = desk.version(number)
    browser("dispatcher.qi").post(f"/tickets/{number}/remind", version=old, reason="又打来催")
    path, given = f"/tickets/{number}/dispatch", {"unit": "CGJ", "seen": 1}
    answer = send(person, path, version=old, **given)
    assert answer.status_code == 412
    for word in ("有了变化", "齐悦", "又打来催", "保留我的", "采用对方的"):
        assert word in answer.text, word
    assert f'data-version="{desk.version(number)}"' in answer.text
    assert send(person, path, version=desk.version(number), **given).status_code == 204
    # After that there is nothing left to keep.
    late = send(person, path, version=old, **given)
    assert "现在不能再“派单”" in late.text
    assert "data-version" not in late.text


def test_a_ticket_that_left_the_unit_is_said_in_the_pane(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    old, officer = desk.version(number), browser("officer")
    officer.get(f"/tickets/{number}")
    given = {"version": old, "unit": "ZJJ", "reason": "属物业管理"}
    browser("dispatcher").post(f"/tickets/{number}/redirect", **given)
    answer = send(officer, f"/tickets/{number}/acknowledge", version=old)
    assert answer.status_code == 404
    assert "已转给别的单位" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("version", ["1", "no"])
def test_judging_answers_in_the_pane_too(browser, desk, version):
    number = desk.receive(category="010305")
    desk.dispatch(number, "ZJJ")
    given = {"reason_code": "not_duty", "basis": "不归本单位", "version": desk.version(number)}
    browser("officer.zjj").post(f"/tickets/{number}/request_return", **given)
    path = f"/dispatch/returns/{number}"
    answer = send(browser("dispatcher"), path, version=version, unit="CGJ", seen=3)
    assert answer.status_code == 412
    assert "“同意退单”没有提交" in answer.text


def test_a_row_that_is_pressed_brings_no_list(browser, desk):
    number, person = desk.receive(), browser("dispatcher")
    asked = {"open": number, "tab": "received"}
    page = person.get("/dispatch", params=asked)
    part = person.get("/dispatch", params=asked, headers={"HX-Target": "pane", **PART})
    assert 'class="queue"' in page.text
    assert 'class="queue"' not in part.text
    assert f'data-open="{number}"' in part.text
