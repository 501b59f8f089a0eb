"""Tickets over HTTP: taken in, read, listed, and the identity behind them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from sqlalchemy import event
from sqlmodel import select
from starlette.testclient import TestClient

from models.citizen import IdentityAccess
from models.enums import Role
from tests.callers import SMOKE, Caller, People
from tests.conftest import StandingClock


def test_a_ticket_is_taken_in_and_read_again(people: People) -> None:
    answer = people[Role.OPERATOR].post(
        "/tickets", {"text": SMOKE, "kind": "COMPLAINT", "name": "王芳", "phone": "13800138000"}
    )
    assert answer.status_code == 201
    ticket = answer.json()
    assert answer.headers["location"] == ticket["href"]
    assert answer.headers["etag"] == f'"{ticket["number"]}-{ticket["version"]}"'
    assert (ticket["status"], ticket["status_label"]) == ("RECEIVED", "待派单")
    assert ticket["text"] == SMOKE
    assert ticket["phone_masked"] == "138****8000"
    assert "王芳" not in answer.text
    assert ticket["received_at"] == "2026-11-12T09:30:00+08:00"
    assert ticket["due_explanation"]
    assert [step["action"] for step in ticket["allowed_actions"]] == [
        "dispatch",
        "answer",
        "decline",
        "hand_over",
        "split",
        "attach",
        "remind",
    ]
    again = people[Role.OPERATOR].get(answer.headers["location"])
    assert again.json() == ticket
    assert again.headers["etag"] == answer.headers["etag"]


def test_saving_and_dispatching_is_one_transaction(people: People) -> None:
    desk = people[Role.OPERATOR]
    refused = desk.post(
        "/tickets", {"text": SMOKE, "kind": "COMPLAINT", "dispatch": {"unit": "NOSUCH"}}
    )
    assert refused.status_code == 404
    assert refused.json()["code"] == "unknown_department"
    assert desk.get("/tickets").json() == {"tickets": [], "next": None}
    ticket = people.dispatched()
    assert (ticket["status"], ticket["lead"], ticket["lead_name"]) == (
        "DISPATCHED",
        "CGJ",
        "市城管局",
    )


def test_unchanged_is_304(people: People) -> None:
    ticket = people.ticket()
    reader = people[Role.AUDITOR]
    tag = reader.get(ticket["href"]).headers["etag"]
    same = reader.get(ticket["href"], headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert reader.get(ticket["href"], headers={"If-None-Match": '"x-1"'}).status_code == 200
    people[Role.DISPATCHER].move(ticket, "dispatch", {"unit": "CGJ"})
    assert reader.get(ticket["href"], headers={"If-None-Match": tag}).status_code == 200


def test_officers_see_only_what_their_unit_holds(people: People) -> None:
    mine, other, waiting = people.dispatched("CGJ"), people.dispatched("ZJJ"), people.ticket()
    officer = people["officer.cgj"]
    listed = officer.get("/tickets").json()["tickets"]
    assert [row["number"] for row in listed] == [mine["number"]]
    for hidden in (other, waiting):
        assert officer.get(hidden["href"]).status_code == 404
        assert officer.get(hidden["href"] + "/events").status_code == 404
        step = officer.post(hidden["href"] + "/acknowledge", etag='"x-1"')
        assert (step.status_code, step.json()["code"]) == (404, "unknown_ticket")


def test_internal_notes_stay_inside(people: People) -> None:
    ticket = people["officer.cgj"].move(
        people.handled(),
        "reply",
        {"public_text": "已责令整改并复查。", "internal_note": "店主配合"},
    )
    seen = {
        role: people[role].get(ticket["href"]).json()["replies"][0]["internal_note"]
        for role in (
            Role.OPERATOR,
            Role.DISPATCHER,
            Role.OFFICER,
            Role.REVISIT_CLERK,
            Role.SUPERVISOR,
            Role.AUDITOR,
        )
    }
    insiders = {Role.DISPATCHER, Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR}
    assert seen == {role: "店主配合" if role in insiders else None for role in seen}


def test_pages_follow_each_other_without_gap(people: People, clock: StandingClock) -> None:
    numbers = []
    for _ in range(5):
        numbers.append(people.ticket()["number"])
        clock.forward(minutes=1)
    reader, address, seen = people[Role.AUDITOR], "/tickets?limit=2&status=RECEIVED", []
    while address:
        answer = reader.get(address)
        page = answer.json()
        seen += [row["number"] for row in page["tickets"]]
        address = page["next"]
        assert answer.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
    assert seen == numbers[::-1]


def test_filters(people: People, clock: StandingClock) -> None:
    first = people.ticket(kind="INQUIRY", area=None)
    clock.forward(days=20)
    late = people.dispatched("CGJ")
    reader = people[Role.DISPATCHER]

    def found(query: str) -> list[str]:
        return [row["number"] for row in reader.get(f"/tickets?{query}").json()["tickets"]]

    assert found("status=DISPATCHED") == [late["number"]]
    assert found("status=RECEIVED&status=DISPATCHED") == [late["number"], first["number"]]
    assert found("lead=CGJ") == [late["number"]]
    assert found("overdue=true") == [first["number"]]
    assert found("order=due") == [first["number"], late["number"]]
    assert found("received_from=2026-12-01") == [late["number"]]
    assert found("received_to=" + quote("2026-12-01T00:00:00+08:00")) == [first["number"]]
    assert found("category=99") == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "status=NOPE",
        "order=oldest",
        "received_from=yesterday",
        "received_from=0001-01-01",
        "cursor=%00",
        "cursor=garbage",
        "cursor=" + "W" * 150,
        "lead=%00",
        "area=" + "x" * 201,
    ],
)
def test_bad_queries_are_told_apart(people: People, query: str) -> None:
    answer = people[Role.AUDITOR].get(f"/tickets?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("number", ["nope", "%00", "中文", "x" * 40, "1' OR '1'='1"])
def test_numbers_that_are_none(people: People, number: str) -> None:
    assert people[Role.AUDITOR].get(f"/tickets/{number}").status_code == 404


def test_a_list_asks_a_fixed_number_of_questions(people: People) -> None:
    reader = people[Role.DISPATCHER]

    def questions() -> int:
        asked: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        engine = people.parts.database.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert reader.get("/tickets").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len([text for text in asked if text.lstrip().startswith("SELECT")])

    people.dispatched("CGJ")
    one = questions()
    people.dispatched("ZJJ")
    people.ticket()
    assert questions() == one <= 9


def test_identity_is_shown_for_a_purpose_and_every_look_is_kept(people: People) -> None:
    ticket = people.ticket(name="王芳", phone="138 0013-8000")
    desk = people[Role.OPERATOR]
    silent = desk.post(ticket["href"] + "/identity", {})
    assert (silent.status_code, list(silent.json()["fields"])) == (422, ["purpose"])
    answer = desk.post(ticket["href"] + "/identity", {"purpose": "回电核实地址"})
    assert answer.json() == {"name": "王芳", "phone": "13800138000"}
    assert answer.headers["cache-control"] == "no-store"
    with people.parts.database.read() as session:
        looks = session.exec(select(IdentityAccess)).all()
    assert [(look.actor, look.purpose) for look in looks] == [("林晓", "回电核实地址")]
    assert looks[0].actor_key.startswith("user:")


def test_a_reporter_stays_sealed(people: People) -> None:
    report = people.ticket(kind="REPORT", phone="13800138000")
    refused = people[Role.OPERATOR].post(report["href"] + "/identity", {"purpose": "看看"})
    assert (refused.status_code, refused.json()["code"]) == (403, "identity_sealed")
    anonymous = people.ticket()
    nobody = people[Role.SUPERVISOR].post(anonymous["href"] + "/identity", {"purpose": "督办"})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "anonymous")
    people[Role.DISPATCHER].move(report, "dispatch", {"unit": "CGJ"})
    assert people[Role.OFFICER].get(report["href"]).json()["phone_masked"] == ""


def test_events_tell_the_whole_story(people: People) -> None:
    ticket = people.handled()
    trail = people[Role.AUDITOR].get(ticket["href"] + "/events").json()
    assert trail["holds"] is True
    assert [
        (event["action"], event["from_status"], event["to_status"]) for event in trail["events"]
    ] == [
        ("receive", None, "RECEIVED"),
        ("dispatch", "RECEIVED", "DISPATCHED"),
        ("acknowledge", "DISPATCHED", "HANDLING"),
    ]


def test_many_at_once_get_numbers_of_their_own(people: People) -> None:
    token, gate = people[Role.OPERATOR].token, threading.Barrier(6)

    def take_in(_: int) -> str:
        caller = Caller(TestClient(people.app), token)
        gate.wait()
        answer = caller.post("/tickets", {"text": SMOKE, "kind": "COMPLAINT"})
        assert answer.status_code == 201, answer.text
        return answer.json()["number"]

    with ThreadPoolExecutor(6) as pool:
        numbers = sorted(pool.map(take_in, range(6)))
    assert numbers == [f"20261112{count:05d}" for count in range(1, 7)]
