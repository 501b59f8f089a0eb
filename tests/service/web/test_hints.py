"""What the intake page offers beside the unit, with a real, small artefact."""

import re

import pytest
from sqlmodel import select

from models.enums import Closure, Kind, Status
from models.event import Event
from models.ticket import Ticket
from service.operations.intake import Intake, receive
from service.operations.suggesting import Words

pytestmark = pytest.mark.usefixtures("trained")
STALL = "锦绣家园南门的烧烤摊昨晚占道经营，油烟呛人，影响休息"
TWO = (
    "我住在东湖区解放路街道锦绣家园3栋，昨晚楼下烧烤摊占道经营，油烟呛人，电话13812340000。"
    "另外，还要反映一件事：单位拖欠工资三个月，一共欠我12000元，请劳动监察部门帮忙讨要工资。"
)


def _ask(browser, text: str, role: str = "operator", **typed) -> str:
    return browser(role).post("/intake/suggestion", text=text, **typed).text


def _offers(html: str) -> list[tuple[str, str]]:
    return re.findall(r'data-fills="(\w+)" data-value="([^"]*)"', html)


def _matter(**given) -> dict[str, object]:
    return {"text": STALL, "kind": "COMPLAINT", "urgency": "normal", "channel": "phone", **given}


def test_places_that_touch_are_one_address(browser):
    html = _ask(browser, TWO)
    assert _offers(html)[:2] == [
        ("address", "东湖区解放路街道锦绣家园3栋"),
        ("occurred", "昨晚"),
    ]
    hints = html.split('id="hints"')[1]
    assert "138****0000" in hints
    assert "13812340000" not in hints
    # One key a field, whatever number of facts would fill it.
    assert html.count('data-alt="A"') == html.count('data-alt="T"') == 1


def test_a_gate_belongs_to_the_address(browser):
    assert _offers(_ask(browser, STALL))[0] == ("address", "锦绣家园南门")


def test_everything_missing_is_asked_for_in_one_list(browser):
    bare = "投诉楼下烧烤摊占道经营，油烟扰民，要求查处"
    html = _ask(browser, bare, kind="COMPLAINT")
    assert re.findall(r'class="gap" data-gap="(\w+)"', html) == ["address", "occurred"]
    assert "在哪个小区" in html
    html = _ask(browser, bare, kind="COMPLAINT", address="锦绣家园南门", occurred="每晚")
    assert "还缺" not in html
    assert "还缺" not in _ask(browser, bare, kind="INQUIRY")


def test_several_matters_are_listed_with_a_unit_each(browser):
    html = _ask(browser, TWO)
    assert "这段话里有 2 件事" in html
    first, second = re.findall(r'<li data-text="([^"]*)"', html)
    assert first + second == TWO
    assert "市人社局" in html.split(f'<p class="piece">{second}')[1].split("</li>")[0]
    assert "件事" not in _ask(browser, STALL)


def test_an_empty_text_clears_what_was_offered(browser):
    html = _ask(browser, "  ")
    assert '<div id="emergency" class="emergency" hx-swap-oob="true"></div>' in html
    assert '<div id="hints" class="hints" hx-swap-oob="true"></div>' in html


def test_danger_stands_first_and_offers_the_line(browser):
    html = _ask(browser, "锦绣家园3栋着火了，有人被困在屋里出不来")
    emergency = html.split('id="emergency"')[1]
    assert 'data-line="119"' in emergency
    assert 'value="hand_over:119"' in emergency
    assert "data-line" not in _ask(browser, STALL)


def test_an_operator_links_a_repeat(browser, desk, store):
    number = _received(desk)
    html = _ask(browser, f"再次反映，{STALL}")
    assert f'data-link="{number}"' in html
    assert "merge:" not in html
    browser("operator").post("/intake", intent="save", **_matter(linked=number, occurred="昨晚"))
    with store.read() as session:
        event = session.exec(select(Event).order_by(Event.id.desc())).first()
        newest = session.exec(select(Ticket).order_by(Ticket.id.desc())).first()
    assert (event.facts["linked"], event.facts["occurred"]) == (number, "昨晚")
    page = browser("dispatcher").get(f"/tickets/{newest.number}").text
    assert f"关联工单 {number}" in page
    assert "发生时间 昨晚" in page


def test_a_dispatcher_merges_a_repeat_in_one_press(browser, desk, store):
    number = _received(desk)
    html = _ask(browser, f"再次反映，{STALL}", role="dispatcher")
    assert f'value="merge:{number}"' in html
    answer = browser("dispatcher").post("/intake", intent=f"merge:{number}", **_matter())
    assert answer.status_code == 303
    with store.read() as session:
        newest = session.exec(select(Ticket).order_by(Ticket.id.desc())).first()
    assert (newest.status, newest.closure) == (Status.CLOSED, Closure.MERGED)


def test_an_operator_may_not_merge(browser, desk, store):
    number = _received(desk)
    answer = browser("operator").post("/intake", intent=f"merge:{number}", **_matter())
    assert answer.status_code == 403
    with store.read() as session:
        assert len(session.exec(select(Ticket)).all()) == 1


def test_a_link_to_no_ticket_is_refused_and_kept(browser, store):
    answer = browser("operator").post("/intake", intent="save", **_matter(linked="NONE"))
    assert answer.status_code == 422
    assert "没有编号为 NONE 的工单" in answer.text
    assert 'id="linked" value="NONE"' in answer.text


def test_each_unit_has_its_words_marked(browser):
    said = _ask(browser, STALL).split('class="said"')[1]
    assert {"m1", "m2"} <= set(re.findall(r"m[1-4]", said.split("</section>")[0]))


def _received(desk) -> str:
    """A ticket of the same place that waits to be dispatched."""
    with desk.database.write() as session:
        ticket = receive(
            desk.act(session, "operator"),
            intake=Intake(words=Words(text=STALL, area="P0001"), kind=Kind.COMPLAINT),
            cipher=desk.cipher,
        )
        return ticket.number


def test_a_ticket_is_no_repeat_of_itself(browser, desk):
    number = _received(desk)
    html = browser("dispatcher").post(f"/tickets/{number}/suggestion").text
    assert "派单建议" in html
    assert "可能重复" not in html
    other = _received(desk)
    html = browser("dispatcher").post(f"/tickets/{number}/suggestion").text
    assert f'href="/tickets/{other}"' in html
    assert "merge:" not in html
    assert "data-link" not in html
