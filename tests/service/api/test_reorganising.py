"""Organisation changes: previewed, made in one go, and everything that hangs on a unit moves."""

import pytest
from sqlmodel import select

from models.assignment import Assignment
from models.department import Department
from models.enums import AssignmentEnd, Role
from models.ticket import Ticket
from models.user import User
from tests.callers import People
from tests.conftest import START

TODAY = START.date()
NEW = {"code": "SGJ", "name": "临澄市市政管理局", "short_name": "市市政局"}
MERGE = {
    "kind": "merge",
    "units": ["CGJ", "HBJ"],
    "parts": [{"unit": "SGJ"}],
    "founded": [NEW],
    "reason": "机构改革〔2026〕1号",
}
SPLIT = {
    "kind": "split",
    "units": ["CGJ"],
    "parts": [{"unit": "SGJ"}, {"unit": "HBJ", "category_prefix": "0102"}],
    "founded": [NEW],
    "reason": "拆分",
}
RENAME = MERGE | {"kind": "rename", "units": ["CGJ"], "reason": "更名"}


def carried_out(people: People, change: dict[str, object]) -> dict[str, object]:
    """Preview a change, make it, and return what was done."""
    admin = people[Role.ADMINISTRATOR]
    seen = admin.post("/reorganisations/preview", change)
    assert seen.status_code == 200, seen.text
    done = admin.post("/reorganisations", change | {"digest": seen.json()["digest"]})
    assert done.status_code == 201, done.text
    assert done.json() == seen.json()
    return done.json()


def stored(people: People, number: str) -> Ticket:
    with people.parts.database.read() as session:
        return session.exec(select(Ticket).where(Ticket.number == number)).one()


def held(people: People, ticket: Ticket) -> list[tuple[str, AssignmentEnd | None]]:
    with people.parts.database.read() as session:
        wanted = select(Assignment).where(Assignment.ticket_id == ticket.id)
        rows = session.exec(wanted.order_by(Assignment.id)).all()
        return [(row.department_code, row.end) for row in rows]


def test_a_merger_moves_open_tickets_without_a_return_and_leaves_the_clock(people: People) -> None:
    number = people.handled()["number"]
    before = stored(people, number)
    done = carried_out(people, MERGE)
    after = stored(people, number)
    assert (after.lead_code, after.first_lead_code, after.return_count) == ("SGJ", "SGJ", 0)
    assert (after.status, after.round, after.redirect_count) == (before.status, before.round, 0)
    kept = (
        "due_at",
        "due_basis",
        "step_due_at",
        "dispatched_at",
        "acknowledged_at",
        "policy_version",
    )
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert held(people, after) == [("CGJ", AssignmentEnd.SUCCEEDED), ("SGJ", None)]
    event = people[Role.DISPATCHER].get(f"/tickets/{number}/events").json()["events"][-1]
    assert (event["action"], event["role"]) == ("reorganise", "administrator")
    assert (event["facts"]["from"], event["facts"]["unit"]) == ("CGJ", "SGJ")
    assert (done["led"], done["ended"], done["founded"]) == (1, ["CGJ", "HBJ"], ["SGJ"])


def test_after_a_merger_the_new_unit_works_on_and_the_old_is_no_more(people: People) -> None:
    ticket = people.handled()
    carried_out(people, MERGE)
    now = people["officer.cgj"].get(f"/tickets/{ticket['number']}").json()
    body = {"public_text": "已到现场核实并清理。"}
    now = people["officer.cgj"].move(now, "reply", body)
    assert now["status"] == "REPLIED"
    waiting = people.ticket()
    tag = f'"{waiting["number"]}-{waiting["version"]}"'
    path = f"/tickets/{waiting['number']}/dispatch"
    refused = people[Role.DISPATCHER].post(path, {"unit": "CGJ"}, etag=tag)
    assert (refused.status_code, refused.json()["code"]) == (404, "department_ended")
    assert "市市政局" in refused.json()["detail"]


def test_an_assisting_unit_merged_into_the_lead_only_ends(people: People) -> None:
    ticket = people.ticket(dispatch={"unit": "CGJ", "assisting": ["HBJ", "GAJ"]})
    carried_out(people, MERGE)
    assert held(people, stored(people, ticket["number"])) == [
        ("CGJ", AssignmentEnd.SUCCEEDED),
        ("HBJ", AssignmentEnd.SUCCEEDED),
        ("GAJ", None),
        ("SGJ", None),
    ]


def test_a_split_sends_each_ticket_to_the_part_that_took_its_matter(people: People) -> None:
    smoke = people.ticket(dispatch={"unit": "CGJ", "category": "010201"})
    stall = people.ticket(dispatch={"unit": "CGJ", "category": "010101"})
    none = people.dispatched()
    carried_out(people, SPLIT)
    leads = [stored(people, one["number"]).lead_code for one in (smoke, stall, none)]
    assert leads == ["HBJ", "SGJ", "SGJ"]


def test_a_unit_that_keeps_a_part_of_its_split_lives_on(people: People) -> None:
    parts = [{"unit": "CGJ"}, {"unit": "HBJ", "category_prefix": "0102"}]
    smoke = people.ticket(dispatch={"unit": "CGJ", "category": "010201"})
    stall = people.ticket(dispatch={"unit": "CGJ", "category": "010101"})
    done = carried_out(people, SPLIT | {"parts": parts, "founded": []})
    assert (done["ended"], done["people"]) == ([], [])
    leads = [stored(people, one["number"]).lead_code for one in (smoke, stall)]
    assert leads == ["HBJ", "CGJ"]


def test_a_rename_takes_log_ins_and_tokens_along_a_merger_ends_tokens(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    admin.post("/tokens", {"name": "城管系统", "department": "CGJ"})
    admin.post("/tokens", {"name": "环保系统", "department": "HBJ"})
    done = carried_out(people, RENAME)
    assert done["tokens"] == [{"name": "城管系统", "before": "CGJ", "after": "SGJ"}]
    merged = MERGE | {"units": ["HBJ"], "parts": [{"unit": "SGJ"}], "founded": []}
    assert carried_out(people, merged)["tokens"] == [
        {"name": "环保系统", "before": "HBJ", "after": None}
    ]
    with people.parts.database.read() as session:
        officer = session.exec(select(User).where(User.username == "officer.cgj")).one()
        assert officer.department_code == "SGJ"


def test_the_transfer_of_a_duty_moves_its_tickets_alone(people: People) -> None:
    duty = people[Role.OFFICER].get("/duties?category=020101").json()["duties"][0]
    assert duty["lead"] == "ZJJ"
    theirs = people.ticket(dispatch={"unit": "ZJJ", "category": "020101", "duty": duty["code"]})
    other = people.ticket(dispatch={"unit": "ZJJ", "category": "020301"})
    change = {"kind": "transfer", "units": ["ZJJ"], "parts": [{"unit": "CGJ"}],
              "duty": duty["code"], "reason": "职责划转"}  # fmt: skip
    done = carried_out(people, change)
    assert (done["duties"], done["ended"]) == ([duty["code"]], [])
    leads = [stored(people, one["number"]).lead_code for one in (theirs, other)]
    assert leads == ["CGJ", "ZJJ"]
    versions = people[Role.OFFICER].get(f"/duties/{duty['code']}/versions").json()["versions"]
    assert [(one["lead"], one["edition"]) for one in versions] == [("CGJ", 1), ("ZJJ", 0)]


def test_what_was_not_previewed_does_not_happen(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    digest = admin.post("/reorganisations/preview", MERGE).json()["digest"]
    people.dispatched()
    refused = admin.post("/reorganisations", MERGE | {"digest": digest})
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_changed")
    with people.parts.database.read() as session:
        assert session.get(Department, "SGJ") is None
        assert session.get_one(Department, "CGJ").valid_to is None


def test_a_preview_changes_nothing_and_says_the_same_twice(people: People) -> None:
    people.dispatched()
    admin = people[Role.ADMINISTRATOR]
    first = admin.post("/reorganisations/preview", MERGE).json()
    assert admin.post("/reorganisations/preview", MERGE).json() == first
    assert first["led"] == 1


@pytest.mark.parametrize("who", [Role.DISPATCHER, Role.SUPERVISOR, Role.OFFICER])
def test_only_an_administrator_reorganises(sqlite_people: People, who: Role) -> None:
    assert sqlite_people[who].post("/reorganisations/preview", MERGE).status_code == 403


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"units": ["OLD_ZWB"]}, "units"),
        ({"kind": "rename"}, "units"),
        ({"parts": [{"unit": "MARS"}]}, "successor"),
        ({"parts": [{"unit": "CGJ"}]}, "successor"),
        ({"kind": "rename", "units": ["CGJ"], "parts": [{"unit": "HBJ"}]}, "successor"),
        ({"kind": "split", "units": ["CGJ"]}, "parts"),
        ({"founded": [NEW | {"code": "GAJ"}]}, "code"),
        ({"founded": [NEW | {"name": "临澄市公安局"}]}, "name"),
        ({"kind": "transfer", "units": ["CGJ"], "duty": "D999"}, "duty"),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_field(
    sqlite_people: People, changed: dict[str, object], field: str
) -> None:
    refused = sqlite_people[Role.ADMINISTRATOR].post("/reorganisations/preview", MERGE | changed)
    assert refused.status_code == 422, refused.text
    assert field in refused.json()["fields"]
