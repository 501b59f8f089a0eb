"""The list of tickets: where words lead, what is marked, saved views, files to take away."""

import io
import zipfile

import pytest
from markupsafe import Markup

from models.enums import Kind
from service.operations.viewing import MOST
from service.queries.words import words_asked
from service.web.search.lines import excerpt


def test_a_number_leads_to_its_ticket_and_words_to_the_list(browser, desk):
    number = desk.receive(text="旋转木马停了")
    person = browser("auditor")
    answer = person.get("/search", params={"q": f" {number} "}, follow_redirects=False)
    assert answer.headers["location"] == f"/tickets/{number}"
    page = person.get("/search", params={"q": "木马 停了"})
    assert page.url.path == "/tickets"
    assert '旋转<mark class="m1">木马停了</mark>' in page.text
    assert "找到 <b>1</b> 件" in page.text
    assert person.get("/search", follow_redirects=False).headers["location"] == "/tickets?all=1"


def test_an_officer_is_not_led_to_what_another_unit_holds(browser, desk):
    number = desk.receive(text="旋转木马停了")
    desk.dispatch(number, unit="GAJ")
    officer = browser("officer")
    assert officer.get("/search", params={"q": number}).url.path == "/tickets"
    page = officer.get("/tickets", params={"q": "木马"}).text
    assert "没有找到“木马”" in page
    assert number not in page


def test_a_telephone_number_finds_its_caller_but_stands_in_no_address(browser, desk):
    mine = desk.receive(text="路灯不亮", phone="138 0013 8000")
    sealed = desk.receive(text="举报无证经营", phone="13800138000", kind=Kind.REPORT)
    other = desk.receive(text="路灯又不亮", phone="13900139000")
    page = browser("operator").get("/search", params={"q": "138-0013-8000"})
    assert "13800138000" not in str(page.url)
    assert "来电 138****8000" in page.text
    assert mine in page.text
    assert sealed not in page.text
    assert other not in page.text
    assert "只对坐席" in browser("officer").get("/search", params={"q": "13800138000"}).text
    assert browser("auditor").get(page.url.raw_path.decode()).status_code == 403


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"q": "我"}, "检索词太短"),
        ({"q": "没有这个词"}, "没有找到“没有这个词”"),
        ({"q": "油烟", "kind": "PRAISE"}, "不加筛选再找一次"),
        ({"kind": "PRAISE"}, "没有符合条件的工单"),
    ],
)
def test_what_finds_nothing_says_what_to_try(browser, desk, params, words):
    desk.receive(text="油烟扰民")
    assert words in browser("auditor").get("/tickets", params=params).text


def test_filters_narrow_the_list(browser, desk):
    number = desk.receive(text="油烟扰民")
    desk.dispatch(number)
    person = browser("dispatcher")
    for params in (
        {"status": "OPEN"},
        {"kind": "COMPLAINT"},
        {"channel": "phone"},
        {"unit": "CGJ"},
    ):
        assert number in person.get("/tickets", params=params).text, params
    for params in ({"status": "CLOSED"}, {"kind": "PRAISE"}, {"reopened": "1"}, {"overdue": "1"}):
        assert number not in person.get("/tickets", params=params).text, params
    # What cannot be read filters nothing.
    for params in ({"kind": "x"}, {"channel": "x"}, {"urgency": "x"}, {"since": "x"}):
        assert number in person.get("/tickets", params=params).text, params


def test_a_view_is_kept_opened_renamed_and_deleted(browser, desk):
    desk.receive(text="油烟扰民")
    person = browser("dispatcher")
    query = "q=%E6%B2%B9%E7%83%9F&status=OPEN"
    saved = person.post("/views", query=query, name="油烟未办结", is_default="true")
    assert saved.headers["location"] == f"/tickets?{query}"
    assert person.get("/tickets").url.query.decode() == query  # the list opens with it
    page = person.get(f"/tickets?{query}").text
    assert "油烟未办结" in page
    assert "管理视图" in page
    number = page.split('id="view-')[1].split('"')[0]
    assert f'id="view-{number}" hx-swap-oob="true">1<' in person.get("/views/counts").text
    person.post(f"/views/{number}", query=query, name="油烟")
    page = person.get(f"/tickets?{query}").text
    assert "油烟未办结" not in page
    assert person.get("/tickets").url.query.decode() == ""  # and no longer
    person.post(f"/views/{number}/delete", query=query)
    assert "存为视图" in person.get(f"/tickets?{query}").text


def test_views_are_seen_by_those_they_are_shared_with(browser):
    lin, other = browser("dispatcher"), browser("auditor")
    lin.post("/views", query="status=OPEN", name="公开的", shared="role")
    lin.post("/views", query="kind=HELP", name="自己的")
    assert "公开的" in lin.get("/tickets?all=1").text
    assert "公开的" not in other.get("/tickets?all=1").text
    officer, same_unit = browser("officer"), browser("officer.cgj")
    officer.post("/views", query="status=OPEN", name="本局的", shared="unit")
    assert "本局的" in same_unit.get("/tickets?all=1").text
    page = lin.get("/tickets?status=OPEN").text
    number = page.split('id="view-')[1].split('"')[0]
    assert other.post(f"/views/{number}", query="", name="改名").status_code == 404
    assert other.post(f"/views/{number}/delete", query="").status_code == 404


def test_a_refused_view_keeps_what_was_typed(browser):
    person = browser("dispatcher")
    refused = person.post("/views", query="status=OPEN", name="长" * 31)
    assert refused.status_code == 422
    assert "最多 30 个字" in refused.text
    assert "长" * 31 in refused.text
    assert person.post("/views", query="", name="空的").status_code == 422
    assert person.post("/views", query="status=OPEN", name="乱", shared="unit").status_code == 422
    for number in range(MOST):
        person.post("/views", query="status=OPEN", name=f"第 {number} 个")
    assert person.post("/views", query="status=OPEN", name="太多").status_code == 409
    assert person.post("/views", query="kind=HELP", name="第 0 个").status_code == 303


def test_what_is_found_is_taken_away_masked(browser, desk):
    found = desk.receive(text="油烟扰民，电话 13800138000")
    sealed = desk.receive(text="举报油烟店主", kind=Kind.REPORT)
    desk.receive(text="路灯不亮")
    supervisor = browser("supervisor")
    text = supervisor.get("/tickets.csv", params={"q": "油烟"}).text
    assert text.startswith("\ufeff编号,状态")
    assert found in text
    assert sealed in text
    assert "13800138000" not in text
    assert "店主" not in text
    assert "路灯" not in text
    book = supervisor.get("/tickets.xlsx", params={"q": "油烟"}).content
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    assert sheet.count(b"<row ") == 3
    assert browser("operator").get("/tickets.csv").status_code == 403
    assert "导出" not in browser("operator").get("/tickets").text


def test_too_many_for_a_file_are_not_cut_off_quietly(browser, desk, monkeypatch):
    from service.operations import listing_files

    monkeypatch.setattr(listing_files, "MOST", 1)
    for _ in range(2):
        desk.receive(text="油烟扰民")
    answer = browser("supervisor").get("/tickets.csv")
    assert answer.status_code == 422
    assert "一个文件放不下" in answer.text


def test_a_late_hit_is_brought_to_sight_and_numbers_are_masked():
    text = "前面写了很多很多别的话，" * 6 + "后来说到井盖丢了，请打 13800138000"
    shown = excerpt(text, words_asked("井盖"))
    assert shown.startswith("…")
    assert '<mark class="m1">井盖</mark>' in shown
    assert "13800138000" not in shown
    assert excerpt("<b>井盖</b>", words_asked("井盖")) == Markup(
        '&lt;b&gt;<mark class="m1">井盖</mark>&lt;/b&gt;'
    )
    assert '<mark class="m1">發票</mark>' in excerpt("開發票", words_asked("发票"))
    assert '<mark class="m1">WiFi</mark>' in excerpt("没有WiFi 信号", words_asked("wifi"))
