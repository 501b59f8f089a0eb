"""The monthly theme: named in one form, counted like all else, on dashboard and brief."""

import html
import io
import re

import openpyxl
import pytest
from sqlmodel import select

from models.database import Database
from models.register import Register, RegisterChange
from models.theme import MonthlyTheme
from tests.service.queries.figures import lives

OCTOBER = "since=2026-10-01&until=2026-10-31"
THEME = {
    "version": "0",
    "shown": "2026-10",
    "month": "2026-10",
    "title": "夜间占道烧烤",
    "category": "0701",
    "lead": "CGJ",
}


@pytest.fixture
def month(store: Database) -> None:
    lives.write(store)


@pytest.mark.usefixtures("month")
def test_every_number_of_a_theme_opens_so_many_tickets(browser) -> None:
    supervisor = browser("supervisor")
    assert "没有定主题" in supervisor.get(f"/dashboard/theme?{OCTOBER}").text
    assert "每月一题" not in brief(supervisor).partition("</nav>")[2].partition("<article")[2]
    assert supervisor.post("/dashboard/themes", **THEME).status_code == 303
    part = supervisor.get(f"/dashboard/theme?{OCTOBER}").text
    assert "夜间占道烧烤" in part
    listed = supervisor.get("/dashboard/themes?month=2026-10&done=kept").text
    assert "主题已保存" in listed
    for shown in (part, listed, brief(supervisor)):
        opened = re.findall(r'href="(/figures/[^"]+category=0701[^"]*)">(\d+)</a>', shown)
        assert opened
        for path, count in opened:
            page = supervisor.get(html.unescape(path)).text
            assert f"{count} 件</span></h1>" in page, path
    assert "由市城管局牵头" in brief(supervisor)
    answer = supervisor.get("/dashboard/brief.xlsx?kind=monthly&day=2026-10-15")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["每月一题"]
    assert next(sheet.iter_rows(min_row=2, values_only=True))[1] == "夜间占道烧烤"


def brief(supervisor) -> str:
    return supervisor.get("/dashboard/brief?kind=monthly&day=2026-10-15").text


def test_a_theme_is_named_changed_and_taken_back_on_record(browser, store: Database) -> None:
    administrator, supervisor = browser("administrator"), browser("supervisor")
    ahead = {**THEME, "month": "2026-12", "version": "7"}
    assert administrator.post("/dashboard/themes", **ahead).status_code == 303
    assert "这个月还没有开始" in supervisor.get("/dashboard/themes").text
    stale = supervisor.post("/dashboard/themes", **{**ahead, "title": "另一题"})
    assert stale.status_code == 412
    assert 'value="另一题"' in stale.text
    changed = {**ahead, "shown": "2026-12", "version": "1", "title": "另一题"}
    assert supervisor.post("/dashboard/themes", **changed).status_code == 303
    gone = {"shown": "2026-12", "month": "2026-01", "version": "2", "remove": "true"}
    assert supervisor.post("/dashboard/themes", **gone).status_code == 303
    with store.read() as session:
        assert session.exec(select(MonthlyTheme)).all() == []
        told = select(RegisterChange.said).where(RegisterChange.kind == Register.THEME)
        first, second, third = session.exec(told.order_by(RegisterChange.id)).all()
    assert first.startswith("定为：夜间占道烧烤")
    assert second == "主题：夜间占道烧烤 → 另一题"
    assert third.startswith("撤销：另一题")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"month": "十月"}, "不是月份"),
        ({"month": "2030-01"}, "最多提前 12 个月"),
        ({"title": " "}, "请填写主题"),
        ({"category": "999999"}, "请选择主题所指的分类"),
        ({"lead": ""}, "请选择牵头单位"),
        ({"lead": "NOBODY"}, "没有代码为“NOBODY”的单位"),
    ],
)
def test_what_cannot_be_a_theme_is_refused_and_kept(browser, wrong, sentence: str) -> None:
    answer = browser("supervisor").post("/dashboard/themes", **(THEME | wrong))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert html.escape(wrong.get("month", THEME["month"])) in answer.text


def test_only_leaders_name_a_theme(browser) -> None:
    for role in ("auditor", "dispatcher", "officer"):
        person = browser(role)
        page = person.get("/dashboard/themes")
        assert page.status_code == 200
        assert "定为主题" not in page.text
        assert ("只是本单位的工单" in page.text) is (role == "officer")
        assert person.post("/dashboard/themes", **THEME).status_code == 403
    assert browser("operator").get("/dashboard/themes").status_code == 403
