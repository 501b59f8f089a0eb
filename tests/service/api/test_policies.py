"""A policy is made anew, never changed; a ticket keeps the version it was given."""

import pytest

from models.enums import Role
from tests.callers import Caller, People


@pytest.fixture
def admin(people: People) -> Caller:
    return people[Role.ADMINISTRATOR]


def rules(policy: dict) -> list[dict]:
    return [
        {name: value for name, value in rule.items() if not name.endswith("_label")}
        for rule in policy["rules"]
    ]


def test_the_first_policy_is_shown_whole(sqlite_people: People) -> None:
    [policy] = sqlite_people[Role.AUDITOR].get("/policies").json()["policies"]
    assert (policy["version"], policy["is_current"]) == (1, True)
    assert len(policy["rules"]) == 18
    assert policy["numbers"]["yellow_days"] == 1
    assert sqlite_people[Role.OPERATOR].get("/policies").status_code == 403


def test_a_ticket_keeps_the_policy_it_was_given(people: People, admin: Caller) -> None:
    first = people.ticket()
    policy = admin.get("/policies/1").json()
    changed = [
        rule | {"amount": 2} if rule["step"] == "handling" and rule["amount"] == 5 else rule
        for rule in rules(policy)
    ]
    made = admin.post("/policies", {"base": 1, "note": "办理时限改为两天", "rules": changed})
    assert made.status_code == 201, made.text
    assert made.json()["changes"] == ["办理：5 个工作日 → 2 个工作日"]
    assert made.headers["location"] == "/api/v1/policies/2"
    old = people[Role.DISPATCHER].move(first, "dispatch", {"unit": "CGJ"})
    new = people.dispatched()
    assert old["due_at"] == "2026-11-18T17:30:00+08:00"
    assert new["due_at"] == "2026-11-13T17:30:00+08:00"
    shown = {one["version"]: one for one in admin.get("/policies").json()["policies"]}
    assert (shown[1]["open_tickets"], shown[2]["open_tickets"]) == (1, 1)
    assert rules(shown[1]) == rules(policy)


def test_numbers_change_with_a_version(people: People, admin: Caller) -> None:
    made = admin.post(
        "/policies", {"base": 1, "note": "黄灯提前两天", "numbers": {"yellow_days": 2}}
    )
    assert made.json()["changes"] == ["黄灯提前的工作日：1 → 2"]
    assert rules(made.json()) == rules(admin.get("/policies/1").json())


def test_of_two_new_versions_of_one_base_the_second_is_refused(
    people: People, admin: Caller
) -> None:
    assert admin.post("/policies", {"base": 1, "note": "甲"}).status_code == 201
    refused = admin.post("/policies", {"base": 1, "note": "乙"})
    assert (refused.status_code, refused.json()["code"]) == (412, "stale")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"note": " "}, "这一版改了什么"),
        ({"rules": []}, "缺少适用于所有工单的时限：派单、签收"),
        ({"numbers": {"revisit_attempts": 0}}, "回访次数上限应在 1"),
        ({"numbers": {"nothing": 1}}, "numbers"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(sqlite_people: People, change: dict, word: str) -> None:
    refused = sqlite_people[Role.ADMINISTRATOR].post(
        "/policies", {"base": 1, "note": "修改"} | change
    )
    assert refused.status_code == 422
    assert word in refused.text


@pytest.mark.parametrize(
    ("extra", "word"),
    [
        ({"step": "handling", "amount": 4, "measure": "working_days"}, "写了两次"),
        (
            {"step": "handling", "amount": 4, "measure": "working_days", "category_prefix": "ZZ"},
            "没有以“ZZ”开头的分类",
        ),
        (
            {"step": "handling", "amount": 500, "measure": "working_days", "kind": "PRAISE"},
            "数值应在 1 到 120",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_refused(sqlite_people: People, extra: dict, word: str) -> None:
    admin = sqlite_people[Role.ADMINISTRATOR]
    every = [*rules(admin.get("/policies/1").json()), extra]
    refused = admin.post("/policies", {"base": 1, "note": "修改", "rules": every})
    assert refused.status_code == 422
    assert word in refused.text


def test_a_version_that_lacks_a_step_is_refused(sqlite_people: People) -> None:
    admin = sqlite_people[Role.ADMINISTRATOR]
    every = rules(admin.get("/policies/1").json())
    without = [rule for rule in every if rule["step"] != "revisit"]
    refused = admin.post("/policies", {"base": 1, "note": "去掉回访", "rules": without})
    assert "缺少适用于所有工单的时限：回访" in refused.text
    assert len(admin.get("/policies").json()["policies"]) == 1
