"""The auditor's pages: what happened, who looked, and whether all holds."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from models.database import Database
from models.enums import Role
from service.operations.importing import import_past
from tests.callers import People
from tests.conftest import START
from tests.standing import past


@pytest.fixture
def number(app: FastAPI) -> str:
    callers = People(app)
    ticket = callers.ticket(phone="13800138000", dispatch={"unit": "CGJ"})
    callers[Role.OPERATOR].post(f"/tickets/{ticket['number']}/identity", {"purpose": "核实<b>地址"})
    return ticket["number"]


def test_events_are_searched_on_the_page(browser, number: str) -> None:
    auditor = browser("auditor")
    page = auditor.get(f"/audit?ticket={number}&action=dispatch").text
    assert page.count(f'href="/tickets/{number}"') == 1
    assert "坐席" in page
    assert "没有符合条件的记录" in auditor.get("/audit?person=nobody").text
    wrong = auditor.get("/audit?since=2026-11-13&until=2026-11-12")
    assert wrong.status_code == 422
    assert "起日晚于止日" in wrong.text
    assert auditor.get("/audit?since=gestern").status_code == 422


def test_looks_are_listed_with_their_purpose(browser, number: str) -> None:
    page = browser("auditor").get("/audit/looks").text
    assert "核实&lt;b&gt;地址" in page
    assert f'href="/tickets/{number}"' in page


def test_a_ticket_and_a_day_are_verified_on_the_page(browser, number: str, store: Database) -> None:
    auditor = browser("auditor")
    assert "全部相符：1 张工单、2 条记录" in auditor.get(f"/audit/verify?ticket={number}").text
    assert "全部相符：1 张工单" in auditor.get("/audit/verify").text
    with store.write() as session:
        session.connection().execute(text("DROP TRIGGER event_no_update"))
        session.connection().execute(text("UPDATE event SET actor = 'x' WHERE sequence = 2"))
    page = auditor.get("/audit/verify").text
    assert "1 处不符" in page
    assert f"工单 {number} 第 2 条记录：内容被改动" in page
    assert auditor.get("/audit/verify?ticket=123").status_code == 404


def test_what_was_found_goes_out_as_a_file(browser, number: str) -> None:
    auditor = browser("auditor")
    told = auditor.get(f"/audit/csv?ticket={number}")
    assert "attachment" in told.headers["content-disposition"]
    assert told.text.count(number) == 2
    looks = auditor.get("/audit/looks/csv").text
    assert "核实<b>地址" in looks
    assert "13800138000" not in looks
    assert auditor.get("/audit/csv?since=gestern").status_code == 422


def test_the_first_look_shows_what_people_did_and_counts_the_rest(
    browser, number: str, store: Database
) -> None:
    with store.write() as session:
        assert list(import_past(session, tickets=[past(1), past(2)], at=START)) == [2]
    auditor = browser("auditor")
    page = auditor.get("/audit").text
    assert page.count(f'href="/tickets/{number}"') == 2
    assert '人员操作 <span class="count">2</span>' in page
    assert '历史导入 <span class="count">2</span>' in page
    assert "H00000" not in page
    for query in ("by=import", "action=import"):
        assert auditor.get(f"/audit?{query}").text.count('href="/tickets/H00000') == 2
    assert auditor.get("/audit?by=all").text.count('href="/tickets/') == 4
    assert "没有符合条件的记录" in auditor.get("/audit?by=machine").text


def test_whoever_takes_data_away_is_on_record(browser, number: str) -> None:
    dispatcher, auditor = browser("dispatcher"), browser("auditor")
    assert "没有下载过文件" in auditor.get("/audit/exports").text
    for form in ("csv", "xlsx"):
        assert dispatcher.get(f"/tickets.{form}?q=13800138000&status=OPEN").status_code == 200
    assert dispatcher.get("/tickets.csv?unit=CGJ").status_code == 200
    assert dispatcher.get("/figures.csv?unit=CGJ").status_code == 200
    assert dispatcher.get("/dashboard/brief.xlsx").status_code == 200
    assert browser("evaluator").get("/samples/csv?size=5&seed=三月").status_code == 200
    assert auditor.get(f"/audit/csv?ticket={number}").status_code == 200
    assert auditor.get("/audit/looks/csv").status_code == 200
    assert auditor.get("/audit/csv?since=gestern").status_code == 422
    page = auditor.get("/audit/exports").text
    assert page.count("<tr><td") == 8
    assert "13800138000" not in page
    assert '<a href="/tickets?unit=CGJ">主办：市城管局</a>' in page
    assert "样本量：5；抽样词：三月" in page
    assert f"工单：{number}" in page
    assert f'href="/audit?ticket={number}&amp;since=2026-10-14&amp;until=2026-11-12"' in page
    assert auditor.get("/audit/exports?person=%E8%AF%84").text.count("<tr><td") == 0
    assert browser("administrator").get("/audit/exports").status_code == 403


def test_changes_of_the_registers_are_told_to_auditor_and_administrator(browser) -> None:
    admin = browser("administrator")
    admin.post("/admin/tokens", name="城管局系统", department="CGJ", days="90", scope="read")
    for reader in (admin, browser("auditor")):
        page = reader.get("/audit/changes").text
        assert "城管局系统" in page
        assert "签发给市城管局，只读" in page
    assert "没有符合条件的改动" in admin.get("/audit/changes?person=nobody").text
    assert "城管局系统" in admin.get("/audit/changes?person=admin").text, "by user name, too"
    assert admin.get("/audit/changes?since=2026-11-13&until=2026-11-12").status_code == 422
    assert browser("supervisor").get("/audit/changes").status_code == 403


def test_the_auditor_sees_who_switched_and_who_moved_a_day(browser) -> None:
    admin, terms = browser("administrator"), {"target_precision": "97", "sample_share": "5"}
    for is_on in ("true", "true", "false"):
        admin.post("/admin/automatic", unit="CGJ", is_on=is_on, minimum_checks="20", **terms)
    day = {"intent": "save", "is_working": "false", "name": "防汛停工"}
    admin.post("/admin/calendar/2026/day", day="2026-12-01", **day)
    page = browser("auditor").get("/audit/changes").text
    assert page.count("状态：启用 → 停用") == 1
    # Saved twice, told once: the second time changed nothing.
    assert page.count("状态：（空） → 启用；目标精度：（空） → 97.0%") == 1
    assert "2026-12-01 改为放假：防汛停工" in page


@pytest.mark.parametrize("role", ["operator", "dispatcher", "officer", "supervisor"])
def test_the_audit_is_the_auditors_alone(browser, role: str) -> None:
    for path in ("/audit", "/audit/looks", "/audit/exports", "/audit/verify"):
        assert browser(role).get(path).status_code == 403
