"""Automatic dispatch: off by default, only what the machine is sure of, checked, and stopped."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from models.automatic import AutomaticDispatch, RouteCheck
from models.enums import Choice, Role
from models.errors import Conflict
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.jobs import Surroundings
from service.jobs.batches import acting
from service.jobs.dispatching import dispatch_automatically, judge_units
from service.jobs.limits import acknowledge_by_silence
from service.operations.automatic import is_sampled
from service.operations.dispatching import Route, dispatch
from tests.callers import SMOKE, People
from tests.conftest import StandingClock

#: Units of which the small artefact of the tests has proved itself sure, and one of which not.
WATER = "自来水公司说今天停水检修，可到晚上还没有来水，请自来水公司尽快恢复供水。"
WAGES = "在建工地干了三个月活，包工头拖欠工资一直不发，请劳动监察部门帮忙讨要。"
#: Three matters of the same unit that are no repeats of each other.
MATTERS = (
    WATER,
    "营业厅水费账单多扣了三百元，打客服不给退，要求自来水公司核对水表读数。",
    "村里自来水又黄又浑，烧开了还有一层水垢，请自来水公司检测水质。",
)
TERMS = {"is_on": True, "target_precision": 0.6, "sample_share": 1.0, "minimum_checks": 2}


@pytest.fixture
def people(artifact: Path, people: People) -> People:
    return people


@pytest.fixture
def switch(people: People):
    def run(unit: str = "GSJT", **terms: object) -> dict:
        answer = people[Role.ADMINISTRATOR].send("PUT", f"/automatic/{unit}", TERMS | terms)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return run


def written(people: People, text: str = WATER, channel: str = "web", **more: object) -> dict:
    return people.ticket(text=text, kind="HELP", channel=channel, **more)


def now(people: People, ticket: dict) -> dict:
    return people[Role.AUDITOR].get(ticket["href"]).json()


def lead_of(people: People, ticket: dict) -> tuple[str | None, bool]:
    with people.parts.database.read() as session:
        row = session.exec(select(Ticket).where(Ticket.number == ticket["number"])).one()
    return row.lead_code, row.is_machine_routed


def test_automatic_dispatch_is_off_by_default(people: People, around: Surroundings) -> None:
    ticket = written(people)
    assert people[Role.ADMINISTRATOR].get("/automatic").json() == {"units": []}
    assert dispatch_automatically(around) == 0
    assert lead_of(people, ticket) == (None, False)


def test_a_sure_route_is_taken_once_and_says_what_it_rests_on(
    people: People, around: Surroundings, switch
) -> None:
    switch()
    ticket = written(people)
    assert [dispatch_automatically(around) for _ in range(2)] == [1, 0]
    assert now(people, ticket)["status"] == "DISPATCHED"
    assert lead_of(people, ticket) == ("GSJT", True)
    event = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"][-1]
    assert (event["actor"], event["role"], event["action"]) == ("系统", "system", "dispatch")
    with people.parts.database.read() as session:
        shown = session.exec(select(Suggestion)).one()
        check = session.exec(select(RouteCheck)).one()
    assert (shown.chosen_unit, shown.choice, shown.chosen_by) == ("GSJT", None, "系统")
    assert (check.artifact, check.is_sampled, check.is_right) == ("first", True, None)


def test_what_the_machine_is_not_sure_of_is_left_to_people(
    people: People, around: Surroundings, switch
) -> None:
    switch()
    switch("CGJ")
    cases: dict[str, dict[str, str]] = {
        "report": {"kind": "REPORT"},
        "emergency": {"urgency": "emergency", "text": MATTERS[1]},
        "danger": {"text": WATER + "水泵房已经起火冒烟，有人触电了！"},
        "unproven": {"text": SMOKE},
        "nothing": {"text": "你好"},
        "unit-off": {"text": WAGES},
    }
    base = {"text": WATER, "kind": "HELP", "channel": "web"}
    tickets = [people.ticket(**(base | more)) for more in cases.values()]
    assert dispatch_automatically(around) == 0
    with people.parts.database.read() as session:
        rows = session.exec(select(Ticket).order_by(col(Ticket.id))).all()
    assert [row.lead_code for row in rows] == [None] * len(cases)
    assert all(row.considered_at is not None for row in rows)
    # Nobody who has such a page open is told that it is stale.
    assert [row.version for row in rows] == [one["version"] for one in tickets]


def test_what_waits_is_looked_at_anew_when_a_unit_is_switched_on(
    people: People, around: Surroundings, switch
) -> None:
    switch("CGJ")
    waiting = written(people)
    assert dispatch_automatically(around) == 0
    switch("GSJT")
    assert dispatch_automatically(around) == 1
    assert lead_of(people, waiting) == ("GSJT", True)


def test_a_likely_repeat_is_left_to_people(people: People, around: Surroundings, switch) -> None:
    switch()
    for name in ("一号楼", "二号楼"):
        written(people, text=f"{WATER}{name}", address="建设路 12 号")
    assert dispatch_automatically(around) == 0


def test_a_probability_below_the_target_is_left_to_people(
    people: People, around: Surroundings, switch
) -> None:
    switch(target_precision=1.0)
    written(people, text=MATTERS[2])
    assert dispatch_automatically(around) == 0


def test_a_calls_ticket_is_the_operators_for_ten_minutes(
    people: People, around: Surroundings, switch, clock: StandingClock
) -> None:
    switch()
    ticket = written(people, channel="phone")
    clock.forward(minutes=9)
    assert dispatch_automatically(around) == 0
    clock.forward(minutes=2)
    assert dispatch_automatically(around) == 1
    assert lead_of(people, ticket) == ("GSJT", True)


def test_human_beats_machine(people: People, around: Surroundings, switch) -> None:
    """No job and no new artefact touches a route that a person chose."""
    switch()
    chosen = written(people, dispatch={"unit": "CGJ"})
    moved = written(people, text=MATTERS[1])
    returned = written(people, text=WATER)
    assert dispatch_automatically(around) == 1
    moved = people[Role.DISPATCHER].move(
        now(people, moved), "redirect", {"unit": "CGJ", "reason": "现场是城管的线杆"}
    )
    returned = people[Role.OPERATOR].move(returned, "dispatch", {"unit": "CGJ"})
    back = people[Role.OFFICER].move(
        returned, "request-return", {"reason_code": "not_duty", "basis": "供水条例"}
    )
    people[Role.DISPATCHER].move(back, "grant-return")
    before = [lead_of(people, one) for one in (chosen, moved, returned)]
    assert before == [("CGJ", False), ("CGJ", False), (None, False)]
    switch("GSJT")
    people.parts.registry.promote(
        "first", at=people.parts.clock(), expected=people.parts.registry.live()
    )
    assert dispatch_automatically(Surroundings.of(people.parts)) == 0
    assert [lead_of(people, one) for one in (chosen, moved, returned)] == before


def test_the_verb_itself_refuses_the_machine_what_people_have_routed(
    people: People, around: Surroundings
) -> None:
    back = people[Role.OFFICER].move(
        people.dispatched(), "request-return", {"reason_code": "not_duty", "basis": "条例"}
    )
    people[Role.DISPATCHER].move(back, "grant-return")
    with (
        pytest.raises(Conflict, match="由人工决定"),
        around.database.write() as session,
    ):
        ticket = session.exec(select(Ticket)).one()
        dispatch(acting(session, around), ticket, route=Route(unit="GSJT"))


def test_a_share_is_drawn_by_the_ticket_number_alone() -> None:
    numbers = [f"20261112{number:05d}" for number in range(20_000)]
    drawn = [number for number in numbers if is_sampled(number, share=0.05)]
    assert 0.045 < len(drawn) / len(numbers) < 0.055
    assert all(is_sampled(number, share=0.2) for number in drawn)
    assert not any(is_sampled(number, share=0.0) for number in numbers)


def test_a_unit_below_its_target_is_switched_off_and_told_of(
    people: People, around: Surroundings, switch
) -> None:
    switch()
    tickets = [written(people, text=text) for text in MATTERS[:2]]
    assert dispatch_automatically(around) == 2
    checker = people[Role.SUPERVISOR]
    queue = checker.get("/route-checks").json()["checks"]
    assert [one["ticket"] for one in queue] == [one["number"] for one in tickets]
    first = checker.move(now(people, tickets[0]), "check-route", {"is_right": True})
    assert judge_units(around) == 0  # too little is known
    assert first["status"] == "DISPATCHED"
    checker.move(
        now(people, tickets[1]), "check-route", {"is_right": False, "reason": "应派供电所以外"}
    )
    terms = people[Role.ADMINISTRATOR].get("/automatic").json()["units"][0]
    assert (terms["is_on"], terms["known"], terms["right"]) == (False, 2, 1)
    assert "近 2 件" in terms["off_reason"]
    for role in (Role.ADMINISTRATOR, Role.SUPERVISOR):
        kinds = [one["kind"] for one in people[role].get("/notices").json()["notices"]]
        assert kinds == ["automatic_off"]
    written(people, text=MATTERS[2])
    assert dispatch_automatically(around) == 0


def test_fate_counts_where_nobody_checked(
    people: People, around: Surroundings, switch, clock: StandingClock
) -> None:
    """Returned, redirected: wrong; accepted by the unit: right."""
    switch(minimum_checks=3)
    tickets = [written(people, text=text) for text in MATTERS]
    assert dispatch_automatically(around) == 3
    for one in tickets[:2]:
        people[Role.DISPATCHER].move(
            now(people, one), "redirect", {"unit": "CGJ", "reason": "不是供电"}
        )
    assert judge_units(around) == 0
    clock.forward(days=1)
    assert acknowledge_by_silence(around) == 3
    assert [judge_units(around) for _ in range(2)] == [1, 0]
    with people.parts.database.read() as session:
        rule = session.exec(select(AutomaticDispatch)).one()
    assert (rule.is_on, rule.changed_by) == (False, "系统")


def test_switched_on_again_only_new_routes_are_judged(
    people: People, around: Surroundings, switch, clock: StandingClock
) -> None:
    switch(minimum_checks=1)
    ticket = written(people)
    assert dispatch_automatically(around) == 1
    people[Role.SUPERVISOR].move(now(people, ticket), "check-route", {"is_right": False})
    clock.forward(minutes=1)
    assert switch(minimum_checks=1)["known"] == 0
    assert judge_units(around) == 0


def test_a_route_is_checked_once_and_only_where_the_machine_chose(
    people: People, around: Surroundings, switch
) -> None:
    switch()
    ticket = written(people)
    dispatch_automatically(around)
    checker = people[Role.DISPATCHER]
    checked = checker.move(now(people, ticket), "check-route", {"is_right": True})
    for one, code in ((checked, 409), (people.dispatched(), 404)):
        answer = checker.post(
            f"{one['href']}/check-route",
            {"is_right": False},
            etag=f'"{one["number"]}-{one["version"]}"',
        )
        assert answer.status_code == code, answer.text


def test_what_the_machine_took_is_nobodys_acceptance(
    people: People, around: Surroundings, switch
) -> None:
    from service.queries.acceptance import acceptance

    switch()
    written(people)
    assert dispatch_automatically(around) == 1
    with people.parts.database.read() as session:
        weeks = acceptance(session, artifact="first", until=people.parts.clock())
        chosen = session.exec(select(Suggestion).where(col(Suggestion.choice) == Choice.ACCEPTED))
        assert chosen.all() == []
    assert [week.chosen for week in weeks] == [0, 0]
