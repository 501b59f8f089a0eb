"""The register's pages: a list, an entry with its past, and the entry beside a disputed ticket."""

import re

from sqlmodel import select

from models.contest import Contest
from models.enums import ReturnReason
from service.operations import dispatching, handling
from service.queries import tickets

FIELDS = {
    "name": "共享单车乱停",
    "words": "共享单车、单车占道",
    "units": ["CGJ", "", "JTJ", ""],
    "categories": [""],
    "owner": "",
    "note": "占用人行道归城管",
    "basis": "",
    "valid_from": "",
    "valid_to": "",
}


def _id(store, name: str = "餐饮油烟与露天烧烤") -> int:
    with store.read() as session:
        return session.exec(select(Contest.id).where(Contest.name == name)).one()


def _arbitrated(desk, store) -> str:
    """Return a ticket on smoke that was sent back twice and then decided."""
    number = desk.receive()
    objection = handling.Objection(
        reason=ReturnReason.NOT_DUTY, basis="不在清单", counter_unit="HBJ"
    )
    for last in (False, True):
        desk.dispatch(number)
        with store.write() as session:
            ticket = tickets.find(session, number=number)
            handling.request_return(desk.act(session, "officer"), ticket, objection=objection)
            if not last:
                dispatching.grant_return(desk.act(session, "dispatcher"), ticket)
    with store.write() as session:
        ticket = tickets.find(session, number=number)
        dispatching.arbitrate(
            desk.act(session, "supervisor"), ticket, unit="HBJ", reason="固定门店归生态环境"
        )
    return number


def test_the_list_is_filtered_by_word_and_unit(browser):
    reader = browser("dispatcher")
    whole = reader.get("/contests").text
    assert "餐饮油烟与露天烧烤" in whole
    assert "属地街道" in whole
    assert "STREET" not in re.sub(r'value="\w+"', "", whole)
    few = reader.get("/contests?word=烧烤").text
    assert few.count('href="/contests/') == 1
    assert "没有符合条件的争议事项" in reader.get("/contests?word=没有这种事").text


def test_past_decisions_stand_with_the_entry_and_beside_the_next_ticket(browser, desk, store):
    before = _arbitrated(desk, store)
    shown = browser("supervisor").get(f"/contests/{_id(store)}").text
    assert before in shown
    assert "固定门店归生态环境" in shown
    assert "修改此条" not in shown
    number = desk.receive()
    desk.dispatch(number)
    with store.write() as session:
        objection = handling.Objection(reason=ReturnReason.NOT_DUTY, basis="不在清单")
        ticket = tickets.find(session, number=number)
        handling.request_return(desk.act(session, "officer"), ticket, objection=objection)
    review = browser("dispatcher").get(f"/dispatch?tab=returning&open={number}").text
    assert f'href="/contests/{_id(store)}"' in review
    assert "以往裁定 1 次" in review
    assert before in review
    assert "以往裁定" not in browser("officer").get(f"/tickets/{number}").text


def test_an_ordinary_ticket_shows_no_entry(browser, desk):
    number = desk.receive(text="请问老年大学怎么报名")
    assert 'class="contest"' not in browser("dispatcher").get(f"/tickets/{number}").text


def test_an_administrator_enters_and_amends(browser, store):
    admin = browser("administrator")
    assert 'name="words"' in admin.get("/contests/new").text
    made = admin.post("/contests", **FIELDS)
    assert made.status_code == 303
    address = made.headers["location"].split("?")[0]
    page = admin.get(made.headers["location"]).text
    assert "已保存" in page
    assert "占用人行道归城管" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    done = admin.post(address, **{**FIELDS, "owner": "JTJ"}, version=version)
    assert done.status_code == 303
    stale = admin.post(address, **{**FIELDS, "note": "我写的说明"}, version=version)
    assert stale.status_code == 412
    assert "我写的说明" in stale.text
    assert "没有保存" in stale.text
    with store.read() as session:
        row = session.exec(select(Contest).where(Contest.name == "共享单车乱停")).one()
    assert (row.words, row.units, row.owner) == ("共享单车;单车占道", "CGJ;JTJ", "JTJ")


def test_a_refused_entry_keeps_what_was_typed(browser):
    answer = browser("administrator").post("/contests", **{**FIELDS, "units": ["CGJ"]})
    assert answer.status_code == 422
    assert "请至少选择两个单位" in answer.text
    assert 'value="共享单车、单车占道"' in answer.text


def test_only_an_administrator_changes(browser, store):
    for role in ("dispatcher", "supervisor", "auditor"):
        person = browser(role)
        assert person.get("/contests/new").status_code == 403
        assert person.post("/contests", **FIELDS).status_code == 403
        assert person.post(f"/contests/{_id(store)}", **FIELDS).status_code == 403


def test_an_unknown_entry_is_not_found(browser):
    assert browser("dispatcher").get("/contests/999999").status_code == 404
