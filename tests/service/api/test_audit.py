"""The auditor searches the trail and verifies it, within bounds."""

import pytest
from sqlalchemy import text

from models.enums import Role
from service.queries.audit import BATCH
from tests.callers import People
from tests.conftest import StandingClock


@pytest.fixture
def people(sqlite_people: People) -> People:
    return sqlite_people


def found(people: People, **wanted: object) -> list[tuple[str, str]]:
    answer = people[Role.AUDITOR].get("/audit/events", params=wanted)
    assert answer.status_code == 200, answer.text
    return [(row["ticket"], row["action"]) for row in answer.json()["events"]]


def test_events_are_searched_by_person_period_action_and_ticket(
    people: People, clock: StandingClock
) -> None:
    first = people.handled()["number"]
    clock.forward(days=1)
    second = people.ticket()["number"]
    assert found(people) == [
        (second, "receive"), (first, "acknowledge"), (first, "dispatch"), (first, "receive")
    ]  # fmt: skip
    assert found(people, ticket=first, action="dispatch") == [(first, "dispatch")]
    assert found(people, since="2026-11-13") == [(second, "receive")]
    assert found(people, until="2026-11-12", action="receive") == [(first, "receive")]
    officer = people[Role.AUDITOR].get("/audit/events?action=acknowledge").json()["events"][0]
    assert officer["role"] == "officer"
    assert found(people, person=officer["actor"]) == [(first, "acknowledge")]
    assert found(people, person=officer["actor_key"]) == [(first, "acknowledge")]
    assert found(people, person="没有此人") == []


def test_pages_of_events_join_without_gap_or_repeat(people: People) -> None:
    for _ in range(26):
        people.dispatched()
    auditor = people[Role.AUDITOR]
    page, seen = auditor.get("/audit/events").json(), []
    while True:
        seen += [row["id"] for row in page["events"]]
        if page["next"] is None:
            break
        page = auditor.get(page["next"]).json()
    assert len(seen) == len(set(seen)) == 52
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    "period", ["since=2026-11-13&until=2026-11-12", "since=2024-01-01&until=2026-11-12"]
)
def test_a_period_is_at_most_a_year_and_the_right_way_round(people: People, period: str) -> None:
    answer = people[Role.AUDITOR].get(f"/audit/events?{period}")
    assert answer.status_code == 422
    assert answer.json()["code"] == "bad_period"


def test_every_look_at_an_identity_is_listed(people: People) -> None:
    ticket = people.ticket(phone="13800138000")
    people[Role.DISPATCHER].post(f"/tickets/{ticket['number']}/identity", {"purpose": "核实地址"})
    looks = people[Role.AUDITOR].get("/audit/looks").json()["looks"]
    assert [(row["ticket"], row["role"], row["purpose"]) for row in looks] == [
        (ticket["number"], "dispatcher", "核实地址")
    ]
    assert people[Role.AUDITOR].get("/audit/looks?person=nobody").json()["looks"] == []


def test_one_ticket_is_verified_and_what_is_wrong_is_named(people: People) -> None:
    number = people.handled()["number"]
    auditor = people[Role.AUDITOR]
    answer = auditor.get(f"/audit/verify?ticket={number}").json()
    assert answer == {"holds": True, "tickets": 1, "events": 3, "findings": [], "next": None}
    with people.parts.database.write() as session:
        session.connection().execute(text("DROP TRIGGER event_no_update"))
        session.connection().execute(text("UPDATE event SET reason = 'x' WHERE sequence = 2"))
    answer = auditor.get(f"/audit/verify?ticket={number}").json()
    assert not answer["holds"]
    assert [(one["fault"], one["sequence"]) for one in answer["findings"]] == [("changed", 2)]
    assert auditor.get("/audit/verify?ticket=nowhere").status_code == 404
    assert auditor.get("/audit/verify").status_code == 422
    assert auditor.get("/audit/verify?since=2026-09-01").status_code == 422


def test_a_day_is_verified_in_bounded_parts(
    people: People, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.queries.audit.BATCH", 2)
    assert BATCH >= 100
    for _ in range(5):
        people.ticket()
    auditor = people[Role.AUDITOR]
    part, tickets, parts = auditor.get("/audit/verify?since=2026-11-12").json(), 0, 0
    while True:
        assert part["holds"], part
        tickets, parts = tickets + part["tickets"], parts + 1
        if part["next"] is None:
            break
        part = auditor.get(part["next"]).json()
    assert (tickets, parts) == (5, 3)
