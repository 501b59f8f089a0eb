"""Who may open which page; what a foreign form may not do."""

import re
from urllib.parse import urlencode

from fastapi.routing import APIRoute

from models.enums import Role
from service.deps import PageAllowed
from service.web import PARTS
from service.web.rendering import NAVIGATION
from service.web.ticket.actions import FORMS, roles_of

HOMES = {
    "operator": "/intake",
    "dispatcher": "/dispatch",
    "officer": "/inbox",
    "revisit_clerk": "/revisits",
    "supervisor": "/dispatch",
    "administrator": "/admin/artifacts",
    "auditor": "/audit",
}
PAGES = {
    "/intake": {"operator", "dispatcher"},
    "/dispatch": {"dispatcher", "supervisor"},
    "/inbox": {"officer"},
    "/revisits": {"revisit_clerk"},
    "/tickets": set(HOMES),
    "/audit": {"auditor"},
    "/contests": {"operator", "dispatcher", "supervisor", "administrator", "auditor"},
    "/contests/new": {"administrator"},
    "/figures": {"dispatcher", "officer", "supervisor", "administrator", "auditor"},
    "/admin/artifacts": {"administrator"},
    "/admin/tokens": {"administrator"},
    "/admin/departments": {"administrator", "supervisor", "auditor"},
    "/admin/users": {"administrator"},
    "/password": set(HOMES),
    "/admin/duties": {"administrator", "dispatcher", "supervisor", "auditor"},
    "/admin/reorganising": {"administrator", "dispatcher", "supervisor", "auditor"},
}


def _permissions(route: APIRoute) -> list[PageAllowed]:
    def walk(dependant):
        for one in dependant.dependencies:
            if isinstance(one.call, PageAllowed):
                yield one.call
            yield from walk(one)

    return list(walk(route.dependant))


def _routes() -> list[APIRoute]:
    return [route for part in PARTS for route in part.routes if isinstance(route, APIRoute)]


#: Nobody is logged in there: citizens prove themselves by a code or by the address itself.
OPEN = ("/login", "/language", "/progress", "/r/")


def test_every_page_but_the_log_in_and_the_citizens_names_its_roles():
    assert len(_routes()) > 30
    for route in _routes():
        expected = 0 if route.path.startswith(OPEN) else 1
        assert len(_permissions(route)) == expected, route.path


def test_every_action_is_for_the_people_of_the_workflow():
    paths = {
        route.path: _permissions(route)[0].roles
        for route in _routes()
        if route.path.startswith("/tickets/")
    }
    for action in FORMS:
        assert paths[f"/tickets/{{number}}/{action}"] == roles_of(action)
        assert Role.SYSTEM not in roles_of(action)


def test_each_role_begins_at_its_own_page_and_sees_no_other(browser):
    for role, home in HOMES.items():
        person = browser(role)
        assert person.get("/", follow_redirects=False).headers["location"] == home
        for path, roles in PAGES.items():
            expected = 200 if role in roles else 403
            assert person.get(path).status_code == expected, (role, path)


def test_the_navigation_leads_only_where_the_role_may_go(browser):
    for role in HOMES:
        person = browser(role)
        for link in NAVIGATION[Role(role)]:
            answer = person.get(link.path)
            assert answer.status_code == 200
            assert 'aria-current="page"' in answer.text


def test_a_stranger_is_sent_to_the_log_in(anonymous):
    for path in [*PAGES, "/"]:
        answer = anonymous.get(path, follow_redirects=False)
        assert answer.status_code == 303
        back = "" if path == "/" else f"?{urlencode({'back': path})}"
        assert answer.headers["location"] == f"/login{back}"


def test_a_strangers_form_is_refused(anonymous, desk):
    number = desk.receive()
    for path in ("/intake", f"/tickets/{number}/void", "/admin/tokens", "/logout"):
        assert anonymous.post(path, data={}).status_code == 401


def test_a_form_without_its_token_is_refused(browser, desk):
    dispatcher = browser("dispatcher")
    number = desk.receive()
    version = desk.version(number)
    dispatcher.csrf = "wrong"
    answer = dispatcher.post(f"/tickets/{number}/void", version=version, reason="重复录入")
    assert answer.status_code == 403
    assert "没有生效" in answer.text
    assert desk.version(number) == version


def test_a_form_from_another_site_is_refused(browser, desk):
    dispatcher = browser("dispatcher")
    number = desk.receive()
    answer = dispatcher.client.post(
        f"/tickets/{number}/void",
        data={"csrf_token": dispatcher.csrf, "version": desk.version(number), "reason": "重复"},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403


def test_a_log_in_from_another_site_is_refused(anonymous):
    answer = anonymous.post(
        "/login",
        data={"username": "admin", "password": "hotline-demo"},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403


def test_wrong_password_keeps_the_name_and_says_no_more(anonymous):
    answer = anonymous.post("/login", data={"username": "admin<b>", "password": "wrong"})
    assert answer.status_code == 401
    assert "用户名或密码不对" in answer.text
    assert 'value="admin&lt;b&gt;"' in answer.text
    assert "wrong" not in re.sub("class=.*?>", "", answer.text).lower().replace("wrong-", "")


def test_the_right_password_opens_the_first_page(anonymous):
    sent = {"username": "operator.lin", "password": "hotline-demo"}
    answer = anonymous.post("/login", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "诉求内容" in anonymous.get("/").text


def test_after_the_log_in_a_person_is_where_the_session_ended(anonymous):
    page = anonymous.get("/tickets?status=RECEIVED").text
    assert 'name="back" value="/tickets?status=RECEIVED"' in page
    sent = {
        "username": "operator.lin",
        "password": "hotline-demo",
        "back": "/tickets?status=RECEIVED",
    }
    answer = anonymous.post("/login", data=sent, follow_redirects=False)
    assert answer.headers["location"] == "/tickets?status=RECEIVED"
    sent["back"] = "//evil.example"
    answer = anonymous.post("/login", data=sent, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_a_page_that_stays_logs_in_again_and_gets_its_token(anonymous, browser):
    assert anonymous.get("/session", headers={"Sec-Fetch-Mode": "cors"}).status_code == 401
    sent = {"username": "operator.lin", "password": "wrong"}
    refused = anonymous.post("/login/again", data=sent)
    assert (refused.status_code, refused.json()) == (
        401,
        {"problem": "用户名或密码不对，请重新输入。"},
    )
    given = anonymous.post("/login/again", data=sent | {"password": "hotline-demo"})
    assert given.json()["user"] in browser("operator").get("/intake").text
    assert given.json()["csrf"] in anonymous.get("/intake").text
    assert anonymous.get("/session").status_code == 204


def test_logging_out_ends_the_session(browser):
    person = browser("auditor")
    secret = person.client.cookies["hotline_session"]
    assert person.post("/logout").headers["location"] == "/login"
    person.client.cookies.set("hotline_session", secret)
    assert person.get("/tickets", follow_redirects=False).status_code == 303


def test_another_units_ticket_is_not_there(browser, desk):
    number = desk.receive()
    desk.dispatch(number, "ZJJ")
    officer = browser("officer")
    assert officer.get(f"/tickets/{number}").status_code == 404
    answer = officer.post(f"/tickets/{number}/acknowledge", version=desk.version(number))
    assert answer.status_code == 404


def test_pages_forbid_what_is_not_their_own(browser):
    policy = browser("operator").get("/intake").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_an_unknown_address_is_a_page(browser):
    answer = browser("operator").get("/nowhere")
    assert answer.status_code == 404
    assert "没有找到" in answer.text
