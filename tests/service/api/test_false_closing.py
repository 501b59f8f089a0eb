"""Closed, and here again (疑似假办结): same place or caller and same cause within 72 hours."""

from datetime import timedelta

import pytest

from models.enums import Role
from service.operations.false_closing import address_key
from tests.callers import People
from tests.conftest import START, StandingClock

MATTER = {
    "category": "010201",
    "area": "330201001",
    "address": "望江路 8 号",
    "phone": "13812340000",
}
DONE = {"public_text": "已到现场处理完毕。"}


@pytest.fixture
def place(people: People) -> str:
    """A street of the demonstration city."""
    found = people[Role.OPERATOR].get("/areas").json()["areas"]
    return next(one["code"] for one in found if one["level"] == "street")


def answered(people: People, **given: object) -> dict:
    return people[Role.OPERATOR].move(people.ticket(**given), "answer", DONE)


def seen(people: People, ticket: dict) -> dict:
    return people[Role.AUDITOR].get(ticket["href"]).json()


def test_the_same_place_and_cause_soon_after_flags_the_closed_one(
    people: People, clock: StandingClock, place: str
) -> None:
    matter = MATTER | {"area": place}
    old = answered(people, **matter)
    clock.at = START + timedelta(hours=71)
    new = people.ticket(**matter | {"address": "望江路8号", "phone": "13999990000"})
    flagged = seen(people, old)
    assert flagged["suspected_false_close"] is True
    assert (flagged["recurred"], new["recurs"]) == ([new["number"]], [old["number"]])
    assert flagged["status"] == "CLOSED"
    trail = people[Role.AUDITOR].get(old["href"] + "/events").json()
    assert trail["holds"] is True
    last = trail["events"][-1]
    assert (last["action"], last["actor"]) == ("flag_false_close", "系统")


def test_the_same_caller_and_cause_flags_it_wherever_it_is(people: People, place: str) -> None:
    old = answered(people, **MATTER | {"area": place})
    new = people.ticket(category="010201", phone="138 1234 0000")
    assert new["recurs"] == [old["number"]]


@pytest.mark.parametrize(
    "other",
    [
        {"category": "010202"},
        {"category": None},
        {"address": "望江路 9 号", "phone": "13999990000"},
        {"address": "", "phone": "13999990000"},
        {"area": None, "phone": "13999990000"},
    ],
    ids=["cause", "no cause", "house", "no address", "no area"],
)
def test_another_matter_flags_nothing(sqlite_people: People, other: dict[str, str | None]) -> None:
    areas = sqlite_people[Role.OPERATOR].get("/areas").json()["areas"]
    matter = MATTER | {"area": next(one["code"] for one in areas if one["level"] == "street")}
    old = answered(sqlite_people, **matter)
    assert sqlite_people.ticket(**matter | other)["recurs"] == []
    assert seen(sqlite_people, old)["suspected_false_close"] is False


def test_after_the_hours_of_the_policy_it_is_a_new_matter(
    people: People, clock: StandingClock
) -> None:
    matter = {"category": "010201", "phone": "13812340000"}
    answered(people, **matter)
    clock.at = START + timedelta(hours=72, minutes=1)
    assert people.ticket(**matter)["recurs"] == []


def test_what_was_never_dealt_with_was_not_closed_falsely(sqlite_people: People) -> None:
    matter = {"category": "010201", "phone": "13812340000"}
    old = sqlite_people[Role.OPERATOR].move(
        sqlite_people.ticket(**matter), "decline", {"reason": "应申请行政复议"}
    )
    assert sqlite_people.ticket(**matter)["recurs"] == []
    assert seen(sqlite_people, old)["suspected_false_close"] is False


def test_a_cause_found_at_dispatch_flags_it_then(people: People) -> None:
    caller = {"phone": "13812340000"}
    old = answered(people, category="010201", **caller)
    new = people.ticket(**caller)
    assert new["recurs"] == []
    body = {"unit": "CGJ", "category": "010201"}
    sent = people[Role.DISPATCHER].move(new, "dispatch", body)
    assert sent["recurs"] == [old["number"]]
    assert seen(people, old)["recurred"] == [new["number"]]


@pytest.mark.parametrize("kinds", [("REPORT", "COMPLAINT"), ("COMPLAINT", "REPORT")])
def test_a_number_never_tells_who_reported(sqlite_people: People, kinds: tuple[str, str]) -> None:
    matter = {"category": "010201", "phone": "13812340000"}
    old = answered(sqlite_people, kind=kinds[0], **matter)
    assert sqlite_people.ticket(kind=kinds[1], **matter)["recurs"] == []
    assert seen(sqlite_people, old)["suspected_false_close"] is False


def test_a_ticket_is_flagged_once(sqlite_people: People) -> None:
    matter = {"category": "010201", "phone": "13812340000"}
    old = answered(sqlite_people, **matter)
    first, second = sqlite_people.ticket(**matter), sqlite_people.ticket(**matter)
    assert (first["recurs"], second["recurs"]) == ([old["number"]], [])


def test_ways_of_writing_an_address_agree() -> None:
    assert address_key("望江路 8 号（东门）") == address_key("望江路8号 东门")
    assert address_key("A座") == address_key("a座")
    assert address_key(" ,。") == ""
