"""Log-ins, tokens, artefacts, registers, and what happens when a part is away."""

import shutil
from pathlib import Path

import pytest
from sqlmodel import delete, select

from models.duty import Duty
from models.enums import Role
from models.revision import touch_city
from models.settings import Settings
from models.suggestion import Suggestion
from service.app import create_app
from tests.callers import API, SMOKE, People
from tests.conftest import PASSWORD, Postgres, StandingClock


def test_logging_in_and_out(people: People, clock: StandingClock) -> None:
    client = people.client
    wrong = client.post(f"{API}/sessions", json={"username": "admin", "password": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_credentials")
    answer = client.post(f"{API}/sessions", json={"username": "operator.lin", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()["token"]
    assert token.startswith("hts_")
    assert answer.json()["expires_at"] == "2026-11-12T19:30:00+08:00"
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get(f"{API}/me", headers=bearer).json() == {
        "name": "林晓",
        "role": "operator",
        "role_label": "坐席",
        "department": None,
    }
    assert client.delete(f"{API}/sessions/current", headers=bearer).status_code == 204
    assert client.get(f"{API}/me", headers=bearer).status_code == 401


def test_a_session_ends_by_itself(sqlite_people: People, clock: StandingClock) -> None:
    answer = sqlite_people.client.post(
        f"{API}/sessions", json={"username": "operator.lin", "password": PASSWORD}
    )
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    clock.forward(hours=10)
    assert sqlite_people.client.get(f"{API}/me", headers=bearer).status_code == 401


def test_a_suggestion_is_stored_as_shown(
    settings: Settings, artifact: Path, clock: StandingClock
) -> None:
    people = People(create_app(settings, clock=clock))
    desk = people[Role.OPERATOR]
    answer = desk.post("/suggestions", {"text": SMOKE, "address": "云锦路12号"})
    assert answer.status_code == 201
    shown = answer.json()
    assert answer.headers["location"] == f"{API}/suggestions/{shown['id']}"
    assert shown["artifact"] == "first"
    assert shown["candidates"][0]["unit"] == shown["top_unit"]
    for row in shown["candidates"]:
        assert 0 <= row["probability"] <= 1
        for word in row["evidence"]:
            span = word["span"]
            assert SMOKE[span["start"] : span["end"]] == span["text"]
    assert desk.get(answer.headers["location"]).json() == shown
    with people.parts.database.read() as session:
        rows = session.exec(select(Suggestion)).all()
    assert [(row.id, row.artifact, row.shown_to) for row in rows] == [
        (shown["id"], "first", "林晓")
    ]


@pytest.mark.parametrize("text", ["", "断", "😀🔥💧", "字" * 20_000])
def test_texts_that_say_little_get_no_firm_answer(
    sqlite_settings: Settings, artifact: Path, clock: StandingClock, text: str
) -> None:
    people = People(create_app(sqlite_settings, clock=clock))
    answer = people[Role.OPERATOR].post("/suggestions", {"text": text})
    assert answer.status_code == 201
    assert answer.json()["abstained"]
    assert answer.json()["abstained_label"]


def test_without_rules_or_an_artefact_tickets_still_go_their_way(people: People) -> None:
    with people.parts.database.write() as session:
        session.exec(delete(Duty))
        touch_city(session)
    answer = people[Role.OPERATOR].post("/suggestions", {"text": SMOKE})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_artifact")
    health = people.client.get(f"{API}/health")
    assert health.status_code == 200
    assert (health.json()["status"], health.json()["artifact"]) == ("degraded", None)
    assert health.json()["origin"] is None
    assert "训练" in health.json()["trouble"]
    assert people.dispatched("CGJ")["status"] == "DISPATCHED"


def test_on_the_first_day_the_citys_rules_suggest(people: People) -> None:
    desk = people[Role.OPERATOR]
    early = desk.post("/suggestions", {"text": SMOKE})
    if early.status_code == 503:
        assert "正在准备" in early.json()["detail"]
    assert people.dispatched("CGJ")["status"] == "DISPATCHED"
    with people.parts.database.read() as session:
        assert people.parts.engine.settle(session, seconds=120) is not None
    shown = desk.post("/suggestions", {"text": "公积金怎么提取"})
    assert shown.status_code == 201
    first = shown.json()["candidates"][0]
    assert (shown.json()["artifact"], first["unit"]) == ("first-day", "GJJ")
    assert first["reasons"][0] == "尚无历史：仅据分类目录与权责清单"
    health = people.client.get(f"{API}/health").json()
    assert (health["status"], health["artifact"], health["origin"]) == (
        "ok",
        "first-day",
        "RULES",
    )
    assert "尚无历史" in health["trouble"]


def test_artefacts_are_listed_and_a_damaged_one_is_refused(
    sqlite_settings: Settings, artifact: Path, clock: StandingClock
) -> None:
    shutil.copytree(artifact / "first", artifact / "second")
    (artifact / "second" / "pipeline.pickle").write_bytes(b"no pickle at all")
    people = People(create_app(sqlite_settings, clock=clock))
    admin = people[Role.ADMINISTRATOR]
    first, second = admin.get("/artifacts").json()["artifacts"]
    assert (first["version"], first["live"], first["trouble"]) == ("first", True, "")
    assert 0 < first["evaluation"]["accuracy"] <= 1
    assert admin.get("/artifacts/first").json() == first
    assert second["live"] is False
    refused = admin.post("/artifacts/second/promote")
    assert 400 <= refused.status_code < 500
    assert refused.headers["content-type"] == "application/problem+json"
    assert admin.post("/artifacts/nope/promote").status_code == 404
    assert admin.post("/artifacts/rollback").status_code == 409
    assert people.client.get(f"{API}/health").json()["artifact"] == "first"


def test_registers_are_open_to_every_log_in(people: People) -> None:
    officer = people[Role.OFFICER]
    departments = officer.get("/departments").json()["departments"]
    assert len(departments) > 50
    assert "CGJ" in {row["code"] for row in departments}
    assert len(officer.get("/categories").json()["categories"]) > 400
    assert len(officer.get("/areas").json()["areas"]) > 10
    duties = officer.get("/duties").json()["duties"]
    assert len(duties) > 500
    code = duties[0]["category"]
    few = officer.get(f"/duties?category={code}").json()["duties"]
    assert {row["category"] for row in few} == {code}


def test_sqlite_out_of_reach_is_503(tmp_path: Path, clock: StandingClock) -> None:
    settings = Settings(
        var=tmp_path / "var",
        database_url=f"sqlite:///{tmp_path}/gone/hotline.sqlite3",
        secret_key="k" * 40,
    )
    client = People(create_app(settings, clock=clock)).client
    for answer in (
        client.get(f"{API}/health"),
        client.get(f"{API}/tickets", headers={"Authorization": "Bearer hts_x"}),
        client.post(f"{API}/tickets", headers={"Authorization": "Bearer htk_x"}, json={}),
        client.post(f"{API}/sessions", json={"username": "admin", "password": "x"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")


def test_postgresql_that_goes_away_is_503_and_comes_back(
    postgres: Postgres, tmp_path: Path, clock: StandingClock
) -> None:
    url = postgres.create("goes_away", template="city_template")
    settings = Settings(var=tmp_path / "var", database_url=url, secret_key="k" * 40)
    people = People(create_app(settings, clock=clock))
    ticket = people.ticket()
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    dispatcher = people[Role.DISPATCHER]
    postgres.server.psql('ALTER DATABASE "goes_away" ALLOW_CONNECTIONS false;')
    postgres.server.psql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'goes_away';"
    )
    for answer in (
        people.client.get(f"{API}/health"),
        dispatcher.get("/tickets"),
        dispatcher.post(ticket["href"] + "/dispatch", {"unit": "CGJ"}, etag=tag, key="k"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    postgres.server.psql('ALTER DATABASE "goes_away" ALLOW_CONNECTIONS true;')
    again = dispatcher.post(ticket["href"] + "/dispatch", {"unit": "CGJ"}, etag=tag, key="k")
    assert (again.status_code, again.json()["status"]) == (200, "DISPATCHED")
    assert "idempotency-replayed" not in again.headers
    people.parts.database.dispose()
    postgres.drop("goes_away")
