"""Anonymous, proxy (代办), confidential and sealed (举报) tickets: who may be told what."""

import pytest

from models.enums import Role
from tests.callers import SMOKE, People

CALLER = {"phone": "13812340000", "name": "王某"}
PROXY = CALLER | {"is_proxy": True, "relation": "女儿"}
READERS = (
    Role.OPERATOR,
    Role.DISPATCHER,
    Role.OFFICER,
    Role.REVISIT_CLERK,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
ALL = frozenset(READERS)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, ALL),
        ({"is_confidential": True}, ALL - {Role.OFFICER}),
        ({"kind": "REPORT"}, {Role.SUPERVISOR}),
    ],
    ids=["plain", "confidential", "report"],
)
def test_who_is_shown_the_number_and_who_spoke_for_the_citizen(
    sqlite_people: People, given: dict, shown: frozenset[Role]
) -> None:
    ticket = sqlite_people.ticket(**PROXY, **given, dispatch={"unit": "CGJ"})
    for role in READERS:
        seen = sqlite_people[role].get(ticket["href"]).json()
        assert seen["is_proxy"] is True
        assert bool(seen["phone_masked"]) == (role in shown), role
        received = sqlite_people[role].get(ticket["href"] + "/events").json()["events"][0]
        assert received["facts"].get("relation") == ("女儿" if role in shown else None), role


def test_an_assisting_unit_is_shown_no_number(sqlite_people: People) -> None:
    route = {"unit": "CGJ", "assisting": ["HBJ"]}
    ticket = sqlite_people.ticket(**CALLER, dispatch=route)
    numbers = [
        sqlite_people[who].get(ticket["href"]).json()["phone_masked"]
        for who in (Role.OFFICER, "officer.hbj")
    ]
    assert numbers == ["138****0000", ""]


@pytest.mark.parametrize("kind", ["COMPLAINT", "REPORT"])
@pytest.mark.parametrize("role", READERS)
def test_who_may_look_at_an_identity(sqlite_people: People, kind: str, role: Role) -> None:
    ticket = sqlite_people.ticket(kind=kind, **CALLER, dispatch={"unit": "CGJ"})
    answer = sqlite_people[role].post(ticket["href"] + "/identity", {"purpose": "回访联系"})
    lookers = {Role.SUPERVISOR}
    if kind != "REPORT":
        lookers |= {Role.OPERATOR, Role.DISPATCHER, Role.REVISIT_CLERK, Role.OFFICER}
    assert answer.status_code == (200 if role in lookers else 403)


def test_a_unit_looks_at_an_identity_only_while_it_leads(sqlite_people: People) -> None:
    route = {"unit": "CGJ", "assisting": ["HBJ"]}
    purpose = {"purpose": "联系诉求人核实"}

    def looked(ticket: dict, who: Role | str = Role.OFFICER) -> tuple[int, str]:
        answer = sqlite_people[who].post(ticket["href"] + "/identity", purpose)
        return answer.status_code, answer.json().get("code", "")

    ticket = sqlite_people.ticket(**CALLER, dispatch=route)
    assert looked(ticket) == (200, "")
    assert looked(ticket, "officer.hbj") == (403, "identity_not_yours")
    promised = sqlite_people.ticket(is_confidential=True, **CALLER, dispatch=route)
    assert looked(promised) == (403, "identity_not_yours")
    moved = sqlite_people[Role.DISPATCHER].move(
        ticket, "redirect", {"unit": "SCJ", "reason": "改派市场监管局"}
    )
    assert looked(moved)[0] in {403, 404}


def test_an_anonymous_citizen_leaves_no_identity(people: People) -> None:
    ticket = people.ticket(is_anonymous=True)
    assert (ticket["is_anonymous"], ticket["phone_masked"]) == (True, "")
    looked = people[Role.SUPERVISOR].post(ticket["href"] + "/identity", {"purpose": "回访"})
    assert (looked.status_code, looked.json()["code"]) == (404, "anonymous")


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"is_anonymous": True, **CALLER}, {"name", "phone"}),
        ({"is_anonymous": True, "is_proxy": True, "relation": "女儿"}, {"is_proxy"}),
        ({"is_proxy": True, **CALLER}, {"relation"}),
        ({"is_proxy": True, "relation": "女儿"}, {"phone"}),
    ],
)
def test_what_does_not_go_together_is_refused(
    sqlite_people: People, given: dict, fields: set[str]
) -> None:
    body = {"text": SMOKE, "kind": "HELP"} | given
    answer = sqlite_people[Role.OPERATOR].post("/tickets", body)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, fields)


def test_a_relation_is_kept_only_of_a_proxy(sqlite_people: People) -> None:
    ticket = sqlite_people.ticket(**CALLER, relation="女儿")
    events = sqlite_people[Role.SUPERVISOR].get(ticket["href"] + "/events").json()["events"]
    assert "relation" not in events[0]["facts"]
