"""The pages of handling: extension, tasks, suspension, files."""

import re

import pytest

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def press(desk):
    def do(person, number: str, action: str, *, status: int = 303, **given):
        answer = person.post(f"/tickets/{number}/{action}", version=desk.version(number), **given)
        assert answer.status_code == status, answer.text
        return answer.text

    return do


@pytest.fixture
def handled(browser, desk, press) -> str:
    number = desk.receive(phone="13812340000")
    desk.dispatch(number)
    press(browser("officer"), number, "acknowledge")
    return number


def _forms(page: str) -> set[str]:
    return set(re.findall(r'action="/tickets/\d+/(\w+)"', page))


def test_an_extension_goes_through_the_pages(browser, press, handled):
    officer, dispatcher = browser("officer"), browser("dispatcher")
    refused = press(officer, handled, "request_extension", status=422, days="9", reason="检测中")
    assert "每次延期最多 3 个工作日" in refused
    assert "检测中" in refused
    press(officer, handled, "request_extension", days="3", reason="检测中")
    assert f"open={handled}" in dispatcher.get("/dispatch?tab=extensions").text
    page = dispatcher.get(f"/tickets/{handled}").text
    assert "申请 3 天，等待审批" in page
    assert {"grant_extension", "refuse_extension"} <= _forms(page)
    press(dispatcher, handled, "grant_extension")
    page = dispatcher.get(f"/tickets/{handled}").text
    assert "时限 11 月 18 日 17:30 → 11 月 23 日 17:30" in page
    assert "延期 3 个工作日" in page
    assert f"open={handled}" not in dispatcher.get("/dispatch?tab=extensions").text
    assert "grant_extension" not in _forms(page)


def test_a_task_goes_through_the_pages(browser, press, handled):
    officer, other = browser("officer"), browser("officer.zjj")
    press(officer, handled, "delegate", unit="ZJJ", task="核查许可", due_at="2026-11-16T17:30")
    inbox = other.get("/inbox?tab=tasks").text
    assert f"open={handled}" in inbox
    beside = other.get(f"/inbox?tab=tasks&open={handled}").text
    assert 'data-act="a">签收任务' in beside
    assert "市城管局请本单位：</b>核查许可" in beside
    page = other.get(f"/tickets/{handled}").text
    assert _forms(page) == {"acknowledge_task", "finish_task", "documents"}
    assert "138" not in page
    press(other, handled, "acknowledge_task")
    refused = press(officer, handled, "reply", status=409, public_text="已现场处理完毕。")
    assert "还没有办结" in refused
    assert "办理中，还没有结果" in refused
    assert 'name="withdraw_tasks"' in refused
    press(other, handled, "finish_task", result="许可<齐全>")
    assert f"open={handled}" not in other.get("/inbox?tab=tasks").text
    page = officer.get(f"/tickets/{handled}").text
    assert "许可&lt;齐全&gt;" in page
    assert 'hidden><input type="checkbox" name="withdraw_tasks"' in page
    press(officer, handled, "reply", public_text="已现场处理完毕。")


def test_a_suspension_goes_through_the_pages(browser, press, handled):
    supervisor = browser("supervisor")
    refused = press(supervisor, handled, "suspend", status=422, reason="待改造", milestones="尽快")
    assert "每行应为日期和目标" in refused
    lines = "2026-11-30 落实资金\r\n\r\n2026-12-31 完成管网改造"
    press(supervisor, handled, "suspend", reason="待改造", milestones=lines)
    assert f"open={handled}" in supervisor.get("/dispatch?tab=suspended").text
    page = supervisor.get(f"/tickets/{handled}").text
    for word in ("下次复核 2027-02-10", "落实资金", "2026-12-31"):
        assert word in page, word
    (first,) = re.findall(r'<option value="(\d+)">2026-11-30 落实资金</option>', page)
    press(supervisor, handled, "reach_milestone", milestone=first, remark="已到位")
    press(supervisor, handled, "review_suspension", reason="继续推进")
    page = supervisor.get(f"/tickets/{handled}").text
    assert "2026-11-30 落实资金</option>" not in page
    press(supervisor, handled, "resume", reason="改造完成")


def test_a_contact_goes_through_the_pages(browser, press, handled, clock):
    officer = browser("officer")
    page = officer.get(f"/tickets/{handled}").text
    assert ("联系诉求人" in page, "已超时" in page) == (True, False)
    clock.forward(days=2)
    assert "已超时" in officer.get(f"/tickets/{handled}").text
    press(officer, handled, "contact", way="visit", who="陈涛", reason="已约定上门")
    page = officer.get(f"/tickets/{handled}").text
    for word in ("方式 上门", "联系人 陈涛", "已约定上门"):
        assert word in page, word


def test_a_second_round_asks_for_the_handler(browser, press, handled):
    officer, dispatcher = browser("officer"), browser("dispatcher")
    assert 'name="handler"' not in officer.get(f"/tickets/{handled}").text
    press(officer, handled, "reply", public_text="已现场处理完毕。")
    press(dispatcher, handled, "accept_reply")
    press(
        browser("revisit_clerk"),
        handled,
        "record_revisit",
        was_contacted="true",
        satisfaction="dissatisfied",
        reason="又来了",
    )
    assert 'name="handler"' in officer.get(f"/tickets/{handled}").text
    press(officer, handled, "reply", public_text="已再次处理完毕。", handler="王副局长")
    assert "分管领导 王副局长" in dispatcher.get(f"/tickets/{handled}").text


def test_a_file_is_uploaded_and_saved_through_the_pages(browser, desk, press, handled):
    officer, supervisor = browser("officer"), browser("supervisor")

    def send(person, name: str, content: bytes):
        return person.client.post(
            f"/tickets/{handled}/documents",
            data={"csrf_token": person.csrf, "version": desk.version(handled)},
            files={"file": (name, content)},
            follow_redirects=False,
        )

    refused = send(officer, "a.html", b"<html>")
    assert refused.status_code == 422
    assert "只接收 PDF、JPG、PNG、DOC、DOCX 文件" in refused.text
    assert send(officer, "", b"").status_code == 422
    press(officer, handled, "reply", public_text="已现场处理完毕。")
    assert send(supervisor, "签批件.pdf", PDF).status_code == 303
    page = supervisor.get(f"/tickets/{handled}").text
    (path,) = set(re.findall(rf'href="(/tickets/{handled}/documents/\w+)"', page))
    got = supervisor.get(path)
    assert got.content == PDF
    assert got.headers["content-disposition"].startswith("attachment;")
    assert officer.get(path).status_code == 404
    document = path.rpartition("/")[2]
    assert f'<option value="{document}">签批件.pdf</option>' in page
    press(supervisor, handled, "final_reply", reason="缺乏依据", document=document)
    page = supervisor.get(f"/tickets/{handled}").text
    # The line of the final reply names the document it rests on.
    (line,) = re.findall(r"<b>终结答复</b>.*?</li>", page, re.DOTALL)
    assert f'签批文件 <a href="{path}" download>签批件.pdf</a>' in line


def test_an_upload_needs_the_forms_token(browser, desk, handled):
    officer = browser("officer")
    answer = officer.client.post(
        f"/tickets/{handled}/documents",
        data={"version": desk.version(handled)},
        files={"file": ("a.pdf", PDF)},
    )
    assert answer.status_code == 403
