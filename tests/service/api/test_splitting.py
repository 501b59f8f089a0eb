"""Several matters in one call (拆单): each gets a ticket of its own, in the citizen's words."""

import pytest

from models.enums import Role
from tests.callers import People
from tests.service.api.test_excluding import refused

FIRST = "楼下烧烤店油烟太大。"
SECOND = "另外小区门口路灯坏了三天。"
THIRD = "还想问一下新生入学怎么报名。"
WORDS = {"text": FIRST + SECOND + THIRD, "phone": "13812340000", "address": "望江路 8 号"}
MATTERS = {
    "matters": [
        {"text": SECOND, "kind": "COMPLAINT", "category": "010202"},
        {"text": THIRD, "kind": "INQUIRY"},
    ]
}


def test_each_matter_gets_a_ticket_and_the_words_stay(people: People) -> None:
    parent = people[Role.OPERATOR].move(people.ticket(**WORDS), "split", MATTERS)
    assert (parent["status"], parent["text"]) == ("RECEIVED", WORDS["text"])
    assert len(parent["split_into"]) == 2
    events = people[Role.AUDITOR].get(parent["href"] + "/events").json()
    assert events["events"][-1]["facts"]["children"] == ";".join(parent["split_into"])
    shown = [people[Role.OPERATOR].get(f"/tickets/{one}").json() for one in parent["split_into"]]
    assert [(one["text"], one["kind"], one["category"]) for one in shown] == [
        (SECOND, "COMPLAINT", "010202"),
        (THIRD, "INQUIRY", None),
    ]
    for one in shown:
        assert (one["split_from"], one["status"]) == (parent["number"], "RECEIVED")
        assert (one["phone_masked"], one["address"]) == ("138****0000", "望江路 8 号")
        assert one["query_code"] != parent["query_code"]
        assert one["due_at"] is not None


def test_each_part_lives_its_own_life(people: People) -> None:
    parent = people[Role.DISPATCHER].move(people.ticket(**WORDS), "split", MATTERS)
    child = people[Role.DISPATCHER].get(f"/tickets/{parent['split_into'][0]}").json()
    dispatched = people[Role.DISPATCHER].move(child, "dispatch", {"unit": "ZJJ"})
    assert dispatched["lead"] == "ZJJ"
    people[Role.DISPATCHER].move(parent, "dispatch", {"unit": "CGJ"})
    now = people[Role.AUDITOR].get(child["href"]).json()
    assert (now["lead"], now["status"]) == ("ZJJ", "DISPATCHED")


def matter(text: str, **more: str) -> dict[str, object]:
    return {"matters": [{"text": text, "kind": "HELP", **more}]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"matters": []}, "bad_matters"),
        (matter("   "), "bad_matters"),
        (matter("路灯不亮，请修理。"), "bad_matters"),
        (matter(WORDS["text"]), "bad_matters"),
        ({"matters": matter(SECOND)["matters"] * 2}, "bad_matters"),
        (matter(SECOND, category="999999"), "unknown_category"),
        ({"matters": [{"text": SECOND, "kind": "REPORT"}]}, "bad_matters"),
    ],
)
def test_nobody_rewrites_what_was_said(sqlite_people: People, body: dict, code: str) -> None:
    ticket = sqlite_people.ticket(**WORDS)
    assert refused(sqlite_people, Role.OPERATOR, ticket, "split", body) == (422, code)


def test_only_what_waits_for_dispatch_is_split_and_only_by_the_desk(sqlite_people: People) -> None:
    waiting, sent = sqlite_people.ticket(**WORDS), sqlite_people.dispatched()
    assert refused(sqlite_people, Role.SUPERVISOR, waiting, "split", MATTERS)[0] == 403
    assert refused(sqlite_people, Role.OPERATOR, sent, "split", MATTERS) == (409, "illegal_move")


def test_a_part_of_a_confidential_ticket_is_confidential(sqlite_people: People) -> None:
    ticket = sqlite_people.ticket(is_confidential=True, **WORDS)
    parent = sqlite_people[Role.OPERATOR].move(ticket, "split", MATTERS)
    child = sqlite_people[Role.OPERATOR].get(f"/tickets/{parent['split_into'][1]}").json()
    assert child["is_confidential"] is True
