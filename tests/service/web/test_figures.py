"""The page of the figures: numbers that open their tickets, a CSV, and who sees which."""

import re

import pytest

from models.database import Database
from tests.service.queries.figures import lives

OCTOBER = "since=2026-10-01&until=2026-10-31"


@pytest.fixture
def month(store: Database) -> None:
    lives.write(store)


@pytest.mark.usefixtures("month")
def test_a_number_on_the_page_opens_its_tickets(browser) -> None:
    supervisor = browser("supervisor")
    page = supervisor.get(f"/figures?{OCTOBER}").text
    assert "2026-10-01 至 2026-10-31" in page
    for label in ("及时签收率", "三率综合", "自动派单覆盖率", "不足 30 件不评分"):
        assert label in page
    row = re.search(r"<tr><th scope=\"row\">解决率</th>.*?</tr>", page, re.DOTALL)
    assert row
    assert "75.0%" in row[0]
    hits, base = re.findall(r'<a href="([^"]+)">(\d+)</a>', row[0])
    for (path, count), size in ((hits, 6), (base, 8)):
        opened = supervisor.get(path.replace("&amp;", "&")).text
        assert int(count) == size
        assert len(re.findall(r'<a class="code" href="/tickets/\d+">', opened)) == size
        assert f"{size} 件" in opened


@pytest.mark.usefixtures("month")
def test_units_stand_in_groups_of_figures(browser) -> None:
    supervisor = browser("supervisor")
    for group, label in (("feedback", "参评率"), ("routing", "有效退单率"), ("machine", "采纳率")):
        page = supervisor.get(f"/figures?{OCTOBER}&group={group}").text
        assert f">{label}</th>" in page.split("各单位</h2>")[1]
        assert "市城管局" in page or "城管" in page
    narrowed = supervisor.get(f"/figures?{OCTOBER}&unit=HBJ&channel=web&area=A01&category=07").text
    assert narrowed.split("各单位</h2>")[1].count('<th scope="row">') == 1


@pytest.mark.usefixtures("month")
def test_the_table_is_downloaded_as_the_page_shows_it(browser) -> None:
    answer = browser("auditor").get(f"/figures.csv?{OCTOBER}&channel=web")
    assert answer.headers["content-disposition"] == (
        'attachment; filename="figures-2026-10-01-2026-10-31.csv"'
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "全市,按时办结率" in answer.text


@pytest.mark.usefixtures("month")
def test_an_officers_page_shows_its_own_unit_alone(browser) -> None:
    page = browser("officer").get(f"/figures?{OCTOBER}&unit=HBJ&group=machine").text
    assert 'aria-label="全市"' not in page
    assert "采纳率" not in page
    assert page.count('<th scope="row">') == 1
    listed = browser("officer").get(f"/figures/first_right?{OCTOBER}").text
    assert "现由其他单位办理" in listed


def test_an_empty_month_says_so(browser) -> None:
    page = browser("dispatcher").get("/figures?since=&until=&unit=").text
    assert "这段时间没有工单" in page
    assert "没有工单" in browser("dispatcher").get("/figures/solved").text


@pytest.mark.parametrize(
    ("query", "sentence", "kept"),
    [
        ("since=nonsense", "“nonsense”不是日期", 'type="text" name="since" value="nonsense"'),
        ("unit=NOBODY", "没有代码为“NOBODY”的单位", ""),
        ("area=A99", "没有代码为“A99”的区域", ""),
        ("category=99", "没有代码以“99”开头的分类", ""),
        ("category=" + ",".join(map(str, range(3_000))), "最多统计 100 个分类", ""),
        ("channel=pigeon", "没有“pigeon”这个渠道", ""),
        ("kind=joke", "没有“joke”这个诉求类型", ""),
        ("since=2026-02-01&until=2026-01-01", "开始晚于结束", 'name="since" value="2026-02-01"'),
    ],
)
@pytest.mark.parametrize("path", ["/figures", "/dashboard"])
def test_a_question_that_cannot_be_read_is_refused_in_words(
    browser, path: str, query: str, sentence: str, kept: str
) -> None:
    answer = browser("supervisor").get(f"{path}?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert kept in answer.text
    assert "三率综合" not in answer.text
    for part in (".csv", "/solved", "/counts/open"):
        refused = browser("supervisor").get(f"/figures{part}?{query}")
        assert refused.status_code == 422
        assert sentence in refused.text


def test_pages_that_others_may_not_see(browser) -> None:
    for role in ("operator", "revisit_clerk"):
        for path in ("/figures", "/figures.csv", "/figures/solved"):
            assert browser(role).get(path).status_code == 403
    assert browser("supervisor").get("/figures/nonsense").status_code == 422
    assert (
        browser("supervisor").get("/figures?since=2026-02-01&until=2026-01-01").status_code == 422
    )
