"""What no browser's form would send is answered with a sentence, on either database."""

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from tests.service.web.conftest import USERS, Browser


@pytest.fixture
def person(settings, clock):
    def open_for(role: str) -> Browser:
        found = Browser(
            TestClient(create_app(settings, clock=clock), raise_server_exceptions=False)
        )
        found.login(USERS[role])
        return found

    return open_for


@pytest.mark.parametrize(
    "path",
    [
        "/tickets/%00",
        "/tickets/find?number=%00",
        "/tickets?category=%00",
        "/tickets?unit=%00",
        "/intake?saved=%00",
        "/dispatch?open=%00",
    ],
)
def test_characters_that_no_database_keeps(person, path):
    assert 200 <= person("dispatcher").get(path).status_code < 500


def test_forms_that_no_page_made(person):
    admin = person("administrator")
    for token in ("0", "99999999999999999999", "x"):
        assert admin.post(f"/admin/tokens/{token}/revoke").status_code == 422
    stranger = TestClient(admin.client.app, raise_server_exceptions=False)
    for username, password in (("a\x00b", "x"), ("a" * 51, "x"), ("admin", "x" * 201), ("", "")):
        answer = stranger.post("/login", data={"username": username, "password": password})
        assert answer.status_code == 401


def test_danger_is_handed_over_whatever_the_page_says_of_it(person):
    operator = person("operator")
    sent = {"text": "楼道着火了", "kind": "HELP"}
    long = operator.post("/intake", intent="hand_over:119", danger="火" * 5000, **sent)
    assert long.status_code == 303
    assert (
        operator.post("/intake", intent="hand_over:119", danger="\x00", **sent).status_code == 422
    )
    assert operator.post("/intake", intent="nonsense", **sent).status_code == 422
    assert operator.get("/tickets").text.count("楼道着火了") == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_refused(browser, day) -> None:
    for who, paths in {
        "auditor": ("/audit", "/audit/looks", "/audit/exports", "/audit/changes", "/audit/verify"),
        "evaluator": ("/samples", "/samples/csv"),
        "supervisor": ("/figures", "/dashboard"),
    }.items():
        for path in paths:
            answer = browser(who).get(path, params={"since": day, "until": day})
            assert (path, answer.status_code) == (path, 422)
            assert "年份超出范围。" in answer.text
