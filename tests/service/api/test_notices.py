"""Notices and automatic dispatch through the API: who reads what, and who may change what."""

import pytest
from sqlmodel import col, select

from models.enums import Role
from models.notice import Notice, NoticeKind
from service.operations.acting import SYSTEM, Acting
from service.operations.notices import tell
from tests.callers import People

TERMS = {"is_on": True, "target_precision": 0.97, "sample_share": 0.05, "minimum_checks": 20}


@pytest.fixture
def people(sqlite_people: People) -> People:
    return sqlite_people


@pytest.fixture
def told(people: People) -> list[str]:
    """Five notices: two for a unit, one for another, two for a role; the last is a repetition."""
    rows = [
        ("a", "CGJ", None),
        ("b", "CGJ", Role.OFFICER),
        ("c", "GAJ", None),
        ("d", None, Role.SUPERVISOR),
        ("e", None, Role.OFFICER),
        ("a", "CGJ", None),
    ]
    with people.parts.database.write() as session:
        act = Acting(session=session, actor=SYSTEM, at=people.parts.clock())
        for effect, unit, role in rows:
            tell(
                act,
                kind=NoticeKind.RED,
                text=f"提醒 {effect}",
                effect=effect,
                department=unit,
                role=role,
            )
    with people.parts.database.read() as session:
        return list(session.exec(select(Notice.effect).order_by(col(Notice.id))))


def texts(people: People, role: Role, query: str = "") -> list[str]:
    return [one["text"] for one in people[role].get(f"/notices{query}").json()["notices"]]


def test_each_effect_is_told_once(told: list[str]) -> None:
    assert told == ["a", "b", "c", "d", "e"]


def test_everybody_reads_what_is_told_their_role_and_their_unit(
    people: People, told: list[str]
) -> None:
    assert texts(people, Role.OFFICER) == ["提醒 e", "提醒 b", "提醒 a"]
    assert texts(people, Role.SUPERVISOR) == ["提醒 d"]
    assert texts(people, Role.OPERATOR) == []


def test_read_once_is_read_for_the_whole_unit_and_another_units_is_nobody_elses(
    people: People, told: list[str]
) -> None:
    officer = people[Role.OFFICER]
    page = officer.get("/notices").json()
    ids = [one["id"] for one in page["notices"]]
    assert (page["unread"], page["next"]) == (3, None)
    answer = officer.post("/notices/read", {"ids": ids[:1]}).json()
    assert answer == {"marked": 1, "unread": 2}
    assert officer.post("/notices/read", {"ids": ids[:1]}).json()["marked"] == 0
    assert texts(people, Role.OFFICER, "?unread=true") == ["提醒 b", "提醒 a"]
    other = people[Role.SUPERVISOR].get("/notices").json()["notices"][0]["id"]
    assert officer.post("/notices/read", {"ids": [other]}).status_code == 404
    assert officer.post("/notices/read", {"up_to": other}).json() == {"marked": 2, "unread": 0}
    assert people[Role.SUPERVISOR].get("/notices").json()["unread"] == 1


def test_pages_of_notices_go_on_where_they_ended(people: People, told: list[str]) -> None:
    first = people[Role.OFFICER].get("/notices?limit=2").json()
    second = people[Role.OFFICER].get(first["next"]).json()
    found = [one["text"] for page in (first, second) for one in page["notices"]]
    assert found == ["提醒 e", "提醒 b", "提醒 a"]
    assert second["next"] is None


def test_terms_are_the_administrators_and_bounded(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    assert people[Role.SUPERVISOR].send("PUT", "/automatic/CGJ", TERMS).status_code == 403
    assert admin.send("PUT", "/automatic/XXX", TERMS).status_code == 404
    for wrong in ({"target_precision": 1.2}, {"sample_share": 0}, {"minimum_checks": 0}):
        assert admin.send("PUT", "/automatic/CGJ", TERMS | wrong).status_code == 422
    shown = admin.send("PUT", "/automatic/CGJ", TERMS).json()
    assert (shown["unit_name"], shown["is_on"], shown["precision"]) == ("市城管局", True, None)
    off = admin.send("PUT", "/automatic/CGJ", TERMS | {"is_on": False}).json()
    assert (off["is_on"], off["on_since"]) == (False, shown["on_since"])
    assert [one["unit"] for one in admin.get("/automatic").json()["units"]] == ["CGJ"]
