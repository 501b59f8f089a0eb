"""The pages of the duty list and of organisation changes, as people use them."""

import re

from models.duty import Duty
from service.operations.duty_files import HEADER, written
from service.queries.duties import standing
from service.web.names import names
from tests.conftest import START


def upload(admin, text: str, *, intent: str = "save", **data: str):
    sent = {"csrf_token": admin.csrf, "intent": intent, "expected": "0", **data}
    files = {"file": ("清单.csv", text.encode(), "text/csv")}
    return admin.client.post("/admin/duties/import", data=sent, files=files, follow_redirects=False)


def row(**changed: str) -> str:
    cells = {
        "代码": "N1", "事项": "共享充电宝计费纠纷", "分类": "010201", "主办": "市城管局",
        "依据": "会议纪要",
    } | changed  # fmt: skip
    return ",".join(HEADER) + "\n" + ",".join(cells.get(name, "") for name in HEADER) + "\n"


def test_a_file_is_previewed_then_becomes_the_next_edition(browser, desk, store):
    number = desk.receive()
    desk.dispatch(number)
    admin = browser("administrator")
    seen = upload(admin, row(), intent="preview").text
    assert "只是预览" in seen
    assert "新增 <b>1</b> 条" in seen
    done = upload(admin, row(), note="纪要")
    assert done.headers["location"] == "/admin/duties?done=1"
    page = admin.get(done.headers["location"]).text
    assert "已导入，现为第 1 版" in page
    assert "共享充电宝计费纠纷" in admin.get("/admin/duties?word=N1").text
    editions = browser("dispatcher").get("/admin/duties/editions").text
    assert "纪要" in editions
    assert "新增" in editions
    assert "共享充电宝计费纠纷" in browser("supervisor").get("/admin/duties/N1").text


def test_a_wrong_row_is_told_by_line_and_nothing_is_brought_in(browser, store):
    admin = browser("administrator")
    refused = upload(admin, row(主办="火星局"))
    assert refused.status_code == 422
    assert "第 2 行" in refused.text
    assert "没有“火星局”这个单位" in refused.text
    with store.read() as session:
        assert session.get(Duty, "N1") is None


def test_readers_export_but_do_not_import(browser, store):
    reader = browser("dispatcher")
    with store.read() as session:
        duty = session.get_one(Duty, "D02010101")
    assert written([duty]).splitlines()[1] in reader.get("/admin/duties/csv").text
    assert reader.get("/admin/duties/xlsx").content.startswith(b"PK")
    assert upload(reader, row()).status_code == 403
    assert "/admin/duties/import" not in reader.get("/admin/duties").text
    assert reader.get("/admin/duties/D02010101/edit").status_code == 403
    assert reader.get("/admin/duties/NOSUCH").status_code == 404
    assert reader.get("/admin/duties/editions?before=9").status_code == 404


def test_a_wrong_cell_is_mended_on_the_page_without_choosing_the_file_again(browser):
    admin = browser("administrator")
    text = row(主办="火星局") + row(代码="N2", 协办="市公安局").split("\n", 1)[1]
    seen = upload(admin, text, intent="preview", note="纪要").text
    assert "有错 1 处" in seen
    assert 'name="cell-2-主办" value="火星局"' in seen
    assert "共享充电宝计费纠纷" in seen
    (kept,) = re.findall(r'name="kept" value="([^"]*)"', seen)
    sent = {"kept": kept, "expected": "0", "note": "纪要", "intent": "save"}
    again = admin.post("/admin/duties/import", **sent, **{"cell-2-主办": "水星局"})
    assert again.status_code == 422
    assert 'value="水星局"' in again.text
    mended = re.findall(r'name="kept" value="([^"]*)"', again.text)
    assert mended != [kept]
    stranger = browser("dispatcher").post("/admin/duties/import", **sent)
    assert stranger.status_code == 403
    done = admin.post("/admin/duties/import", **sent, **{"cell-2-主办": "市城管局"})
    assert done.headers["location"] == "/admin/duties?done=1"
    nothing = admin.post("/admin/duties/import", intent="save", expected="1")
    assert nothing.status_code == 422
    assert "请选择 CSV 或 XLSX 文件" in nothing.text


def test_a_large_or_damaged_file_is_not_chosen_again_but_expires(browser, clock):
    admin = browser("administrator")
    lines = [row(代码=f"N{n}", 依据="会议纪要" * 60).split("\n", 1)[1] for n in range(900)]
    large = row() + 'N9999,"没有写完的一行\n' + "".join(lines)
    assert len(large.encode()) > 700_000
    seen = upload(admin, large, intent="preview", skip_bad="true").text
    (kept,) = re.findall(r'name="kept" value="([^"]*)"', seen)
    assert "有的行已损坏" in seen
    assert "cell-" not in seen
    sent = {"kept": kept, "expected": "0", "skip_bad": "true"}
    done = admin.post("/admin/duties/import", intent="save", **sent)
    assert done.headers["location"] == "/admin/duties?done=1"
    clock.forward(days=2)
    late = browser("administrator").post("/admin/duties/import", intent="save", **sent)
    assert late.status_code == 409
    assert "请重新选择文件" in late.text
    assert 'name="file"' in late.text


def test_one_duty_is_changed_by_its_form_and_its_effects_open(browser, desk, store):
    with store.read() as session:
        known = names(session)
        duty = next(row for row in standing(session, on=START.date()) if row.lead == "CGJ")
    number = desk.receive(category=duty.category_code)
    desk.dispatch(number)
    admin = browser("administrator")
    path = f"/admin/duties/{duty.family}/edit"
    assert 'value="CGJ" selected' in re.sub(r' data-search="[^"]*"', "", admin.get(path).text)
    sent = {"name": duty.name, "category": known.category(duty.category_code), "lead": "HBJ",
            "basis": "新规", "expected": "0"}  # fmt: skip
    seen = admin.post(path, intent="preview", **sent)
    assert "变更 <b>1</b> 条" in seen.text
    assert f'href="/tickets/{number}"' in seen.text
    saved = admin.post(path, follow=True, intent="save", note="新规第 3 号", **sent)
    assert "已保存，现为权责清单第 1 版" in saved.text
    assert '<span class="old">市城管局</span><span class="arrow">→</span>市生态环境局' in saved.text
    wrong = admin.post(path, intent="save", **(sent | {"expected": "1", "lead": "", "name": ""}))
    assert wrong.status_code == 422
    assert wrong.text.count("不能空着。") >= 2
    taken = admin.post("/admin/duties/new", intent="save", code=duty.family, **sent)
    assert taken.status_code == 422
    assert "已有，请到那一条修改" in taken.text


def test_the_list_is_searched_by_unit_category_and_area(browser, store):
    with store.read() as session:
        known = names(session)
        rows = standing(session, on=START.date())
    reader = browser("dispatcher")
    path = known.category("0102")
    found = reader.get("/admin/duties", params={"category": path, "unit": "CGJ"}).text
    wanted = [one for one in rows if one.category_code.startswith("0102")
              and "CGJ" in (one.lead, *one.assisting.split(";"))]  # fmt: skip
    assert f'权责清单 <span class="quiet">{len(wanted)}</span>' in found
    assert reader.get("/admin/duties", params={"category": "火星"}).status_code == 422
    assert "下一页" in reader.get("/admin/duties").text


FORM = {
    "kind": "merge", "units": ["CGJ", "HBJ"], "name-0": "临澄市市政管理局",
    "short_name-0": "市市政局", "reason": "机构改革",
}  # fmt: skip


def test_a_merger_is_previewed_with_its_tickets_and_then_carried_out(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    admin = browser("administrator")
    seen = admin.post("/admin/reorganising", intent="preview", **FORM).text
    assert f"/tickets/{number}" in seen
    assert '市城管局<span class="arrow">→</span>市市政局' in seen
    assert "（市市政局，SSZJ）" in seen  # a code of its own initials, since none was given
    (digest,) = re.findall(r'name="digest" value="(\w+)"', seen)
    done = admin.post("/admin/reorganising", intent="save", digest=digest, **FORM)
    assert done.headers["location"] == "/admin/reorganising?done=1"
    page = browser("supervisor").get("/admin/reorganising").text
    assert "市市政局" in page
    assert "按预览执行" not in page
    ticket = browser("dispatcher").get(f"/tickets/{number}").text
    assert "机构调整" in ticket


def test_a_split_is_asked_for_by_the_form(browser, desk, store):
    with store.read() as session:
        known = names(session)
    path = known.category("0102")
    form = {"kind": "split", "units": "CGJ", "successor": "CGJ", "reason": "拆分",
            "part-0": "-new-1", "prefix-0": path, "name-1": "临澄市市容管理局",
            "short_name-1": "市市容局"}  # fmt: skip
    seen = browser("administrator").post("/admin/reorganising", intent="preview", **form)
    assert seen.status_code == 200
    assert "按预览执行" in seen.text
    assert "临澄市市容管理局" in seen.text
    assert '市城管局<span class="arrow">→</span>市市容局' in seen.text


def test_a_duty_is_transferred_by_its_name_alone(browser, store):
    admin = browser("administrator")
    form = admin.get("/admin/reorganising?kind=transfer").text
    with store.read() as session:
        duty = next(row for row in standing(session, on=START.date()) if row.lead == "CGJ")
    assert f'value="{duty.family}"' in form
    sent = {"kind": "transfer", "duty": duty.family, "successor": "HBJ", "reason": "文号"}
    seen = admin.post("/admin/reorganising", intent="preview", **sent).text
    assert f"{duty.name}：主办 市城管局" in seen
    nothing = admin.post("/admin/reorganising", intent="preview", **(sent | {"duty": ""}))
    assert nothing.status_code == 422
    assert "请从清单中选择" in nothing.text


def test_a_change_that_is_no_longer_what_was_previewed_is_not_made(browser, desk):
    admin = browser("administrator")
    refused = admin.post("/admin/reorganising", intent="save", digest="0" * 32, **FORM)
    assert refused.status_code == 409
    assert "预览之后情况有变" in refused.text
    wrong = admin.post("/admin/reorganising", intent="preview", **(FORM | {"reason": ""}))
    assert wrong.status_code == 422
    assert "请填写依据或理由" in wrong.text
    nothing = admin.post("/admin/reorganising", intent="preview", kind="nonsense")
    assert nothing.status_code == 422
