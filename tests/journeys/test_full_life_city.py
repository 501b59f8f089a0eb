"""The citizen's own hand, and a city that changes its offices, over HTTP."""

import re
from typing import Any

from starlette.testclient import TestClient

from models.enums import Role
from service.jobs import Surroundings, run_all
from tests.callers import People
from tests.conftest import StandingClock
from tests.journeys.test_full_life_oversight import answered, seen

Ticket = dict[str, Any]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_a_citizen_rates_by_link_and_the_matter_is_taken_up_again(
    town: People, clock: StandingClock
) -> None:
    ticket = answered(town)
    link = town[Role.REVISIT_CLERK].post(f"{ticket['href']}/rating-link", {}).json()
    path = "/r/" + link["url"].rsplit("/", 1)[1]
    citizen = TestClient(town.app)
    assert citizen.get(path).status_code == 200
    clock.forward(days=1)
    said = {"is_solved": "false", "satisfaction": "very_dissatisfied", "reason": "油烟依旧"}
    page = citizen.get(path).text
    if 'name="csrf_token"' in page:
        said["csrf_token"] = hidden(page, "csrf_token")
    done = citizen.post(path, data=said)
    assert done.status_code == 200, done.text
    ticket = seen(town, ticket)
    assert (ticket["status"], ticket["round"]) == ("HANDLING", 2)
    assert [(one["via"], one["satisfaction"]) for one in ticket["revisits"]] == [
        ("link", "very_dissatisfied")
    ]
    event = town[Role.AUDITOR].get(f"{ticket['href']}/events").json()["events"][-1]
    assert (event["role"], event["due_after"]) == ("citizen", ticket["due_at"])
    # The link was for one rating of one round; what is gone tells a way on.
    gone = citizen.get(path)
    assert gone.status_code == 410
    assert "12345" in gone.text


def test_a_link_that_expired_is_gone(town: People, clock: StandingClock) -> None:
    ticket = answered(town)
    link = town[Role.REVISIT_CLERK].post(f"{ticket['href']}/rating-link", {}).json()
    clock.forward(days=8)
    list(run_all(Surroundings.of(town.parts)))
    path = "/r/" + link["url"].rsplit("/", 1)[1]
    assert TestClient(town.app).get(path).status_code == 410


def test_a_unit_is_merged_into_a_new_one_with_its_tickets(town: People) -> None:
    ticket = town.handled()
    due = ticket["due_at"]
    change = {
        "kind": "merge",
        "units": ["CGJ", "HBJ"],
        "parts": [{"unit": "SGJ"}],
        "founded": [{"code": "SGJ", "name": "临澄市市政管理局", "short_name": "市市政局"}],
        "reason": "机构改革〔2026〕1号",
    }
    admin = town[Role.ADMINISTRATOR]
    plan = admin.post("/reorganisations/preview", change).json()
    assert seen(town, ticket)["lead"] == "CGJ"
    other = town.dispatched("HBJ")
    stale = admin.post("/reorganisations", change | {"digest": plan["digest"]})
    assert stale.status_code == 409  # what was previewed is not what would happen
    plan = admin.post("/reorganisations/preview", change).json()
    assert admin.post("/reorganisations", change | {"digest": plan["digest"]}).status_code == 201
    ticket, other = seen(town, ticket), seen(town, other)
    assert (ticket["lead"], other["lead"]) == ("SGJ", "SGJ")
    assert (ticket["status"], ticket["due_at"], ticket["return_count"]) == ("HANDLING", due, 0)
    assert [one["end"] for one in ticket["assignments"]] == ["succeeded", None]
