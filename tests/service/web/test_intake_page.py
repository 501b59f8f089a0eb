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
    chosen = re.search(r'<option value="CGJ" data-search="([^"]*)" selected>', answer.text)
    assert "临澄市城市管理局" in chosen[1]
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
    assert '<p class="notice soon">尚无历史：仅据分类目录与权责清单</p>' in html
    # It is said once, not with every unit again.
    assert html.count("尚无历史") == 1
