"""Intake without a browser: what is saved, what is refused, what is kept."""

import re

import pytest
from sqlmodel import delete, select

from models.duty import Duty
from models.enums import Closure, Status
from models.event import Event
from models.revision import touch_city
from models.ticket import Ticket

HOSTILE = "<script>alert(1)</script>烧烤摊占道\n油烟呛人 & 扰民"


def _matter(**given) -> dict[str, object]:
    return {
        "text": "锦绣花园南门烧烤摊占道",
        "kind": "COMPLAINT",
        "urgency": "normal",
        "channel": "phone",
        "category": "",
        "area": "",
        **given,
    }


def _tickets(store) -> list[Ticket]:
    with store.read() as session:
        return list(session.exec(select(Ticket).order_by(Ticket.id)))


@pytest.fixture
def ruleless(store) -> None:
    """A city whose duty list is empty: nothing can suggest before the first history."""
    with store.write() as session:
        session.exec(delete(Duty))
        touch_city(session)


@pytest.mark.usefixtures("ruleless")
def test_the_form_works_while_the_classifier_is_down(browser, store):
    operator = browser("operator")
    page = operator.get("/intake").text
    assert "受理和派单照常，请搜索承办单位" in page
    assert "还没有启用的模型制品" in page
    answer = operator.post("/intake", intent="dispatch", **_matter(unit="CGJ", text=HOSTILE))
    (ticket,) = _tickets(store)
    assert answer.headers["location"] == f"/intake?saved={ticket.number}"
    assert (ticket.status, ticket.lead_code, ticket.text) == (Status.DISPATCHED, "CGJ", HOSTILE)
    done = operator.get(answer.headers["location"]).text
    assert "已派给" in done
    assert f'data-saved="{ticket.number}"' in done


@pytest.mark.usefixtures("ruleless")
def test_the_suggestion_says_why_it_is_not_there(browser):
    answer = browser("operator").post("/intake/suggestion", text="烧烤摊占道")
    assert answer.status_code == 200
    assert "还没有启用的模型制品" in answer.text
    assert "<html" not in answer.text


def test_saving_alone_leaves_the_ticket_waiting(browser, store):
    browser("operator").post("/intake", intent="save", **_matter(unit="CGJ"))
    (ticket,) = _tickets(store)
    assert (ticket.status, ticket.lead_code) == (Status.RECEIVED, None)


def test_danger_is_handed_over_in_one_press(browser, store):
    browser("operator").post("/intake", intent="hand_over:119", danger="火情：着火", **_matter())
    (ticket,) = _tickets(store)
    assert (ticket.status, ticket.closure) == (Status.CLOSED, Closure.EMERGENCY)
    with store.read() as session:
        last = session.exec(select(Event).order_by(Event.id.desc())).first()
    assert (last.reason, last.facts["line"]) == ("火情：着火", "119")


def test_an_answer_at_the_desk_closes(browser, store):
    operator = browser("operator")
    operator.post("/intake", intent="answer", public_text="请拨打物业电话办理。", **_matter())
    assert _tickets(store)[0].closure is Closure.DIRECT


def test_a_refused_form_keeps_every_word_and_saves_nothing(browser, store):
    operator = browser("operator")
    typed = _matter(text=HOSTILE, address="锦绣花园<南门>", phone="abc", name="王<某>", unit="CGJ")
    answer = operator.post("/intake", intent="dispatch", **typed)
    assert answer.status_code == 422
    assert _tickets(store) == []
    assert "联系电话只能是数字" in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;烧烤摊占道\n油烟呛人 &amp; 扰民" in answer.text
    assert "<script>alert" not in answer.text
    assert 'value="锦绣花园&lt;南门&gt;"' in answer.text
    assert '<option value="CGJ" selected>市城管局</option>' in answer.text
    assert "data-refused" in answer.text


def test_dispatching_without_a_unit_is_refused(browser, store):
    answer = browser("operator").post("/intake", intent="dispatch", **_matter())
    assert answer.status_code == 422
    assert "还没有选择承办单位" in answer.text
    assert _tickets(store) == []


def test_a_unit_that_ended_is_refused_whole(browser, store):
    """The ticket was made before the unit was found wanting: neither may stay."""
    answer = browser("operator").post("/intake", intent="dispatch", **_matter(unit="NONE"))
    assert answer.status_code == 404
    assert "没有代码为" in answer.text
    assert _tickets(store) == []


def test_unstorable_signs_and_too_long_texts_are_refused(browser, store):
    operator = browser("operator")
    for text in ("甲\x00乙", "长" * 20_001, "   "):
        answer = operator.post("/intake", intent="save", **_matter(text=text))
        assert answer.status_code == 422, text[:5]
    assert _tickets(store) == []
    answer = operator.post("/intake", intent="save", **_matter(text="长" * 20_000))
    assert answer.status_code == 303


def test_the_deadline_shows_its_arithmetic(browser):
    answer = browser("operator").post("/intake/deadline", **_matter())
    assert "11 月 18 日 17:30" in answer.text
    assert "5 个工作日，自 11 月 12 日" in answer.text
    inquiry = browser("operator").post("/intake/deadline", **_matter(kind="INQUIRY"))
    assert "3 个工作日" in inquiry.text


def test_earlier_tickets_of_the_caller_are_shown_masked(browser, desk):
    number = desk.receive(text="上个月也反映过油烟", phone="13812340000")
    answer = browser("operator").post("/intake/caller", phone="138-1234-0000")
    assert number in answer.text
    assert "138****0000" in answer.text
    assert "13812340000" not in answer.text
    assert "没有来过" in browser("operator").post("/intake/caller", phone="13900001111").text
    assert browser("operator").post("/intake/caller", phone="138").text.strip() == ""


def test_an_answer_without_words_is_refused_where_it_is_missing(browser, store):
    answer = browser("operator").post("/intake", intent="answer", **_matter())
    assert answer.status_code == 422
    assert '<details class="answer" open>' in answer.text
    assert "请填写答复内容" in answer.text
    assert _tickets(store) == []


def test_on_the_first_day_the_page_says_what_it_rests_on(app, browser, store):
    operator = browser("operator")
    with store.read() as session:
        assert app.state.services.engine.settle(session, seconds=120) is not None
    html = operator.post("/intake/suggestion", text="公积金怎么提取").text
    assert '<p class="notice soon">尚无历史：仅据分类目录与权责清单。</p>' in html
    # It is said once, not with every unit again.
    assert html.count("尚无历史") == 1


@pytest.mark.usefixtures("trained", "ruleless")
def test_a_broken_artefact_is_told_in_one_line_and_the_form_is_whole(
    browser, sqlite_settings, store
):
    for part in sqlite_settings.artifacts.glob("*/pipeline.*"):
        part.write_bytes(b"broken")
    operator = browser("operator")
    page = operator.get("/intake").text
    (told,) = re.findall(r'<p class="notice soon">([^<]*)</p>', page)
    assert told.startswith("制品 v1 不能使用：")
    assert told.endswith("受理和派单照常，请搜索承办单位。")
    assert len(told) < 120
    assert told in operator.post("/intake/suggestion", text="烧烤摊占道").text
    assert _save(operator, intent="dispatch", unit="CGJ").status_code == 204
    assert _tickets(store)[0].lead_code == "CGJ"


def _save(operator, **given):
    """Save as the page's own script does; without one the whole page is the answer."""
    sent = {"csrf_token": operator.csrf, "intent": "save", **_matter(), **given}
    return operator.client.post("/intake", data=sent, headers={"HX-Request": "true"})


def test_the_script_is_told_where_to_go_and_keeps_its_page_until_then(browser, store):
    answer = _save(browser("operator"))
    (ticket,) = _tickets(store)
    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["hx-redirect"] == f"/intake?saved={ticket.number}"


def test_the_script_is_told_what_is_wrong_beside_each_field(browser, store):
    answer = _save(browser("operator"), phone="abc", area="NONE")
    assert answer.status_code == 422
    assert "<html" not in answer.text
    wrong = dict(re.findall(r'id="wrong-(\w+)" hx-swap-oob="true">([^<]+)<', answer.text))
    assert set(wrong) == {"phone", "area"}
    assert _tickets(store) == []


def test_a_form_sent_twice_is_saved_once(browser, store):
    operator = browser("operator")
    first = _save(operator, once="one-filling", phone="13812340000")
    again = _save(operator, once="one-filling", phone="13812340000")
    assert again.headers["hx-redirect"] == first.headers["hx-redirect"]
    (ticket,) = _tickets(store)
    # What was changed since is neither saved unseen nor dropped unsaid.
    changed = _save(operator, once="one-filling", text="另一件事：路灯不亮")
    assert changed.status_code == 422
    assert f"已经存为工单 {ticket.number}" in changed.text
    fresh = re.search(r'name="once" id="once" value="(\w+)"', changed.text)[1]
    assert _save(operator, once=fresh, text="另一件事：路灯不亮").status_code == 204
    assert len(_tickets(store)) == 2


def test_another_person_may_use_the_same_name_for_a_filling(browser, store):
    _save(browser("operator"), once="same")
    _save(browser("dispatcher"), once="same")
    assert len(_tickets(store)) == 2


def test_a_refused_filling_is_not_used_up(browser, store):
    operator = browser("operator")
    assert _save(operator, once="kept", phone="abc").status_code == 422
    assert _save(operator, once="kept").status_code == 204
    assert len(_tickets(store)) == 1


def test_a_danger_that_was_ruled_out_stays_on_record(browser, store):
    operator = browser("operator")
    _save(operator, ruled_out="火情：着火（已经过去）")
    with store.read() as session:
        event = session.exec(select(Event)).one()
    assert event.facts["ruled_out"] == "火情：着火（已经过去）"


def test_a_caller_is_counted_over_the_last_month(browser, desk):
    for text in ("路灯不亮", "井盖丢了"):
        desk.receive(text=text, phone="13812340000")
    html = browser("operator").post("/intake/caller", phone="13812340000").text
    assert "138****0000 · 近 30 天 2 件 · 共 2 件 · <b>未办结 2 件</b>" in html
    assert html.count("登记催办") == 2


def test_every_english_page_is_english(browser):
    operator = browser("operator")
    operator.client.cookies.set("language", "en")
    page = operator.get("/intake").text
    assert "Save and dispatch" in page
    assert "保存并派单" not in page
    assert "Local agreement" in page
    assert 'data-none="Nothing fits' in page
