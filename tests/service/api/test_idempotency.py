"""A request sent again is carried out once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import func, select
from starlette.testclient import TestClient

from models.enums import Role
from models.ids import digest
from models.settings import Settings
from models.token import ApiToken, IdempotencyKey
from service.app import create_app
from tests.callers import SMOKE, Caller, People
from tests.conftest import StandingClock

BODY = {"text": SMOKE, "kind": "COMPLAINT"}


def tickets_of(people: People) -> int:
    return len(people[Role.AUDITOR].get("/tickets").json()["tickets"])


def keys_of(people: People) -> int:
    with people.parts.database.read() as session:
        return session.exec(select(func.count()).select_from(IdempotencyKey)).one()


def test_the_same_request_gets_the_same_answer(people: People) -> None:
    desk = people[Role.OPERATOR]
    first = desk.post("/tickets", BODY, key="k-1")
    again = desk.post("/tickets", BODY, key="k-1")
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("etag", "location", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert tickets_of(people) == 1


def test_whitespace_and_order_of_a_body_do_not_matter(sqlite_people: People) -> None:
    desk = sqlite_people[Role.OPERATOR]
    desk.post("/tickets", BODY, key="k")
    other = '{ "kind":"COMPLAINT",\n "text": "' + SMOKE + '"}'
    again = desk.send(
        "POST", "/tickets", key="k", content=other, headers={"Content-Type": "application/json"}
    )
    assert again.headers["idempotency-replayed"] == "true"


def test_another_request_under_the_key_is_refused(people: People) -> None:
    desk = people[Role.OPERATOR]
    ticket = desk.post("/tickets", BODY, key="k").json()
    other = desk.post("/tickets", BODY | {"text": "另一件事：路灯不亮"}, key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    elsewhere = desk.post(ticket["href"] + "/decline", {"reason": "x"}, key="k", etag='"x"')
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "idempotency_key_reused")
    assert tickets_of(people) == 1


def test_keys_belong_to_their_caller(sqlite_people: People) -> None:
    sqlite_people[Role.OPERATOR].post("/tickets", BODY, key="k")
    other = sqlite_people[Role.DISPATCHER].post("/tickets", BODY, key="k")
    assert "idempotency-replayed" not in other.headers
    assert tickets_of(sqlite_people) == 2


def test_a_move_is_replayed_though_the_version_has_moved_on(people: People) -> None:
    ticket = people.dispatched()
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    officer = people[Role.OFFICER]
    first = officer.post(ticket["href"] + "/acknowledge", etag=tag, key="ack")
    again = officer.post(ticket["href"] + "/acknowledge", etag=tag, key="ack")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    # Who lost the answer reads the ticket again, and tries again with the version that shows.
    fresh = officer.post(ticket["href"] + "/acknowledge", etag=first.headers["etag"], key="ack")
    assert (fresh.status_code, fresh.content) == (200, first.content)


def test_a_failed_request_leaves_its_key_free(people: People) -> None:
    desk = people[Role.OPERATOR]
    failed = desk.post("/tickets", BODY | {"category": "nope"}, key="k")
    assert failed.status_code == 422
    assert keys_of(people) == 0
    assert desk.post("/tickets", BODY, key="k").status_code == 201
    assert (keys_of(people), tickets_of(people)) == (1, 1)


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "caf\xe9", "a\tb"])
def test_keys_that_are_none(sqlite_people: People, key: str) -> None:
    answer = sqlite_people[Role.OPERATOR].post(
        "/tickets", BODY, headers={"Idempotency-Key": key.encode("latin-1")}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_idempotency_key")


@pytest.mark.parametrize("processes", [1, 2])
def test_many_at_once_have_one_effect(
    settings: Settings, clock: StandingClock, processes: int
) -> None:
    apps = [create_app(settings, clock=clock) for _ in range(processes)]
    people = People(apps[0])
    token, gate = people[Role.OPERATOR].token, threading.Barrier(8)

    def send(number: int) -> tuple[int, str, str]:
        caller = Caller(TestClient(apps[number % processes]), token)
        gate.wait()
        answer = caller.post("/tickets", BODY, key="same")
        body = answer.json()
        return (
            answer.status_code,
            answer.headers.get("idempotency-replayed", ""),
            body.get("number") or body["code"],
        )

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(send, range(8)))
    created = [answer for answer in answers if answer[:2] == (201, "")]
    assert [answers[answer] for answer in created] == [1]
    number = created[0][2]
    assert set(answers) <= {
        created[0],
        (201, "true", number),
        (409, "", "idempotency_running"),
    }
    assert (tickets_of(people), keys_of(people)) == (1, 1)


def test_while_one_is_running_its_twin_is_told_at_once(sqlite_people: People) -> None:
    token = sqlite_people[Role.OPERATOR].token
    name = f"{digest(f'Bearer {token}')} busy"
    with sqlite_people.parts.running.claim(name):
        answer = sqlite_people[Role.OPERATOR].post("/tickets", BODY, key="busy")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_running")
    assert sqlite_people[Role.OPERATOR].post("/tickets", BODY, key="busy").status_code == 201


def test_a_tokens_secret_is_never_kept(people: People) -> None:
    body = {"name": "城管局业务系统", "department": "CGJ", "days": 30}
    admin = people[Role.ADMINISTRATOR]
    first, again = (admin.post("/tokens", body, key="t") for _ in range(2))
    assert first.json()["secret"].startswith("htk_")
    assert first.headers["cache-control"] == "no-store"
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json() | {"secret": None}
    with people.parts.database.read() as session:
        assert session.exec(select(func.count()).select_from(ApiToken)).one() == 1
        kept = session.exec(select(IdempotencyKey)).one()
        assert first.json()["secret"] not in kept.body
