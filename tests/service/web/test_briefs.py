"""The briefs: sentences with the numbers counted by hand, cases without names, the same as XLSX."""

import io
from datetime import date

import openpyxl
import pytest
from sqlmodel import select

from models.database import Database
from models.enums import Closure, Kind
from models.ticket import Ticket
from service.operations.briefing import BriefKind, latest, period, untold
from tests.service.queries.figures import lives

OCTOBER = "kind=monthly&day=2026-10-15"


@pytest.fixture
def month(store: Database) -> None:
    lives.write(store)


@pytest.mark.usefixtures("month")
def test_a_monthly_brief_tells_what_was_counted_by_hand(browser) -> None:
    page = browser("supervisor").get(f"/dashboard/brief?{OCTOBER}").text
    for said in (
        "2026 年 10 月",
        "共受理诉求 22 件，较上期（1 件）增加 2100.0%，较去年同期（0 件）无法比较。",
        "派出 20 件，坐席直接答复 1 件，办结 13 件。",
        "期末在办 10 件，其中超期 3 件，疑难 1 件。",
        "投诉 22 件（100.0%）",
        "电话 20 件（90.9%）、网站 1 件（4.5%）、微信 1 件（4.5%）",
        "按时办结率 53.3%（8/15）",
        "满意率 77.8%（7/9）",
        "三率综合 75.8%。",
        "没有同地集中或异常增多的诉求。",
        "挂账",
    ):
        assert said in page, said


@pytest.mark.usefixtures("month")
def test_the_same_numbers_stand_in_the_worksheets(browser) -> None:
    answer = browser("auditor").get(f"/dashboard/brief.xlsx?{OCTOBER}")
    assert answer.headers["content-disposition"].endswith(
        '"brief-monthly-2026-10-01-2026-10-31.xlsx"'
    )
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["数量与指标", "各单位", "类型与领域", "热点", "预警", "疑难与重复"]
    figures = {row[0]: row[1:] for row in book["数量与指标"].iter_rows(values_only=True)}
    assert figures["受理量"][:3] == (22, 1, 0)
    assert figures["按时办结率"][0] == "53.3%"
    units = {row[0]: row for row in book["各单位"].iter_rows(values_only=True)}
    assert len(units) == 3
    assert [row[1] for row in book["疑难与重复"].iter_rows(min_row=2, values_only=True)] == [
        "24",
        "1",
    ]


def test_an_empty_day_has_a_brief_too(browser) -> None:
    page = browser("supervisor").get("/dashboard/brief").text
    assert "2026 年 11 月 11 日" in page  # the newest day that is over
    assert "这段时间没有受理诉求。" in page
    assert "不计算各项比率" in page
    running = browser("supervisor").get("/dashboard/brief?kind=weekly&day=2026-11-12").text
    assert "2026 年第 46 周（11-09 至 11-12）" in running
    assert "本期未结束" in running


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("day=2026-13-40", "“2026-13-40”不是日期"),
        ("day=2026-11-13", "还没有到"),
        ("kind=weekly&day=soon", "“soon”不是日期"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_kept(browser, query: str, sentence: str) -> None:
    answer = browser("supervisor").get(f"/dashboard/brief?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{query.split("day=")[1]}"' in answer.text
    assert "总体情况" not in answer.text
    assert browser("supervisor").get(f"/dashboard/brief.xlsx?{query}").status_code == 422


@pytest.mark.usefixtures("month")
def test_cases_are_told_without_names_and_never_of_sealed_matters(browser, store) -> None:
    words = "我叫王小明，电话13812345678，住锦绣家园3栋2单元501室，张先生家油烟呛人"
    with store.write() as session:
        for row in session.exec(select(Ticket).where(Ticket.closure == Closure.SATISFIED)):
            row.text, row.category_code = words, "060101"
    page = browser("supervisor").get(f"/dashboard/brief?{OCTOBER}").text
    assert "我叫某某，电话〔电话〕，住锦绣家园某栋某单元某室，某先生家油烟呛人" in page
    assert "王小明" not in page
    with store.write() as session:
        for row in session.exec(select(Ticket)):
            row.kind = Kind.REPORT
    page = browser("supervisor").get(f"/dashboard/brief?{OCTOBER}").text
    assert "没有可供选用的满意办结案例" in page


def test_long_words_are_cut() -> None:
    told = untold("，".join(f"第{number}个问题" for number in range(100)))
    assert (len(told), told[-1]) == (161, "…")


def test_periods_of_briefs() -> None:
    day = date(2026, 11, 12)
    assert period(BriefKind.DAILY, day) == (day, day)
    assert period(BriefKind.WEEKLY, day) == (date(2026, 11, 9), date(2026, 11, 15))
    assert period(BriefKind.MONTHLY, day) == (date(2026, 11, 1), date(2026, 11, 30))
    assert period(BriefKind.MONTHLY, date(2026, 12, 31)) == (
        date(2026, 12, 1),
        date(2026, 12, 31),
    )
    assert [latest(kind, day) for kind in BriefKind] == [
        date(2026, 11, 11),
        date(2026, 11, 8),
        date(2026, 10, 31),
    ]
