"""The register of contested matters: read, kept, and fed by arbitrations, on both databases."""

import pytest

from models.enums import Role
from service.queries import reference
from tests.callers import People
from tests.conftest import START

SMOKE = "餐饮油烟与露天烧烤"
NEW = {
    "name": "共享单车乱停",
    "words": ["共享单车", "单车占道"],
    "categories": ["0501"],
    "units": ["CGJ", "JTJ", "STREET"],
    "owner": "CGJ",
    "note": "占用人行道归城管；企业投放管理归交通运输",
    "basis": "会商纪要〔2026〕3号",
}
OBJECTION = {"reason_code": "not_duty", "basis": "不在本单位权责清单之内"}


def contested(people: People, **more: str) -> dict[str, object]:
    """Return a ticket that waits for arbitration: sent back twice by the same unit."""
    officer, dispatcher = people[Role.OFFICER], people[Role.DISPATCHER]
    now = people.ticket(dispatch={"unit": "CGJ"}, **more)
    now = officer.move(now, "request-return", {**OBJECTION, "counter_unit": "HBJ"})
    now = dispatcher.move(now, "grant-return")
    now = dispatcher.move(now, "dispatch", {"unit": "CGJ"})
    return officer.move(now, "request-return", OBJECTION)


def entry(people: People, name: str = SMOKE, who: Role = Role.DISPATCHER) -> dict[str, object]:
    """Return an entry of the register whole."""
    (found,) = people[who].get(f"/contests?word={name}").json()["contests"]
    return people[who].get(found["href"]).json()


def test_an_arbitration_stands_under_its_entry_and_is_told_from_then_on(people: People) -> None:
    before = entry(people)
    assert (before["decisions"], before["past_decisions"]) == (0, [])
    ticket = contested(people, category="010201")
    body = {"unit": "HBJ", "reason": "固定门店的油烟归生态环境"}
    people[Role.SUPERVISOR].move(ticket, "arbitrate", body)
    after = entry(people)
    assert after["decisions"] == 1
    assert after["version"] == before["version"] + 1
    assert after["past_decisions"] == [
        {
            "unit": {"code": "HBJ", "name": "市生态环境局"},
            "decided_on": START.date().isoformat(),
            "ticket": ticket["number"],
            "reason": "固定门店的油烟归生态环境",
        }
    ]
    theirs = entry(people, who=Role.OFFICER)["past_decisions"][0]
    assert (theirs["ticket"], theirs["reason"]) == (None, None)
    with people.parts.database.read() as session:
        told = reference.knowledge(session, on=START.date()).contests
    assert [one.decisions for one in told if "油烟" in one.words] == [1]


def test_a_decision_on_no_contested_matter_stands_under_none(people: People) -> None:
    ticket = contested(people, text="请问老年大学怎么报名")
    people[Role.SUPERVISOR].move(ticket, "arbitrate", {"unit": "JYJ", "reason": "教育局办学"})
    rows = people[Role.DISPATCHER].get("/contests").json()["contests"]
    assert len(rows) == 36
    assert {row["decisions"] for row in rows} == {0}


def test_the_register_is_paged_and_filtered(people: People) -> None:
    reader = people[Role.SUPERVISOR]
    seen, path = [], "/contests?limit=10"
    while path:
        page = reader.get(path).json()
        seen += [row["id"] for row in page["contests"]]
        path = page["next"]
    assert len(seen) == len(set(seen)) == 36
    by_unit = reader.get("/contests?unit=GJJ").json()["contests"]
    assert [row["name"] for row in by_unit] == ["公积金"]
    assert by_unit[0]["owner"] == {"code": "GJJ", "name": "市公积金中心"}
    assert reader.get("/contests?unit=GJ").json()["contests"] == []
    assert reader.get("/contests?word=烧烤").json()["contests"][0]["name"] == SMOKE
    assert reader.get("/contests?word=%25").json()["contests"] == []
    refused = reader.get("/contests?cursor=x")
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_cursor")


def test_an_entry_is_made_once_and_serves_the_next_suggestion(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    made = admin.post("/contests", NEW, key="once")
    assert made.status_code == 201
    again = admin.post("/contests", NEW, key="once")
    assert (again.headers["idempotency-replayed"], again.json()) == ("true", made.json())
    shown = admin.get(made.headers["location"])
    assert shown.json() == made.json()
    assert shown.headers["etag"] == made.headers["etag"]
    assert shown.json()["valid_from"] == START.date().isoformat()
    twin = admin.post("/contests", NEW)
    assert (twin.status_code, twin.json()["code"]) == (409, "contest_exists")
    with people.parts.database.read() as session:
        (told,) = (
            one
            for one in reference.knowledge(session, on=START.date()).contests
            if "共享单车" in one.words
        )
    assert told.units == ("CGJ", "JTJ", "STREET")
    assert told.note == "现由市城管局主办，" + NEW["note"]


def test_a_change_needs_the_present_version(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    made = admin.post("/contests", NEW)
    href, tag = made.json()["href"], made.headers["etag"]
    body = {**NEW, "owner": "STREET", "note": "先由街道清理"}
    assert admin.send("PUT", href, body).status_code == 428
    assert admin.send("PUT", href, body, etag="nonsense").status_code == 400
    done = admin.send("PUT", href, body, etag=tag)
    assert done.status_code == 200
    assert done.json()["owner"]["code"] == "STREET"
    assert done.headers["etag"] != tag
    stale = admin.send("PUT", href, NEW, etag=tag)
    assert (stale.status_code, stale.json()["current"]["note"]) == (412, "先由街道清理")
    assert stale.headers["etag"] == done.headers["etag"]
    assert admin.get(href, headers={"If-None-Match": done.headers["etag"]}).status_code == 304
    assert admin.send("PUT", "/contests/999999", NEW, etag=tag).status_code == 404
    assert people[Role.SUPERVISOR].send("PUT", href, NEW, etag=tag).status_code == 403


def test_a_change_after_a_decision_is_stale(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    seen = admin.get(entry(people)["href"])
    ticket = contested(people, category="010201")
    people[Role.SUPERVISOR].move(ticket, "arbitrate", {"unit": "HBJ", "reason": "归生态环境"})
    body = {**NEW, "name": SMOKE}
    late = admin.send("PUT", seen.json()["href"], body, etag=seen.headers["etag"])
    assert late.status_code == 412
    assert late.json()["current"]["decisions"] == 1
    now = admin.get(seen.json()["href"])
    done = admin.send("PUT", seen.json()["href"], body, etag=now.headers["etag"])
    assert done.json()["decisions"] == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"words": [], "categories": []}, "words"),
        ({"words": ["甲;乙"]}, "words"),
        ({"categories": ["9999"]}, "categories"),
        ({"units": ["CGJ"]}, "units"),
        ({"units": ["CGJ", "CGJ"]}, "units"),
        ({"units": ["CGJ", "NOPE"]}, "units"),
        ({"owner": "GAJ"}, "owner"),
        ({"valid_from": "2026-11-12", "valid_to": "2026-11-11"}, "valid_to"),
        ({"valid_to": "soon"}, "valid_to"),
        ({"note": "长" * 501}, "note"),
    ],
)
def test_what_cannot_stand_is_refused_field_by_field(
    sqlite_people: People, wrong: dict[str, object], field: str
) -> None:
    refused = sqlite_people[Role.ADMINISTRATOR].post("/contests", {**NEW, **wrong})
    assert refused.status_code == 422
    assert set(refused.json()["fields"]) == {field}


def test_an_entry_of_another_time_is_not_told(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    made = admin.post("/contests", {**NEW, "valid_from": "2026-12-01"})
    assert made.json()["in_force"] is False
    with people.parts.database.read() as session:
        now = reference.knowledge(session, on=START.date()).contests
        later = reference.knowledge(session, on=START.date().replace(month=12)).contests
    assert len(later) == len(now) + 1
