"""The live suggestion with a real, small artefact."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from models.enums import Choice, Closure, OverrideReason, Status
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.web.intake.alike import outcome

pytestmark = pytest.mark.usefixtures("trained")
BARBECUE = "解放街道锦绣花园南门烧烤摊天天晚上占道经营，油烟呛人，影响休息"


def _panel(html: str) -> dict[str, str]:
    return dict(re.findall(r'data-(suggestion|top|kind|category|area)="([^"]*)"', html))


def _units(html: str) -> list[str]:
    return re.findall(r'class="candidate" data-unit="([^"]*)"', html)


def _stored(store) -> list[Suggestion]:
    with store.read() as session:
        return list(session.exec(select(Suggestion).order_by(Suggestion.created_at)))


def _matter(**given) -> dict[str, object]:
    return {"text": BARBECUE, "kind": "COMPLAINT", "urgency": "normal", "channel": "phone", **given}


def test_it_names_units_words_and_category_and_is_stored(browser, store):
    html = browser("operator").post("/intake/suggestion", text=BARBECUE).text
    (row,) = _stored(store)
    panel = _panel(html)
    assert panel["suggestion"] == row.id
    assert row.artifact == "v1"
    assert panel["top"] == ("" if row.abstained else row.top_unit)
    assert 1 <= len([unit for unit in _units(html) if unit]) <= 3
    assert '<mark class="m1">' in html
    assert "<html" not in html


def test_what_the_citizen_said_is_escaped_around_the_marks(browser):
    text = f"<script>alert(1)</script>{BARBECUE}<img onerror=x>"
    html = browser("operator").post("/intake/suggestion", text=text).text
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert" in html


def test_danger_offers_the_hand_over(browser):
    html = browser("operator").post("/intake/suggestion", text="楼上着火了，有人被困在屋里").text
    assert html.count('value="hand_over:119"') == 1
    assert "火情" in html
    assert _panel(html)["kind"] != "INQUIRY"


@pytest.mark.parametrize("text", ["楼上着火了，有人被困在屋里", "我不想活了，活着没意思"])
def test_under_a_danger_the_place_alone_is_asked_for_until_it_is_ruled_out(browser, text):
    operator = browser("operator")
    html = operator.post("/intake/suggestion", text=text).text
    assert "先处理险情" in html
    assert "属地事项，请先补充地址" not in html
    assert re.findall(r'data-gap="(\w+)"', html) in ([], ["address", "address"])
    (danger,) = re.findall(r'data-danger="([^"]*)" data-line', html)
    told = operator.post("/intake/suggestion", text=text, ruled_out=f"{danger}（已经过去）").text
    assert "先处理险情" not in told


def test_nonsense_abstains_and_says_why(browser):
    html = browser("operator").post("/intake/suggestion", text="嗯嗯").text
    assert "不确定" in html
    assert _panel(html)["top"] == ""


def test_choosing_the_first_is_accepting(browser, store):
    operator = browser("operator")
    panel = _panel(operator.post("/intake/suggestion", text=BARBECUE).text)
    unit = _stored(store)[0].top_unit
    operator.post(
        "/intake", intent="dispatch", **_matter(unit=unit, suggestion=panel["suggestion"])
    )
    (row,) = _stored(store)
    assert (row.choice, row.chosen_unit, row.chosen_rank) == (Choice.ACCEPTED, unit, 1)


def test_choosing_another_asks_for_the_reason_and_keeps_the_form(browser, store):
    operator = browser("operator")
    panel = _panel(operator.post("/intake/suggestion", text=BARBECUE).text)
    (row,) = _stored(store)
    other = "JYJ" if row.top_unit != "JYJ" else "GAJ"
    sent = _matter(unit=other, suggestion=panel["suggestion"])
    answer = operator.post("/intake", intent="dispatch", **sent)
    if row.abstained is None:
        assert answer.status_code == 422
        assert "请选择改派原因" in answer.text
        assert f'value="{panel["suggestion"]}"' in answer.text
        with store.read() as session:
            assert session.exec(select(Ticket)).all() == []
        answer = operator.post("/intake", intent="dispatch", **sent, override_reason="citizen_info")
    assert answer.status_code == 303
    (row,) = _stored(store)
    assert row.choice is Choice.OVERRIDDEN
    assert row.override_reason in (OverrideReason.CITIZEN_INFO, None)


def test_the_queue_and_the_ticket_show_the_suggestion(browser, desk, store):
    number = desk.receive(text=BARBECUE)
    dispatcher = browser("dispatcher")
    assert 'class="hint"' not in dispatcher.get("/dispatch").text
    html = dispatcher.post(f"/tickets/{number}/suggestion").text
    assert 'class="hint"' in dispatcher.get("/dispatch").text
    assert 'value="hand_over' not in html
    assert "还没有选定" in dispatcher.get(f"/tickets/{number}").text
    panel = _panel(html)
    top = _stored(store)[0].top_unit
    answer = dispatcher.post(
        f"/tickets/{number}/dispatch",
        version=desk.version(number),
        unit=top,
        suggestion=panel["suggestion"],
    )
    assert answer.status_code == 303
    page = dispatcher.get(f"/tickets/{number}").text
    assert "制品 v1" in page
    assert "采纳" in page


def test_the_administrator_sees_figures_and_acceptance(browser, store):
    page = browser("administrator").get("/admin/artifacts").text
    for word in ("<b>v1</b></a>", "首选准确率", "近 7 天采纳", "启用记录"):
        assert word in page, word


def test_what_was_on_the_screen_stays_with_a_ticket_that_is_only_saved(browser, store):
    operator = browser("operator")
    panel = _panel(operator.post("/intake/suggestion", text=BARBECUE).text)
    saved = operator.post("/intake", intent="save", **_matter(suggestion=panel["suggestion"]))
    assert saved.status_code == 303
    (row,) = _stored(store)
    with store.read() as session:
        assert row.ticket_id == session.exec(select(Ticket.id)).one()
    assert row.chosen_unit is None


def test_a_contested_matter_is_told_once_with_its_decisions(browser):
    html = browser("operator").post("/intake/suggestion", text=BARBECUE).text
    told = html.split('<details class="contest">')[1].split("</details>")[0]
    assert "争议事项：" in told
    assert "还没有裁定过" in told
    assert re.search(r'href="/contests/\d+"', told)
    # What the entry says stands there, and not with each of its units again.
    assert "争议登记" not in html


def test_a_similar_ticket_says_how_it_ended(desk, store):
    number = desk.receive(text=BARBECUE)
    with store.read() as session:
        ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
    assert outcome(ticket) == "待派单"
    ticket.closure, ticket.status = Closure.SATISFIED, Status.CLOSED
    ticket.closed_at = ticket.received_at + timedelta(days=3, hours=2)
    assert outcome(ticket) == "满意办结 · 3 天"
    ticket.closed_at = ticket.received_at + timedelta(hours=2)
    assert outcome(ticket) == "满意办结 · 当天"
