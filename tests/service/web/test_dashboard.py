"""The dashboard: numbers beside their past, parts that arrive, lists behind; and who sees what."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from models.category import Category
from models.database import Database
from models.digest import TopicDigest
from models.ticket import Ticket
from service.jobs import Surroundings, run_all
from tests.conftest import StandingClock
from tests.service.queries.figures import lives

OCTOBER = "since=2026-10-01&until=2026-10-31"


@pytest.fixture
def month(store: Database) -> None:
    lives.write(store)


def links(page: str) -> list[tuple[str, str]]:
    return [
        (html.unescape(path), text)
        for path, text in re.findall(r'<a [^>]*?href="(/figures/[^"]+)"[^>]*>(\d[\d,]*)</a>', page)
    ]


def counted_on(browser, path: str) -> int:
    found = re.search(r"(\d+) 件</span></h1>", browser.get(path).text)
    assert found, path
    return int(found[1])


@pytest.mark.usefixtures("month")
@pytest.mark.parametrize(
    "narrowed", ["", "&area=A01", "&area=A0101", "&category=0701", "&category=07,-", "&unit=CGJ"]
)
def test_every_number_of_every_part_opens_so_many_tickets(browser, narrowed: str) -> None:
    supervisor = browser("supervisor")
    parts = ("", "/numbers", "/trend?step=week&", "/heat", "/heat?by=day&", "/assistant")
    pages = [
        supervisor.get(f"/dashboard{part}{'' if '?' in part else '?'}{OCTOBER}{narrowed}").text
        for part in parts
    ]
    pages.append(supervisor.post(f"/dashboard/topics?{OCTOBER}{narrowed}").text)
    pages.append(supervisor.get(f"/figures?{OCTOBER}{narrowed}").text)
    found = {one for page in pages for one in links(page)}
    for path, text in sorted(found):
        assert counted_on(supervisor, path) == int(text.replace(",", "")), path
    assert len(found) > 9


def test_what_has_no_column_of_its_own_opens_too(browser, desk) -> None:
    fields = [f"{number:02}" for number in range(1, 16)]
    with desk.database.write() as session:
        known = set(session.exec(select(Category.code)))
    fields = [one for one in fields if one in known]
    for count, code in enumerate(fields, start=1):
        for _ in range(1 + (count > 3)):
            desk.receive("请处理", category=code)
    supervisor = browser("supervisor")
    page = supervisor.get("/dashboard/heat").text
    assert "其余" in page
    opened = [one for one in links(page) if "%2C" in one[0]]
    assert opened
    for path, text in opened:
        assert counted_on(supervisor, path) == int(text)
    (back,) = re.findall(r'href="(/figures\?[^"]+)"', supervisor.get(opened[0][0]).text)
    assert "、" in supervisor.get(html.unescape(back)).text


@pytest.mark.usefixtures("month")
def test_numbers_stand_beside_the_period_before_and_a_year_ago(browser) -> None:
    page = browser("supervisor").get(f"/dashboard/numbers?{OCTOBER}").text
    assert page.count("上期") == page.count("去年同期") == 12
    received = re.search(r"受理量</dt>.*?</div>", page, re.DOTALL)
    assert received
    # 22 in October; of September there is number 15 alone.
    assert ">22</a>" in received[0]
    assert ">1</a>" in received[0]
    assert "▲ 2100.0%" in received[0]
    assert "参评率 81.8%" in page  # 9 of 11


@pytest.mark.usefixtures("month")
def test_a_chart_has_the_table_it_is_drawn_from(browser) -> None:
    page = browser("supervisor").get(f"/dashboard/trend?{OCTOBER}&step=week").text
    assert page.count("<figure") == 2
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>', page)
    assert rows[:12] == rows[12:]
    assert rows[10:12] == ["10-19～10-25", "10-26～10-31"]
    assert 'data-value="22.0"' not in page
    assert "共受理 23 件" in page
    assert browser("supervisor").get(f"/dashboard/trend?{OCTOBER}&step=what").status_code == 200


@pytest.mark.usefixtures("month")
def test_an_officer_sees_its_own_unit(browser) -> None:
    officer = browser("officer")
    page = officer.get(f"/dashboard?{OCTOBER}&unit=HBJ").text
    assert "市城管局" in page
    assert "单位分档" not in page
    assert "/dashboard/brief" not in page
    counts = dict(re.findall(r"/figures/counts/(\w+)[^\"]*\">(\d+)</a>", html.unescape(page)))
    assert counts["received"] == "9"
    assert officer.get(f"/dashboard/heat?{OCTOBER}").status_code == 200
    for part in ("assistant", "brief", "brief.xlsx"):
        assert officer.get(f"/dashboard/{part}").status_code == 403
    assert officer.get("/figures/counts/overridden").status_code == 403


@pytest.mark.parametrize("role", ["operator", "revisit_clerk"])
def test_others_have_no_dashboard(browser, role: str) -> None:
    for path in ("", "/numbers", "/trend", "/warnings", "/heat", "/concerns", "/brief"):
        assert browser(role).get(f"/dashboard{path}").status_code == 403


def test_an_empty_city_says_so_in_every_part(browser) -> None:
    supervisor = browser("supervisor")
    said = {
        "": "无",
        "/warnings": "没有预警",
        "/heat": "这段时间没有工单",
        "/concerns": "没有疑难工单",
        "/assistant": "没有显示过派单建议",
        "/trend": "没有数据",
    }
    for path, words in said.items():
        assert words in supervisor.get(f"/dashboard{path}").text


def test_a_burst_in_one_street_is_warned_of_and_names_its_tickets(
    browser, desk, clock: StandingClock
) -> None:
    for _ in range(5):
        desk.receive("小区停水", category="070101")
        clock.forward(hours=1)
    with desk.database.write() as session:
        for row in session.exec(select(Ticket)):
            row.area_code = "A0101"
    page = browser("supervisor").get("/dashboard/warnings").text
    assert "同地集中" in page
    assert len(re.findall(r'href="/tickets/\d+"', page)) == 5
    # Five on a day of which there was none for eight weeks.
    assert "异常增多" in page
    (link,) = set(links(page.replace(" 件</a>", "</a>")))
    assert counted_on(browser("supervisor"), link[0]) == 5


def test_topics_are_asked_for_and_worked_out_by_the_job(browser, desk, app, clock) -> None:
    for _ in range(8):
        desk.receive("解放路街道停水两天，水压低，自来水公司没有通知", category="070101")
        clock.forward(minutes=1)
    for words in ("工资拖欠", "路灯不亮", "公交晚点", "学校收费", "树木倒伏"):
        desk.receive(f"{words}，请处理")
    supervisor = browser("supervisor")
    assert "正在归组" in supervisor.post("/dashboard/topics").text
    around = Surroundings.of(app.state.services)
    assert {job.name: done for job, done in run_all(around)}["topics"] == 1
    page = supervisor.post("/dashboard/topics").text
    assert "停水" in page
    (path,) = re.findall(r'href="(/dashboard/topics/[^"]+)"', html.unescape(page))
    listed = supervisor.get(path).text
    assert len(set(re.findall(r'href="/tickets/(\d+)"', listed))) == 8
    assert supervisor.get("/dashboard/topics/7").status_code == 404
    # A unit is shown what it holds of a topic, and two at least.
    officer = browser("officer")
    assert "没有成组的诉求" in officer.post("/dashboard/topics").text
    numbers = re.findall(r'href="/tickets/(\d+)"', listed)
    for number in numbers[:3]:
        desk.dispatch(number)
    mine = officer.post("/dashboard/topics").text
    assert "3 件" in mine
    assert "只列本单位办理的工单" in mine
    (own,) = re.findall(r'href="(/dashboard/topics/[^"]+)"', html.unescape(mine))
    shown = set(re.findall(r'href="/tickets/(\d+)"', officer.get(own).text))
    assert shown == set(numbers[:3])
    # Nobody waits any more, until the answer is an hour old.
    assert {job.name: done for job, done in run_all(around)}["topics"] == 0
    clock.forward(minutes=61)
    supervisor.post("/dashboard/topics")
    assert {job.name: done for job, done in run_all(around)}["topics"] == 1


def test_what_is_not_of_this_period_is_worked_out_once(browser, store, clock) -> None:
    supervisor = browser("supervisor")
    with store.write() as session:
        session.add(
            TopicDigest(
                first=date(2026, 10, 1),
                last=date(2026, 10, 31),
                is_wanted=False,
                wanted_at=datetime(2026, 11, 1, tzinfo=UTC),
                wanted_by="魏",
                made_at=datetime(2026, 11, 1, tzinfo=UTC),
                looked_at=3,
            )
        )
    assert "没有成组的诉求" in supervisor.post(f"/dashboard/topics?{OCTOBER}").text
    with store.read() as session:
        assert not session.exec(select(TopicDigest)).one().is_wanted
