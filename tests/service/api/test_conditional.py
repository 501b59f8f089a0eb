"""A change must say which version it is meant for, and an old one is told what is now."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from models.enums import Role
from tests.callers import Caller, People


def test_without_if_match_nothing_moves(people: People) -> None:
    ticket = people.ticket()
    answer = people[Role.DISPATCHER].post(ticket["href"] + "/dispatch", {"unit": "CGJ"})
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
    assert people[Role.DISPATCHER].get(ticket["href"]).json() == ticket | {
        "allowed_actions": people[Role.DISPATCHER].get(ticket["href"]).json()["allowed_actions"]
    }


def test_a_stale_change_is_told_the_present_state(people: People) -> None:
    ticket = people.ticket()
    old = f'"{ticket["number"]}-{ticket["version"]}"'
    dispatcher = people[Role.DISPATCHER]
    dispatcher.move(ticket, "dispatch", {"unit": "CGJ"})
    answer = dispatcher.post(ticket["href"] + "/void", {"reason": "重复"}, etag=old)
    now = dispatcher.get(ticket["href"])
    assert answer.status_code == 412
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["etag"] == now.headers["etag"]
    problem = answer.json()
    assert (problem["code"], problem["current"]) == ("stale", now.json())
    assert problem["current_version"] == now.json()["version"]


@pytest.mark.parametrize(
    ("tag", "status", "code"),
    [
        ("*", 422, "if_match_any"),
        (" * ", 422, "if_match_any"),
        ("2026111200001-1", 400, "bad_if_match"),
        ('"a" "b"', 400, "bad_if_match"),
        ('"unclosed', 400, "bad_if_match"),
        ("W/{}", 412, "stale"),
        ('"other-1"', 412, "stale"),
        ('""', 412, "stale"),
    ],
)
def test_only_the_present_strong_tag_allows_a_change(
    sqlite_people: People, tag: str, status: int, code: str
) -> None:
    ticket = sqlite_people.ticket()
    right = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = sqlite_people[Role.DISPATCHER].post(
        ticket["href"] + "/dispatch", {"unit": "CGJ"}, etag=tag.replace("{}", right)
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert sqlite_people[Role.AUDITOR].get(ticket["href"]).headers["etag"] == right


def test_one_of_several_tags_is_enough(sqlite_people: People) -> None:
    ticket = sqlite_people.ticket()
    right = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = sqlite_people[Role.DISPATCHER].post(
        ticket["href"] + "/dispatch", {"unit": "CGJ"}, etag=f'"x", {right}'
    )
    assert answer.status_code == 200


def test_of_many_changes_at_once_exactly_one_wins(people: People) -> None:
    ticket = people.ticket()
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    token = people[Role.DISPATCHER].token

    def try_to(unit: str) -> int:
        caller = Caller(TestClient(people.app), token)
        return caller.post(ticket["href"] + "/dispatch", {"unit": unit}, etag=tag).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(try_to, ["CGJ", "ZJJ", "SCJ", "RSJ", "HBJ", "WLJ"]))
    assert statuses == [200, 412, 412, 412, 412, 412]
    trail = people[Role.AUDITOR].get(ticket["href"] + "/events").json()
    assert (trail["holds"], len(trail["events"])) == (True, 2)
