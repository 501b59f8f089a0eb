"""The pages of accounts, of one's own password, and of the units."""

import html
import re

from sqlmodel import select

from models.department import Department
from models.user import User

USERS = "/admin/users"
NEW = {"username": "officer.two", "name": "李<四>", "role": "officer", "department": "CGJ"}


def secret_of(body: str) -> str:
    return html.unescape(re.search(r'class="secret">([^<]+)', body)[1])


def id_of(store, username: str) -> int:
    with store.read() as session:
        return session.exec(select(User.id).where(User.username == username)).one()


def test_a_new_users_password_is_shown_once_and_changed_first(browser, anonymous, store):
    admin = browser("administrator")
    made = admin.post(f"{USERS}/new", **NEW)
    password = secret_of(made.text)
    assert "李&lt;四&gt;" in made.text
    path = f"{USERS}/{id_of(store, 'officer.two')}"
    later = admin.get(path).text
    assert password not in later
    assert "一次性密码，等本人修改" in later
    sent = {"username": "officer.two", "password": password}
    anonymous.post("/login", data=sent, follow_redirects=False)
    for page in ("/", "/inbox", "/tickets"):
        gone = anonymous.get(page, follow_redirects=False)
        assert (gone.status_code, gone.headers["location"]) == (303, "/password")
    form = anonymous.get("/password").text
    assert "您用的是一次性密码" in form
    (csrf,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', form))
    given = {"csrf_token": csrf, "current": password, "new": "river-stone-42"}
    unlike = anonymous.post("/password", data=given | {"again": "another"})
    assert unlike.status_code == 422
    assert "两次输入的新密码不一样" in unlike.text
    changed = anonymous.post(
        "/password", data=given | {"again": "river-stone-42"}, follow_redirects=False
    )
    assert changed.headers["location"] == "/"
    assert anonymous.get("/inbox").status_code == 200
    assert "启用" in admin.get(f"{USERS}?word=officer.two").text


def test_the_api_refuses_a_password_for_one_use(browser, anonymous):
    password = secret_of(browser("administrator").post(f"{USERS}/new", **NEW).text)
    sent = {"username": "officer.two", "password": password}
    token = anonymous.post("/api/v1/sessions", json=sent).json()["token"]
    refused = anonymous.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()["code"]) == (403, "must_change_password")


def test_a_refused_account_keeps_what_was_typed(browser):
    refused = browser("administrator").post(f"{USERS}/new", **(NEW | {"department": ""}))
    assert refused.status_code == 422
    assert "承办人员须属于一个单位" in refused.text
    assert 'value="officer.two"' in refused.text
    assert browser("administrator").post(f"{USERS}/new", **(NEW | {"role": "x"})).status_code == 422


def test_an_account_is_found_changed_switched_off_and_reset(browser, store):
    admin = browser("administrator")
    listed = admin.get(USERS, params={"role": "operator"}).text
    assert "operator.lin" in listed
    assert "officer.cgj" not in listed
    assert "没有符合的用户" in admin.get(USERS, params={"word": "nobody"}).text
    path = f"{USERS}/{id_of(store, 'operator.lin')}"
    operator = browser("operator")
    assert operator.get("/intake").status_code == 200
    saved = admin.post(path, follow=True, name="林晓", role="dispatcher", department="")
    assert "角色：坐席 → 派单员" in saved.text
    assert operator.get("/dispatch").status_code == 200
    assert "已结束全部登录" in admin.post(f"{path}/sessions", follow=True).text
    gone = operator.get("/intake", follow_redirects=False).headers["location"]
    assert gone.startswith("/login")
    off = admin.post(f"{path}/switch", follow=True, is_active="false").text
    assert "已停用" in off
    assert "重新启用" in off
    assert "operator.lin" in admin.get(USERS, params={"state": "off"}).text
    assert secret_of(admin.post(f"{path}/password").text)
    own = f"{USERS}/{id_of(store, 'admin')}"
    assert admin.post(f"{own}/switch", is_active="false").status_code == 409
    assert admin.get(f"{USERS}/999").status_code == 404
    assert admin.post(f"{USERS}/999/switch", is_active="false").status_code == 404


def test_a_units_page_gathers_what_hangs_on_it(browser, desk):
    number = desk.receive()
    desk.dispatch(number)
    admin = browser("administrator")
    page = admin.get("/admin/departments/CGJ").text
    assert 'href="/tickets?unit=CGJ&amp;status=DISPATCHED">1</a>' in page
    assert "陈涛" in page
    assert "D0" in page
    assert (
        'action="/admin/departments/CGJ"'
        not in browser("supervisor").get("/admin/departments/CGJ").text
    )
    assert admin.get("/admin/departments/NOSUCH").status_code == 404


def test_a_unit_is_corrected_and_a_wrong_name_refused(browser, store):
    admin = browser("administrator")
    path = "/admin/departments/CGJ"
    facts = {"name": "临澄市城市管理局", "short_name": "市城管局", "aliases": "城管、市容局",
             "parent": "", "contacts": "张三 0510-1\n李四 0510-2"}  # fmt: skip
    saved = admin.post(path, follow=True, **facts)
    assert "已保存" in saved.text
    assert "张三 0510-1；李四 0510-2" in saved.text
    with store.read() as session:
        unit = session.get_one(Department, "CGJ")
        assert unit.contacts == "张三 0510-1\n李四 0510-2"
    refused = admin.post(path, **(facts | {"name": "临澄市生态环境局"}))
    assert refused.status_code == 422
    assert "已有名为" in refused.text
    assert 'value="临澄市生态环境局"' in refused.text
