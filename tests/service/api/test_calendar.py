"""The calendar is the administrator's: deadlines already given stay until somebody recalculates."""

import csv
import io

import pytest
from sqlmodel import select

from models.calendar import CalendarChange
from models.enums import Role
from tests.callers import Caller, People
from tests.conftest import StandingClock

HOLIDAY = {"is_working": False, "name": "台风停工"}


@pytest.fixture
def admin(people: People) -> Caller:
    return people[Role.ADMINISTRATOR]


def unusual(year: dict) -> list[dict]:
    """The days of a year that are not those of a plain week."""
    from datetime import date

    return [
        day
        for day in year["days"]
        if day["name"] or day["is_working"] != (date.fromisoformat(day["day"]).weekday() < 5)
    ]


def test_a_year_is_read_by_everybody_and_changed_by_administrators(sqlite_people: People) -> None:
    people = sqlite_people
    found = people[Role.OFFICER].get("/calendar/2026").json()
    assert len(found["days"]) == 365
    day = {one["day"]: one for one in found["days"]}["2026-02-14"]
    assert day == {"day": "2026-02-14", "is_working": True, "name": "调休", "provisional": False}
    refused = people[Role.SUPERVISOR].send("PUT", "/calendar/days/2026-11-13", HOLIDAY)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_allowed")


def test_deadlines_already_given_stay_until_recalculated(people: People, admin: Caller) -> None:
    ticket = people.handled()
    assert ticket["due_at"] == "2026-11-18T17:30:00+08:00"
    changed = admin.send("PUT", "/calendar/days/2026-11-13", HOLIDAY)
    assert changed.status_code == 200, changed.text
    assert changed.json()["changed"] == 1
    assert changed.json()["effect"] == {
        "tickets": 1,
        "examples": [
            {
                "number": ticket["number"],
                "due_at": "2026-11-18T17:30:00+08:00",
                "would_be": "2026-11-19T17:30:00+08:00",
            }
        ],
    }
    address = f"/tickets/{ticket['number']}"
    assert admin.get(address).json()["due_at"] == "2026-11-18T17:30:00+08:00"
    assert admin.post("/calendar/recalculate").json() == {"moved": 1, "left": 0}
    after = admin.get(address).json()
    assert after["due_at"] == after["step_due_at"] == "2026-11-19T17:30:00+08:00"
    assert "13 日台风停工，14 至 15 日周末不计" in after["due_explanation"]
    last = admin.get(f"{address}/events").json()["events"][-1]
    assert (last["action"], last["due_before"], last["due_after"]) == (
        "recalculate",
        "2026-11-18T17:30:00+08:00",
        "2026-11-19T17:30:00+08:00",
    )
    assert admin.post("/calendar/recalculate").json() == {"moved": 0, "left": 0}


def test_a_new_ticket_is_counted_with_the_changed_calendar(people: People, admin: Caller) -> None:
    admin.send("PUT", "/calendar/days/2026-11-13", HOLIDAY)
    assert people.dispatched()["due_at"] == "2026-11-19T17:30:00+08:00"


def test_a_preview_changes_nothing(people: People, admin: Caller) -> None:
    people.dispatched()
    year = admin.get("/calendar/2026").json()
    days = [*unusual(year), {"day": "2026-11-13", **HOLIDAY}]
    told = admin.post("/calendar/2026/preview", {"days": days}).json()
    assert told["tickets"] == 1
    assert admin.get("/calendar/2026").json() == year


def test_a_year_is_written_by_its_unusual_days(people: People, admin: Caller) -> None:
    year = admin.get("/calendar/2026").json()
    same = admin.send("PUT", "/calendar/2026", {"days": unusual(year), "expected": 0})
    assert same.json()["changed"] == 0
    days = [
        {"day": "2027-01-01", "is_working": False, "name": "元旦放假"},
        {"day": "2027-01-03", "is_working": True},
    ]
    done = admin.send("PUT", "/calendar/2027", {"days": days})
    assert done.json()["changed"] == 365
    found = {one["day"]: one for one in admin.get("/calendar/2027").json()["days"]}
    assert found["2027-01-01"]["name"] == "元旦放假"
    assert found["2027-01-03"]["name"] == "调休"
    assert found["2027-01-02"]["is_working"] is False
    assert found["2027-01-04"]["is_working"] is True


def test_two_administrators_at_one_year_the_second_is_told(people: People, admin: Caller) -> None:
    revision = admin.get("/calendar/2026").json()["revision"]
    admin.send("PUT", "/calendar/days/2026-11-13", HOLIDAY)
    body = {"days": unusual(admin.get("/calendar/2026").json()), "expected": revision}
    refused = admin.send("PUT", "/calendar/2026", body)
    assert (refused.status_code, refused.json()["code"]) == (412, "stale")


def test_every_change_is_kept_with_who_made_it(people: People, admin: Caller) -> None:
    admin.send("PUT", "/calendar/days/2026-11-13", HOLIDAY)
    with people.parts.database.read() as session:
        [change] = session.exec(select(CalendarChange)).all()
    assert (change.was_working, change.is_working, change.name) == (True, False, "台风停工")
    assert change.changed_by


@pytest.mark.parametrize(
    ("method", "path", "body", "word"),
    [
        ("PUT", "/calendar/days/2026-11-13", {"is_working": False}, "缘由"),
        ("PUT", "/calendar/days/2026-11-13", {"is_working": False, "name": "=1+1"}, "开头"),
        ("PUT", "/calendar/2026", {"days": [{"day": "2025-01-01", "is_working": True}]}, "2026 年"),
        (
            "PUT",
            "/calendar/2026",
            {"days": [{"day": "2026-01-01", "is_working": False, "name": "元旦"}] * 2},
            "两次",
        ),
        ("POST", "/calendar/2040/announced", None, "2040"),
        ("PUT", "/departments/CGJ/workdays", {"weekdays": [2]}, "周六"),
        ("PUT", "/departments/CGJ/workdays", {"weekdays": [5], "since": "2026-11-01"}, "今天"),
    ],
)
def test_what_cannot_be_a_calendar_is_refused(
    sqlite_people: People, method: str, path: str, body: object, word: str
) -> None:
    refused = sqlite_people[Role.ADMINISTRATOR].send(method, path, body)
    assert refused.status_code == 422
    assert word in refused.text


@pytest.mark.parametrize("path", ["/calendar/1999", "/calendar/9999", "/calendar/abc"])
def test_a_year_that_cannot_be_is_refused(sqlite_people: People, path: str) -> None:
    assert sqlite_people[Role.ADMINISTRATOR].get(path).status_code == 422


def test_the_announced_year_can_be_loaded_again(people: People, admin: Caller) -> None:
    admin.send("PUT", "/calendar/days/2026-02-14", {"is_working": False, "name": "误录"})
    done = admin.post("/calendar/2026/announced")
    assert done.json()["changed"] == 1
    days = {one["day"]: one for one in done.json()["calendar"]["days"]}
    assert days["2026-02-14"]["is_working"] is True


def test_a_year_goes_out_and_comes_in_as_csv(sqlite_people: People) -> None:
    admin = sqlite_people[Role.ADMINISTRATOR]
    told = admin.get("/calendar/2026/csv")
    assert told.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(told.text.lstrip("\ufeff"))))
    assert rows[0] == ["日期", "上班", "说明", "暂定"]
    assert len(rows) == 366
    assert ["2026-02-14", "是", "调休", "否"] in rows
    same = admin.post("/calendar/2026/csv", {"csv": told.text})
    assert same.json()["changed"] == 0
    short = admin.post("/calendar/2027/csv", {"csv": "日期,上班,说明\n2027/1/1,否,元旦放假\n"})
    assert short.json()["changed"] == 365


def test_every_wrong_row_of_a_csv_is_told_and_none_is_written(sqlite_people: People) -> None:
    admin = sqlite_people[Role.ADMINISTRATOR]
    text = "日期,上班,说明\n2027-01-01,否,元旦\n2027-02-30,否,x\n2027-03-01,也许,x\n"
    refused = admin.post("/calendar/2027/csv", {"csv": text})
    assert refused.status_code == 422
    assert set(refused.json()["fields"]) == {"第 3 行", "第 4 行"}
    before = admin.get("/calendar/2027").json()
    assert all(day["provisional"] for day in before["days"])
    header = admin.post("/calendar/2027/csv", {"csv": "day,open\n"})
    assert header.json()["code"] == "bad_header"


def test_a_limit_can_be_tried_out(sqlite_people: People) -> None:
    told = sqlite_people[Role.OFFICER].get(
        "/calendar/trial", params={"start": "2026-02-13T09:00:00", "amount": 5}
    )
    assert told.json() == {
        "due_at": "2026-02-26T17:30:00+08:00",
        "yellow_at": "2026-02-25T17:30:00+08:00",
        "explanation": (
            "5 个工作日，自 2 月 13 日 9:00 起：13 日、14 日（周六调休上班）、24 日、25 日、26 日；"
            "15 至 23 日春节放假不计；2 月 26 日 17:30 到期"
        ),
    }


def test_a_missing_year_is_a_loud_error(sqlite_people: People) -> None:
    told = sqlite_people[Role.OFFICER].get(
        "/calendar/trial", params={"start": "2035-02-13T09:00:00+08:00"}
    )
    assert (told.status_code, told.json()["code"]) == (503, "calendar_missing")
    assert "2035" in told.json()["detail"]


def test_a_units_extra_days_count_for_that_unit_alone(
    people: People, admin: Caller, clock: StandingClock
) -> None:
    done = admin.send("PUT", "/departments/CGJ/workdays", {"weekdays": [5]})
    assert done.json()["workdays"] == [{"weekday": 5, "valid_from": "2026-11-12", "valid_to": None}]
    own, other = people.dispatched("CGJ"), people.dispatched("SLJ")
    assert own["due_at"] == "2026-11-17T17:30:00+08:00"
    assert "14 日（周六，本单位 5+X 上班）" in own["due_explanation"]
    assert other["due_at"] == "2026-11-18T17:30:00+08:00"
    clock.forward(days=1, hours=7, minutes=30)  # Friday 17:00
    late = people.dispatched("CGJ")
    assert late["step_due_at"] == "2026-11-14T10:30:00+08:00"


def test_extra_days_end_without_being_forgotten(
    people: People, admin: Caller, clock: StandingClock
) -> None:
    admin.send("PUT", "/departments/CGJ/workdays", {"weekdays": [5, 6]})
    clock.forward(days=1)
    kept = admin.send("PUT", "/departments/CGJ/workdays", {"weekdays": [6], "since": "2026-11-20"})
    assert kept.json()["workdays"] == [
        {"weekday": 5, "valid_from": "2026-11-12", "valid_to": "2026-11-19"},
        {"weekday": 6, "valid_from": "2026-11-12", "valid_to": None},
    ]
    trial = admin.get(
        "/calendar/trial", params={"start": "2026-11-20T09:00:00", "amount": 3, "unit": "CGJ"}
    )
    assert trial.json()["due_at"] == "2026-11-23T17:30:00+08:00"


def test_one_ticket_is_recalculated_alone(people: People, admin: Caller) -> None:
    first, second = people.dispatched(), people.dispatched()
    tag = f'"{first["number"]}-{first["version"]}"'
    refused = admin.post(f"/tickets/{first['number']}/recalculate", etag=tag)
    assert (refused.status_code, refused.json()["code"]) == (409, "same_deadline")
    admin.send("PUT", "/calendar/days/2026-11-13", HOLIDAY)
    assert admin.move(first, "recalculate")["due_at"] == "2026-11-19T17:30:00+08:00"
    still = admin.get(f"/tickets/{second['number']}").json()
    assert still["due_at"] == "2026-11-18T17:30:00+08:00"
    assert admin.post("/calendar/recalculate").json() == {"moved": 1, "left": 0}
