"""Merging repeats: one child, one open parent, never in a circle."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from models.enums import Role
from tests.callers import Caller, People


def merge(people: People, child: dict, into: str):
    now = people[Role.DISPATCHER].get(child["href"]).json()
    tag = f'"{now["number"]}-{now["version"]}"'
    return people[Role.DISPATCHER].post(child["href"] + "/merge", {"into": into}, etag=tag)


def test_a_repeat_closes_and_points_at_its_parent(people: People) -> None:
    parent, child = people.dispatched(), people.ticket()
    answer = merge(people, child, f" {parent['number']} ")
    assert answer.status_code == 200, answer.text
    merged = answer.json()
    assert (merged["status"], merged["closure"]) == ("CLOSED", "MERGED")
    assert merged["merged_into"] == parent["number"]
    whole = people[Role.AUDITOR].get(parent["href"]).json()
    assert (whole["merged"], whole["version"]) == ([child["number"]], parent["version"])
    trail = people[Role.AUDITOR].get(child["href"] + "/events").json()
    assert trail["holds"] is True
    assert [event["action"] for event in trail["events"]] == ["receive", "merge"]
    assert trail["events"][-1]["facts"]["into"] == parent["number"]


@pytest.mark.parametrize(
    ("into", "status", "code"),
    [
        ("itself", 422, "merge_into_itself"),
        ("", 422, "missing_fields"),
        ("2026111299999", 404, "unknown_parent"),
        ("merged", 409, "parent_ended"),
        ("voided", 409, "parent_ended"),
        ("answered", 409, "parent_ended"),
    ],
)
def test_what_nothing_can_be_merged_into(people: People, into: str, status: int, code: str) -> None:
    child, other = people.ticket(), people.ticket()
    dispatcher = people[Role.DISPATCHER]
    if into == "merged":
        assert merge(people, other, people.ticket()["number"]).status_code == 200
    elif into == "voided":
        dispatcher.move(other, "void", {"reason": "重复录入"})
    elif into == "answered":
        dispatcher.move(other, "answer", {"public_text": "请拨打供电热线报修。"})
    named = {"itself": child["number"]}.get(
        into, other["number"] if into in {"merged", "voided", "answered"} else into
    )
    refused = merge(people, child, named)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert dispatcher.get(child["href"]).json()["version"] == child["version"]


def test_a_merged_ticket_takes_no_circle_and_no_second_parent(people: People) -> None:
    first, second, third = (people.ticket() for _ in range(3))
    assert merge(people, first, second["number"]).status_code == 200
    assert merge(people, second, first["number"]).json()["code"] == "parent_ended"
    assert merge(people, first, third["number"]).json()["code"] == "illegal_move"


def test_of_two_merged_into_each_other_exactly_one_closes(people: People) -> None:
    pair = [people.ticket(), people.ticket()]
    token, gate = people[Role.DISPATCHER].token, threading.Barrier(2)

    def try_to(child: dict, parent: dict) -> tuple[int, str]:
        caller = Caller(TestClient(people.app), token)
        tag = f'"{child["number"]}-{child["version"]}"'
        gate.wait()
        answer = caller.post(child["href"] + "/merge", {"into": parent["number"]}, etag=tag)
        return answer.status_code, answer.json().get("code", "")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(try_to, pair, reversed(pair)))
    assert sorted(answers) == [(200, ""), (409, "parent_ended")]
    statuses = [people[Role.AUDITOR].get(one["href"]).json()["status"] for one in pair]
    assert sorted(statuses) == ["CLOSED", "RECEIVED"]
