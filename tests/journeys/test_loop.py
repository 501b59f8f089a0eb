"""The whole loop over HTTP: what one ticket teaches changes the next suggestion."""

from typing import Any

from models.enums import Role
from service.queries import reference
from service.queries.history import history_rows
from tests.callers import People
from tests.conftest import StandingClock
from tests.journeys.conftest import FEW
from training.history import HistoryRow, history_of
from training.retrain import Order, retrain

#: Nothing like it has happened in this city before.
TEXT = "湖心岛旱獭乐园的旱獭秋千把孩子的手夹伤了，旱獭乐园的人只说自认倒霉，旱獭秋千到现在还开着。"
Ticket = dict[str, Any]
UNITS = {
    "WLJ": "officer.wlj",
    "ZJJ": "officer.zjj",
    "SCJ": "officer.scj",
    "RSJ": "officer.rsj",
}


def asked(people: People) -> Ticket:
    answer = people[Role.OPERATOR].post("/suggestions", {"text": TEXT})
    assert answer.status_code == 201, answer.text
    suggestion: Ticket = answer.json()
    return suggestion


def taken_in_and_overridden(people: People, suggestion: Ticket, unit: str) -> Ticket:
    """The operator sends the ticket elsewhere than suggested, and must say why."""
    desk = people[Role.OPERATOR]
    route = {"unit": unit, "suggestion": suggestion["id"]}
    body = {"text": TEXT, "kind": "COMPLAINT", "phone": "13800138000", "dispatch": route}
    if not suggestion["abstained"]:
        assert desk.post("/tickets", body).json()["code"] == "override_reason_missing"
    route["override_reason"] = "local_rule"
    ticket: Ticket = desk.post("/tickets", body, key="intake-1").json()
    assert (ticket["status"], ticket["lead"]) == ("DISPATCHED", unit)
    assert ticket["suggestions"][0]["choice"] == "overridden"
    return ticket


def returned_and_redispatched(people: People, ticket: Ticket, right: str) -> Ticket:
    """The unit sends it back with its basis, the dispatcher agrees and finds the right one."""
    dispatcher, officer = people[Role.DISPATCHER], people[UNITS[ticket["lead"]]]
    ticket = officer.move(
        ticket,
        "request-return",
        {"reason_code": "not_duty", "basis": "三定方案未列此项职责", "counter_unit": right},
    )
    assert ticket["status"] == "RETURNING"
    ticket = dispatcher.move(ticket, "grant-return")
    assert (ticket["status"], ticket["lead"]) == ("RECEIVED", None)
    assert officer.get(ticket["href"]).status_code == 404
    return dispatcher.move(ticket, "dispatch", {"unit": right})


def two_rounds(people: People, ticket: Ticket, clock: StandingClock) -> Ticket:
    """The citizen is content only with the second answer."""
    officer, dispatcher = people[UNITS[ticket["lead"]]], people[Role.DISPATCHER]
    clerk = people[Role.REVISIT_CLERK]
    ticket = officer.move(ticket, "acknowledge")
    due = ticket["due_at"]
    ticket = officer.move(ticket, "reply", {"public_text": "已到现场查看，责令停用。"})
    clock.forward(hours=2)
    ticket = dispatcher.move(ticket, "accept-reply")
    said = {"was_contacted": True, "satisfaction": "dissatisfied", "reason": "设备还在使用"}
    ticket = clerk.move(ticket, "revisit", said)
    assert (ticket["status"], ticket["round"]) == ("HANDLING", 2)
    assert ticket["due_at"] != due
    ticket = officer.move(
        ticket, "reply", {"public_text": "设备已拆除，家属已获赔偿。", "handler": "王副局长"}
    )
    ticket = dispatcher.move(ticket, "accept-reply")
    said = {"was_contacted": True, "is_solved": True, "satisfaction": "very_satisfied"}
    ticket = clerk.move(ticket, "revisit", said)
    assert (ticket["status"], ticket["closure"]) == ("CLOSED", "SATISFIED")
    return ticket


def test_a_ticket_goes_all_the_way_round(
    people: People, clock: StandingClock, past: tuple[HistoryRow, ...]
) -> None:
    suggestion = asked(people)
    assert suggestion["artifact"] == "first"
    right, wrong = [unit for unit in UNITS if unit != suggestion["top_unit"]][:2]
    ticket = taken_in_and_overridden(people, suggestion, wrong)
    clock.forward(hours=1)
    ticket = returned_and_redispatched(people, ticket, right)
    ticket = two_rounds(people, ticket, clock)
    clock.forward(days=30)
    ticket = people[Role.SUPERVISOR].move(ticket, "archive")
    assert ticket["status"] == "ARCHIVED"
    trail = people[Role.AUDITOR].get(ticket["href"] + "/events").json()
    assert (trail["holds"], len(trail["events"])) == (True, 13)

    # The suggestion has learned what was chosen and what came of it.
    learned = people[Role.OPERATOR].get(f"/suggestions/{suggestion['id']}").json()
    assert (learned["ticket"], learned["artifact"]) == (ticket["number"], "first")
    assert (learned["chosen_unit"], learned["choice"]) == (wrong, "overridden")
    assert (learned["result"], learned["final_unit"]) == ("returned", right)

    # Retraining with it changes what the running service says of the same words.
    train_with_own_tickets(people, clock, past)
    assert asked(people)["artifact"] == "first"
    admin = people[Role.ADMINISTRATOR]
    listed = admin.get("/artifacts").json()
    assert listed["live"] == "first"
    assert [row["version"] for row in listed["artifacts"]] == ["first", "second"]
    promoted = admin.post("/artifacts/second/promote", {"expected": "first"})
    assert promoted.json() == {"live": "second"}
    after = asked(people)
    assert (after["artifact"], after["top_unit"]) == ("second", right)
    assert admin.post("/artifacts/second/promote", {"expected": "first"}).status_code == 409
    assert admin.post("/artifacts/rollback").json() == {"live": "first"}
    assert asked(people)["top_unit"] == suggestion["top_unit"] != right


def train_with_own_tickets(
    people: People, clock: StandingClock, past: tuple[HistoryRow, ...]
) -> None:
    with people.parts.database.read() as session:
        own = tuple(history_rows(session))
        knowledge, heirs = reference.knowledge(session), reference.successions(session)
    assert [row.text for row in own] == [TEXT]
    outcome = retrain(
        history=history_of((*past[:FEW], *own), source="test"),
        knowledge=knowledge,
        successions=heirs,
        registry=people.parts.registry,
        order=Order(version="second", at=clock(), trained_on="test", promote=False),
        progress=lambda _step, _share: None,
    )
    assert not outcome.promoted


def test_a_department_needs_only_its_token(people: People, clock: StandingClock) -> None:
    ticket = people.dispatched("CGJ")
    other = people.dispatched("ZJJ")
    issued = people[Role.ADMINISTRATOR].post(
        "/tokens", {"name": "城管局业务系统", "department": "CGJ", "days": 30}
    )
    assert issued.status_code == 201
    system = people.client
    bearer = {"Authorization": f"Bearer {issued.json()['secret']}"}

    listed = system.get("/api/v1/tickets", params={"status": "DISPATCHED"}, headers=bearer)
    assert [row["number"] for row in listed.json()["tickets"]] == [ticket["number"]]
    assert system.get(other["href"], headers=bearer).status_code == 404

    read = system.get(ticket["href"], headers=bearer)
    taken = system.post(
        read.json()["allowed_actions"][0]["href"],
        headers=bearer | {"If-Match": read.headers["etag"], "Idempotency-Key": "sign-1"},
    )
    assert (taken.status_code, taken.json()["status"]) == (200, "HANDLING")
    replied = system.post(
        ticket["href"] + "/reply",
        headers=bearer | {"If-Match": taken.headers["etag"], "Idempotency-Key": "reply-1"},
        json={"public_text": "已责令店家安装油烟净化设施。", "internal_note": "已立案"},
    )
    assert (replied.status_code, replied.json()["status"]) == (200, "REPLIED")
    assert replied.json()["replies"][0]["replied_by"] == "城管局业务系统"

    clock.forward(days=31)
    late = system.get(ticket["href"], headers=bearer)
    assert (late.status_code, late.json()["code"]) == (401, "token_expired")


def test_a_revoked_token_is_refused_at_once(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    issued = admin.post("/tokens", {"name": "系统", "department": "CGJ"}).json()
    bearer = {"Authorization": f"Bearer {issued['secret']}"}
    assert people.client.get("/api/v1/me", headers=bearer).json()["department"] == "CGJ"
    revoked = admin.send("DELETE", f"/tokens/{issued['id']}")
    assert revoked.json()["revoked_at"] is not None
    assert people.client.get("/api/v1/me", headers=bearer).status_code == 401
    listed = admin.get("/tokens")
    assert issued["secret"] not in listed.text
    assert [row["id"] for row in listed.json()["tokens"]] == [issued["id"]]
