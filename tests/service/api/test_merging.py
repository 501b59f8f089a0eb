"""Merging repeats: one child, one open parent, never in a circle."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from models.enums import Role
from models.merge import MergeLink
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
    for _ in range(20):
        _cross(people)


def _cross(people: People) -> None:
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


def unmerge(people: People, child: dict, role: Role = Role.DISPATCHER) -> dict:
    now = people[role].get(child["href"]).json()
    return people[role].move(now, "unmerge", {"reason": "地址不同，不是同一件事"})


def test_taken_out_again_it_waits_for_dispatch_and_the_link_remembers(people: People) -> None:
    parent, child = people.dispatched(), people.ticket()
    assert merge(people, child, parent["number"]).status_code == 200
    out = unmerge(people, child)
    assert (out["status"], out["closure"], out["closed_at"]) == ("RECEIVED", None, None)
    assert out["merged_into"] is None
    assert people[Role.AUDITOR].get(parent["href"]).json()["merged"] == []
    event = people[Role.AUDITOR].get(child["href"] + "/events").json()["events"][-1]
    assert event["facts"] == {"out_of": parent["number"]}
    with people.parts.database.read() as session:
        (link,) = session.exec(select(MergeLink)).all()
        assert (link.undone_by, link.undone_reason) == ("孙立", "地址不同，不是同一件事")
    assert merge(people, child, parent["number"]).status_code == 200
    assert unmerge(people, child, Role.SUPERVISOR)["status"] == "RECEIVED"


def test_only_what_was_merged_is_taken_out(sqlite_people: People) -> None:
    people = sqlite_people
    answered = people[Role.OPERATOR].move(
        people.ticket(), "answer", {"public_text": "请拨打供电热线报修。"}
    )
    shown = people[Role.DISPATCHER].get(answered["href"]).json()
    assert "unmerge" not in {one["action"] for one in shown["allowed_actions"]}
    tag = f'"{answered["number"]}-{answered["version"]}"'
    refused = people[Role.DISPATCHER].post(
        answered["href"] + "/unmerge", {"reason": "拆"}, etag=tag
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "not_merged")


def closed(people: People, ticket: dict) -> dict:
    now = people[Role.OFFICER].move(ticket, "reply", {"public_text": "已清理占道摊点。"})
    now = people[Role.DISPATCHER].move(now, "accept-reply")
    content = {"was_contacted": True, "is_solved": True, "satisfaction": "satisfied"}
    return people[Role.REVISIT_CLERK].move(now, "revisit", content)


def test_each_repeat_keeps_its_own_reply_and_rating(people: People) -> None:
    parent, child, grandchild = people.handled(), people.ticket(), people.ticket()
    assert merge(people, grandchild, child["number"]).status_code == 200
    assert merge(people, child, parent["number"]).status_code == 200
    done = closed(people, people[Role.OFFICER].get(parent["href"]).json())
    for repeat in (child, grandchild):
        now = people[Role.AUDITOR].get(repeat["href"]).json()
        assert (now["status"], now["closure"]) == ("CLOSED", "MERGED")
        (reply,) = now["replies"]
        assert (reply["public_text"], reply["department"]) == ("已清理占道摊点。", "CGJ")
        assert (reply["is_accepted"], now["revisits"]) == (True, [])
        assert now["replied_at"] == done["replied_at"]
    trail = people[Role.AUDITOR].get(grandchild["href"] + "/events").json()
    assert trail["holds"] is True
    assert trail["events"][-1]["facts"] == {"from": child["number"]}
    assert len(done["revisits"]) == 1


def test_a_reply_of_a_later_round_reaches_the_repeats_too(sqlite_people: People) -> None:
    people = sqlite_people
    parent, child = people.handled(), people.ticket()
    merge(people, child, parent["number"])
    done = closed(people, people[Role.OFFICER].get(parent["href"]).json())
    again = people[Role.SUPERVISOR].move(done, "rework", {"reason": "复发"})
    now = people[Role.OFFICER].move(
        again, "reply", {"public_text": "已安排每晚巡查。", "handler": "李局长"}
    )
    now = people[Role.DISPATCHER].move(now, "accept-reply")
    for _ in range(3):
        now = people[Role.REVISIT_CLERK].move(now, "revisit", {"was_contacted": False})
    replies = people[Role.AUDITOR].get(child["href"]).json()["replies"]
    assert [one["public_text"] for one in replies] == ["已清理占道摊点。", "已安排每晚巡查。"]


def test_a_ticket_that_others_wait_for_is_not_voided(sqlite_people: People) -> None:
    people = sqlite_people
    parent, child = people.ticket(), people.ticket()
    merge(people, child, parent["number"])
    tag = f'"{parent["number"]}-{parent["version"]}"'
    body = {"reason": "重复录入"}
    refused = people[Role.DISPATCHER].post(parent["href"] + "/void", body, etag=tag)
    assert (refused.status_code, refused.json()["code"]) == (409, "has_repeats")
    unmerge(people, child)
    assert people[Role.DISPATCHER].move(parent, "void", body)["status"] == "VOIDED"


def test_what_was_taken_out_is_not_answered_for(sqlite_people: People) -> None:
    people = sqlite_people
    parent, child = people.handled(), people.ticket()
    merge(people, child, parent["number"])
    unmerge(people, child)
    closed(people, people[Role.OFFICER].get(parent["href"]).json())
    assert people[Role.AUDITOR].get(child["href"]).json()["replies"] == []
