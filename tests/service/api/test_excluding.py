"""Exclusion (剔除): one person asks, another decides, and a revisit overtakes the request."""

import pytest
from sqlmodel import select

from models.enums import Role
from models.errors import HotlineError
from models.exclusion import Exclusion, ExclusionReason
from service.operations import excluding
from service.operations.acting import Acting, Actor
from service.queries import tickets
from tests.callers import People

ANSWER = {"public_text": "已到现场核实并处理完毕。"}
ASKED = {"reason_code": "malicious", "reason": "同一人一天来电二十次，诉求已答复"}
CONTENT = {"was_contacted": True, "is_solved": True, "satisfaction": "satisfied"}


def replied(people: People) -> dict:
    now = people[Role.OFFICER].move(people.handled(), "reply", ANSWER)
    return people[Role.DISPATCHER].move(now, "accept-reply")


def closed(people: People) -> dict:
    return people[Role.REVISIT_CLERK].move(replied(people), "revisit", CONTENT)


def refused(people: People, role: Role, ticket: dict, step: str, body: dict) -> tuple[int, str]:
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = people[role].post(f"{ticket['href']}/{step}", body, etag=tag)
    return answer.status_code, answer.json()["code"]


def offered(people: People, role: Role, ticket: dict) -> set[str]:
    now = people[role].get(ticket["href"]).json()
    return {one["action"] for one in now["allowed_actions"]}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DISPATCHER, Role.REVISIT_CLERK])
def test_an_exclusion_granted_while_it_waits_for_its_revisit_closes_the_ticket(
    people: People, role: Role
) -> None:
    asked = people[role].move(replied(people), "request-exclusion", ASKED)
    assert (asked["status"], asked["is_excluded"]) == ("REVISITING", False)
    granted = people[Role.SUPERVISOR].move(asked, "grant-exclusion")
    assert (granted["status"], granted["closure"]) == ("CLOSED", "EXCLUDED")
    assert granted["is_excluded"] is True
    assert [one["end"] for one in granted["assignments"]] == ["closed"]
    assert [one["decision"] for one in granted["exclusions"]] == ["granted"]
    assert granted["revisits"] == []


def test_an_exclusion_granted_after_closing_keeps_how_it_was_closed(people: People) -> None:
    asked = people[Role.OFFICER].move(closed(people), "request-exclusion", ASKED)
    granted = people[Role.SUPERVISOR].move(asked, "grant-exclusion", {"reason": "属实"})
    assert (granted["closure"], granted["is_excluded"]) == ("SATISFIED", True)
    event = people[Role.AUDITOR].get(granted["href"] + "/events").json()
    assert event["holds"] is True
    assert event["events"][-1]["action"] == "grant_exclusion"
    assert event["events"][-1]["facts"] == {"reason_code": "malicious"}


def test_a_refused_exclusion_is_counted_and_may_be_asked_again(people: People) -> None:
    asked = people[Role.REVISIT_CLERK].move(replied(people), "request-exclusion", ASKED)
    denied = people[Role.SUPERVISOR].move(asked, "refuse-exclusion", {"reason": "诉求合理"})
    assert (denied["status"], denied["is_excluded"]) == ("REVISITING", False)
    again = people[Role.OFFICER].move(denied, "request-exclusion", ASKED)
    assert [one["decision"] for one in again["exclusions"]] == ["refused", None]


def test_one_request_at_a_time_and_none_for_what_is_out(sqlite_people: People) -> None:
    people = sqlite_people
    asked = people[Role.OFFICER].move(replied(people), "request-exclusion", ASKED)
    again = refused(people, Role.DISPATCHER, asked, "request-exclusion", ASKED)
    assert again == (409, "exclusion_pending")
    granted = people[Role.SUPERVISOR].move(asked, "grant-exclusion")
    again = refused(people, Role.OFFICER, granted, "request-exclusion", ASKED)
    assert again == (409, "already_excluded")


def test_a_reason_must_be_given_and_somebody_must_have_asked(sqlite_people: People) -> None:
    people, now = sqlite_people, replied(sqlite_people)
    bare = refused(people, Role.OFFICER, now, "request-exclusion", {"reason_code": "other"})
    assert bare == (422, "missing_fields")
    assert refused(people, Role.SUPERVISOR, now, "grant-exclusion", {}) == (
        404,
        "no_exclusion_request",
    )


def test_who_asked_may_not_decide(people: People) -> None:
    now = replied(people)
    same = "user:77"
    with people.parts.database.write() as session:
        ticket = tickets.find(session, number=now["number"])
        clerk = Actor(key=same, name="梅芳", role=Role.REVISIT_CLERK)
        act = Acting(session=session, actor=clerk, at=people.parts.clock())
        excluding.request_exclusion(act, ticket, reason_code=ExclusionReason.OTHER, reason="查")
        promoted = Actor(key=same, name="梅芳", role=Role.SUPERVISOR)
        act = Acting(session=session, actor=promoted, at=people.parts.clock())
        for verb in (excluding.grant_exclusion, excluding.refuse_exclusion):
            with pytest.raises(HotlineError) as error:
                verb(act, ticket, reason="同意")
            assert error.value.code == "same_person"


def test_a_revisit_overtakes_a_pending_request(people: People) -> None:
    asked = people[Role.OFFICER].move(replied(people), "request-exclusion", ASKED)
    tried = people[Role.REVISIT_CLERK].move(asked, "revisit", {"was_contacted": False})
    assert tried["exclusions"][0]["decision"] is None
    rated = people[Role.REVISIT_CLERK].move(tried, "revisit", CONTENT)
    assert (rated["closure"], rated["is_excluded"]) == ("SATISFIED", False)
    (lapsed,) = rated["exclusions"]
    assert (lapsed["decision"], lapsed["decided_by"]) == ("refused", "系统")
    event = people[Role.AUDITOR].get(rated["href"] + "/events").json()["events"][-1]
    assert event["facts"]["lapsed"] == "request_exclusion"


def test_what_is_reworked_counts_again(people: People) -> None:
    asked = people[Role.OFFICER].move(closed(people), "request-exclusion", ASKED)
    out = people[Role.SUPERVISOR].move(asked, "grant-exclusion")
    again = people[Role.SUPERVISOR].move(out, "rework", {"reason": "复核后仍须办理"})
    assert (again["status"], again["is_excluded"]) == ("HANDLING", False)


def test_decisions_are_offered_only_where_somebody_asked(sqlite_people: People) -> None:
    people, now = sqlite_people, replied(sqlite_people)
    decisions = {"grant_exclusion", "refuse_exclusion"}
    assert not decisions & offered(people, Role.SUPERVISOR, now)
    asked = people[Role.OFFICER].move(now, "request-exclusion", ASKED)
    assert decisions <= offered(people, Role.SUPERVISOR, asked)
    assert not decisions & offered(people, Role.DISPATCHER, asked)


def test_the_request_is_kept_as_it_was_made(sqlite_people: People) -> None:
    sqlite_people[Role.OFFICER].move(replied(sqlite_people), "request-exclusion", ASKED)
    with sqlite_people.parts.database.read() as session:
        row = session.exec(select(Exclusion)).one()
        assert (row.reason, row.decided_key) == (ASKED["reason"], None)
