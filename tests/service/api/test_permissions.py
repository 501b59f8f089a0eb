"""Nobody gets in where no permission says so; every legal move has a route for its people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from models.enums import Role
from models.workflow import MOVES, NOTES
from service.api.rendering import PREFIX, segment
from service.deps import Allowed, ApiAllowed, PageAllowed
from tests.callers import PEOPLE, People

#: Addresses that answer without a log-in: monitors, and the log-ins themselves.
OPEN = {("GET", f"{PREFIX}/health"), ("POST", f"{PREFIX}/sessions")}
PAGES_OPEN = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/login/again"),
    ("POST", "/language"),
}
#: Pages of citizens, who prove themselves by a code or by the address itself.
CITIZENS = {
    ("GET", "/progress"),
    ("POST", "/progress"),
    ("GET", "/progress/ticket"),
    *(("POST", f"/progress/{step}") for step in ("urge", "add", "rate", "leave")),
    ("GET", "/r/{part}"),
    ("POST", "/r/{part}"),
}
#: What the framework or a mount answers without our routes.
FRAMEWORK = {f"{PREFIX}/openapi.json", "/static", "/favicon.ico"}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    permission: Allowed | None


def permissions(dependant: Dependant) -> Iterator[Allowed]:
    if isinstance(dependant.call, Allowed):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from permissions(inner)


def routes_of(app: FastAPI) -> list[Route]:
    found = []
    for route in iter_route_contexts(app.routes):
        if route.path in FRAMEWORK:
            continue
        named = {id(one): one for one in permissions(route.dependant)}.values()
        roles = {one.roles for one in named}
        assert len(roles) <= 1, f"{route.path} names more than one permission"
        for method in route.methods - {"HEAD"}:
            found.append(Route(method, route.path, next(iter(named), None)))
    return found


@pytest.fixture
def people(sqlite_people: People) -> People:
    return sqlite_people


def test_every_route_names_its_permission(people: People) -> None:
    bare = {
        (route.method, route.path) for route in routes_of(people.app) if route.permission is None
    }
    assert bare <= OPEN | PAGES_OPEN | CITIZENS
    assert bare >= OPEN
    for route in routes_of(people.app):
        if route.permission is not None:
            kind = ApiAllowed if route.path.startswith(PREFIX) else PageAllowed
            assert isinstance(route.permission, kind), route.path


def test_every_role_and_nobody_at_every_address(people: People) -> None:
    ticket = people.ticket()
    strangers = people.client
    asked = 0
    for route in routes_of(people.app):
        if not route.path.startswith(PREFIX) or route.permission is None:
            continue
        path = re.sub(r"\{number\}", ticket["number"], route.path)
        path = re.sub(r"\{\w+\}", "999999", path)
        nobody = strangers.request(route.method, path, json={})
        assert nobody.status_code == 401, route
        assert nobody.headers["www-authenticate"] == "Bearer"
        forged = strangers.request(
            route.method, path, json={}, headers={"Authorization": "Bearer htk_forged"}
        )
        assert forged.status_code == 401, route
        for role in PEOPLE:
            if (route.method, route.path) == ("DELETE", f"{PREFIX}/sessions/current"):
                continue  # would log the callers of this test out
            answer = people[role].send(route.method, path, {})
            refused = answer.status_code == 403 and answer.json()["code"] == "role_not_allowed"
            assert refused == (role not in route.permission.roles), (route, role, answer.text)
            # Without an artefact a suggestion is unavailable; nothing else may fail.
            fine = answer.status_code < 500 or answer.json()["code"] == "no_artifact"
            assert fine, (route, role, answer.text)
            asked += 1
    assert asked > 250
    assert people[Role.AUDITOR].get(ticket["href"]).json()["version"] == ticket["version"]


def test_every_move_of_the_workflow_has_a_route_for_its_people(people: People) -> None:
    roles = {
        route.path.removeprefix(f"{PREFIX}/tickets/{{number}}/"): set(route.permission.roles)
        for route in routes_of(people.app)
        if route.permission and route.path.startswith(f"{PREFIX}/tickets/{{number}}/")
    }
    wanted: dict[str, set[Role]] = {}
    for row in (*MOVES, *NOTES):
        # Citizens come through pages of their own.
        people_of = row.roles - {Role.SYSTEM, Role.CITIZEN}
        wanted.setdefault(segment(row.action), set()).update(people_of)
    # Jobs warn and flag; the administrator reorganises many tickets at once.
    at_once = {"warn", "flag-false-close", "reorganise"}
    assert set(wanted) - set(roles) == at_once
    assert {name: roles[name] for name in wanted if name in roles} == {
        name: wanted[name] for name in wanted if name in roles
    }
    assert set(roles) - set(wanted) == {
        "events",
        "identity",
        "documents/{document}",
        "reply-check",
    }


def test_what_is_offered_can_be_posted(people: People) -> None:
    ticket = people.ticket()
    offered = people[Role.DISPATCHER].get(ticket["href"]).json()["allowed_actions"]
    paths = {route.path for route in routes_of(people.app)}
    assert {"dispatch", "merge", "void"} < {step["action"] for step in offered}
    for step in offered:
        assert step["href"].replace(ticket["number"], "{number}") in paths
