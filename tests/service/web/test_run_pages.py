"""Trainings and imports from a page: started, watched, answered, stopped."""

import re
from dataclasses import replace

import pytest
from sqlmodel import select

from models.run import Run, RunKind, RunState
from models.ticket import Ticket
from service.jobs.runs import carry_out
from service.queries import runs

RUNS = "/admin/artifacts/runs"
HEAD = "工单编号,受理时间,诉求内容,承办单位\n"
GOOD = "H1,2026-03-02 09:30,小区门口烧烤摊占道油烟呛人,临澄市城市管理局\n"
BAD = "H2,昨天,<b>路灯</b>不亮请维修,火星事务局\n"


@pytest.fixture
def launched(app) -> list[int]:
    """The runs for which a process would have been started."""
    found: list[int] = []
    app.state.services = replace(app.state.services, launch=found.append)
    return found


@pytest.fixture
def admin(browser, launched):
    return browser("administrator")


def find(store, number: int = 1) -> Run:
    with store.read() as session:
        return runs.find(session, number)


def send(admin, content: str, name: str = "历史.csv"):
    return admin.client.post(
        f"{RUNS}/file",
        data={"csrf_token": admin.csrf},
        files={"file": (name, content.encode(), "text/csv")},
        follow_redirects=False,
    )


def test_without_finished_tickets_there_is_nothing_to_train_on(admin):
    page = admin.get(RUNS).text
    assert "还没有办结的工单" in page
    assert "还没有训练或导入过" in page


def test_a_training_is_started_once_and_shown_while_it_goes_on(admin, launched, store):
    started = admin.post(RUNS, megabytes="500")
    assert started.headers["location"] == f"{RUNS}/1"
    assert launched == [1]
    assert (find(store).megabytes, find(store).state) == (500, RunState.WAITING)
    page = admin.get(f"{RUNS}/1").text
    for words in (
        "训练 1",
        "等待开始",
        "读取历史工单",
        "写入候选制品",
        f'hx-get="{RUNS}/1/progress"',
    ):
        assert words in page, words
    again = admin.post(RUNS)
    assert again.status_code == 409
    assert "同一时间只做一件" in again.text
    assert "disabled" in again.text
    assert launched == [1]


def test_the_part_that_is_asked_again_reloads_the_page_when_all_is_over(admin, app, store):
    admin.post(RUNS)
    part = admin.get(f"{RUNS}/1/progress")
    assert "HX-Refresh" not in part.headers
    assert "<html" not in part.text
    carry_out(app.state.services, run_id=1)
    assert admin.get(f"{RUNS}/1/progress").headers["HX-Refresh"] == "true"
    page = admin.get(f"{RUNS}/1").text
    assert "没有成功" in page
    assert "至少要 10 行" in page
    assert "重新开始" in page


def test_wrong_memory_is_said_and_kept(admin, launched):
    answer = admin.post(RUNS, megabytes="viel")
    assert answer.status_code == 422
    assert "内存上限至少" in answer.text
    assert 'value="viel"' in answer.text
    assert launched == []


def test_a_run_that_waits_is_cancelled_at_once(admin, store):
    admin.post(RUNS)
    gone = admin.post(f"{RUNS}/1/stop", follow=True)
    assert "已取消，没有留下制品" in gone.text
    assert find(store).state is RunState.CANCELLED
    assert admin.post(f"{RUNS}/1/stop").status_code == 409


def test_a_file_is_checked_shown_and_imported_only_when_confirmed(admin, app, launched, store):
    assert send(admin, HEAD + GOOD + BAD).headers["location"] == f"{RUNS}/1"
    assert launched == [1]
    carry_out(app.state.services, run_id=1)
    page = admin.get(f"{RUNS}/1").text
    for words in (
        "读到 <b>2</b> 行",
        "<b>1</b> 行可以导入",
        "1 行有问题",
        "火星事务局",
        "认不出这个单位",
        "列的对应",
        "导入 1 件历史工单",
        "&lt;b&gt;路灯",
    ):
        assert words in page, words
    refused = admin.get(f"{RUNS}/1/refused.csv")
    assert refused.content.startswith(b"\xef\xbb\xbf")
    assert "火星事务局" in refused.text
    with store.read() as session:
        assert session.exec(select(Ticket)).all() == []
    admin.post(f"{RUNS}/1/answer", intent="import")
    assert (find(store).kind, launched) == (RunKind.IMPORT, [1, 1])
    carry_out(app.state.services, run_id=1)
    assert "导入完成，上传的文件已删除" in admin.get(f"{RUNS}/1").text
    assert admin.get(f"{RUNS}/1/refused.csv").status_code == 404
    with store.read() as session:
        assert [one.number for one in session.exec(select(Ticket))] == ["H1"]
    send(admin, HEAD + GOOD + BAD)
    carry_out(app.state.services, run_id=2)
    assert "同名、同样大小的文件已在" in admin.get(f"{RUNS}/2").text


def test_other_columns_are_chosen_and_the_file_checked_again(admin, app, store):
    send(admin, "甲,乙,丙\n小区门口烧烤摊占道,临澄市城市管理局,2026-03-02\n")
    carry_out(app.state.services, run_id=1)
    page = admin.get(f"{RUNS}/1").text
    assert "还认不出必需的列" in page
    assert 'value="import"' not in page
    admin.post(
        f"{RUNS}/1/answer",
        intent="check",
        **{"column-text": "甲", "column-unit": "乙", "column-received_at": "丙"},
    )
    carry_out(app.state.services, run_id=1)
    page = admin.get(f"{RUNS}/1").text
    assert "导入 1 件历史工单" in page
    assert re.search(r'name="column-text">.*?<option selected>甲', page)


def test_a_large_file_comes_in_pieces_and_the_last_one_starts_the_check(admin, launched, store):
    content = (HEAD + GOOD).encode()
    opened = admin.post(f"{RUNS}/pieces", name="大.csv", size=str(len(content)))
    assert opened.json()["run"] == 1
    half = len(content) // 2

    def piece(at: int, body: bytes):
        headers = {"X-CSRF-Token": admin.csrf}
        return admin.client.post(f"{RUNS}/1/pieces?at={at}", content=body, headers=headers)

    assert piece(half, content[half:]).status_code == 409  # what lies before it is missing
    assert piece(0, content[:half]).json() == {"here": half}
    assert piece(0, content[:half]).json() == {"here": half}  # sent again after a broken line
    assert admin.post(f"{RUNS}/1/answer", intent="check").status_code == 409  # not whole yet
    assert launched == []
    assert piece(half, content[half:]).json() == {"here": len(content)}
    assert launched == [1]
    assert piece(0, b"x").status_code == 404
    assert find(store).state is RunState.WAITING


def test_what_is_no_table_is_refused_and_a_chosen_file_asked_for(admin, launched):
    assert "请选择 CSV" in send(admin, "x", name="a.exe").text
    empty = admin.client.post(f"{RUNS}/file", data={"csrf_token": admin.csrf}, files={})
    assert empty.status_code == 422
    assert "请选择文件" in empty.text
    assert admin.post(f"{RUNS}/pieces", name="a.csv", size="9999999999").status_code == 422
    assert launched == []


def test_a_checked_file_can_be_given_up(admin, app, store, sqlite_settings):
    send(admin, HEAD + GOOD)
    carry_out(app.state.services, run_id=1)
    gone = admin.post(f"{RUNS}/1/stop", follow=True)
    assert "上传的文件已删除" in gone.text
    assert list(sqlite_settings.uploads.iterdir()) == []


def test_only_administrators_see_runs(browser, admin):
    admin.post(RUNS)
    for role in ("dispatcher", "supervisor", "auditor", "operator"):
        person = browser(role)
        for path in (RUNS, f"{RUNS}/1", f"{RUNS}/1/progress"):
            assert person.get(path).status_code == 403
        assert person.post(f"{RUNS}/1/stop").status_code == 403
    assert admin.get(f"{RUNS}/99").status_code == 404
