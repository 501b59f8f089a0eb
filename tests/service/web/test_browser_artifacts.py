"""An administrator's day in a real browser: bring history in, train, compare, promote, go back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from models.run import Run, RunState
from models.ticket import Ticket
from tests.service.web.axe import serious
from training.history import HistoryRow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("trained")]

RUNS = "/admin/artifacts/runs"


def _history(past: tuple[HistoryRow, ...], path: Path) -> Path:
    """A small history as another system exports it, with one row that cannot be imported."""
    lines = ["工单编号,受理时间,诉求内容,承办单位,诉求分类"]
    lines += [
        f"H{row.line},{row.received_at - timedelta(days=30):%Y-%m-%d %H:%M},"
        f'"{row.text}",{row.unit},{row.category}'
        for row in past[:500]
        if row.received_at is not None
    ]
    lines.append("H9999,昨天,路灯不亮请维修,火星事务局,")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_history_in_a_candidate_out_promoted_and_back(page, address, past, tmp_path, app):
    from playwright.sync_api import expect

    parts = app.state.services
    page.goto(f"{address}/login")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", "hotline-demo")
    page.click("main button.primary")
    page.wait_for_url("**/admin/artifacts")
    expect(page.get_by_text("没有等待决定的候选")).to_be_visible()

    # A file goes in pieces, is checked by a process of its own, and asks.
    page.click(".tabs >> text=训练与导入")
    expect(page.get_by_role("button", name="开始训练")).to_be_disabled()
    assert serious(page) == []
    page.set_input_files("[name=file]", _history(past, tmp_path / "历史.csv"))
    page.click("text=上传并检查")
    ask = page.get_by_role("button", name="导入 500 件历史工单")
    expect(ask).to_be_visible(timeout=40_000)
    expect(page.get_by_text("火星事务局").first).to_be_visible()
    assert serious(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.set_viewport_size({"width": 1440, "height": 900})
    ask.click()
    expect(page.get_by_text("导入完成，上传的文件已删除")).to_be_visible(timeout=40_000)

    # A training is watched over a reload, and leaves a candidate.
    page.goto(f"{address}{RUNS}")
    page.get_by_role("button", name="开始训练").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.reload()
    compare = page.get_by_role("link", name="与现用的比较，再决定")
    expect(compare).to_be_visible(timeout=90_000)
    assert parts.registry.live() == "v1"
    compare.click()

    expect(page.locator("svg.plot")).to_have_count(2)
    assert serious(page) == []
    forced = page.locator("[name=reason]")
    if forced.count():
        forced.fill("示范：历史很少")
    page.locator(".decide button").click()
    expect(page.get_by_text("已切换，现用")).to_be_visible()
    assert parts.registry.live() != "v1"
    page.click("text=回退到上一版本")
    page.click("text=确认回退")
    expect(page.locator(".now-facts dd").first).to_have_text("v1")
    with parts.database.read() as session:
        states = session.exec(select(Run.state)).all()
        tickets = session.exec(select(func.count()).select_from(Ticket)).one()
    assert (states, tickets) == ([RunState.DONE, RunState.DONE], 500)
    assert page.complaints == []
