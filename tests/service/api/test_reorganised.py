"""After an organisation change: lists, labels, suggestions and races know the heirs."""

import re
from pathlib import Path
from threading import Thread

from sqlmodel import select

from models.contest import Contest
from models.department import Department, Succession
from models.enums import Role
from models.register import Register
from service.duty_inputs import ChangeInput
from service.operations import reorganising
from service.operations.acting import Acting, Actor
from service.queries import reference
from service.queries.registers import changes_of
from tests.callers import SMOKE, People
from tests.service.api.test_reorganising import MERGE, SPLIT, TODAY, carried_out, stored
from training.history import HistoryRow
from training.labels import label_rows
from triage.duties import Situation, reconcile
from triage.dutybook import duty_book


def test_the_duty_list_names_the_heirs_from_today_and_keeps_its_past(people: People) -> None:
    carried_out(people, MERGE)
    rows = people[Role.OFFICER].get("/duties").json()["duties"]
    named = {row["lead"] for row in rows} | {code for row in rows for code in row["assisting"]}
    assert not named & {"CGJ", "HBJ"}
    assert "SGJ" in named
    assert not any(row["lead"] in row["assisting"] for row in rows)
    edition = people[Role.OFFICER].get("/duties/editions").json()["editions"][0]
    assert edition["note"] == "机构调整（合并）：机构改革〔2026〕1号"


def test_who_ended_a_unit_is_on_record(people: People) -> None:
    carried_out(people, MERGE)
    with people.parts.database.read() as session:
        (told,) = changes_of(session, kind=Register.UNIT, key="CGJ")
    assert told.said.startswith("机构调整（合并），由")
    assert told.said.endswith("机构改革〔2026〕1号")


def test_a_suggestion_never_names_an_ended_unit(people: People) -> None:
    carried_out(people, MERGE)
    with people.parts.database.read() as session:
        city = reference.knowledge(session, on=TODAY)
    ended = {code for code, unit in city.units.items() if not unit.alive(on=TODAY)}
    assert ended >= {"CGJ", "HBJ", "OLD_ZWB"}
    book = duty_book(city)
    every = dict.fromkeys(city.units, 1 / len(city.units))
    for category in city.categories:
        rulings = reconcile(
            units=every,
            categories={category: 1.0},
            book=book,
            situation=Situation(text="油烟", area="A01", on=TODAY),
            weight=0.5,
        )
        assert not ended & {one.unit for one in rulings}, category


def test_labels_of_old_tickets_map_to_the_heirs(people: People) -> None:
    carried_out(people, SPLIT)
    with people.parts.database.read() as session:
        city, heirs = reference.knowledge(session, on=TODAY), reference.successions(session)
    rows = [
        HistoryRow(line=1, reference="1", text="油烟", unit="CGJ", category="010201"),
        HistoryRow(line=2, reference="2", text="占道", unit="CGJ", category="010101"),
    ]
    found = label_rows(rows=rows, knowledge=city, successions=heirs, on=TODAY)
    assert [row.unit for row in found.rows] == ["HBJ", "SGJ"]


def test_a_register_entry_between_merged_units_is_no_longer_contested(people: People) -> None:
    carried_out(people, MERGE)
    with people.parts.database.read() as session:
        for row in session.exec(select(Contest)):
            if row.is_valid(TODAY):
                assert not {"CGJ", "HBJ"} & set(row.units.split(";"))
                assert len(row.units.split(";")) >= 2


def test_a_closed_ticket_that_is_reworked_goes_to_the_heir(people: People) -> None:
    now = people.handled()
    now = people[Role.OFFICER].move(now, "reply", {"public_text": "已到现场处理完毕。"})
    now = people[Role.DISPATCHER].move(now, "accept-reply")
    body = {"was_contacted": True, "is_solved": True, "satisfaction": "satisfied"}
    now = people[Role.REVISIT_CLERK].move(now, "revisit", body)
    assert now["status"] == "CLOSED"
    carried_out(people, MERGE)
    assert stored(people, now["number"]).lead_code == "CGJ"
    people[Role.SUPERVISOR].move(now, "rework", {"reason": "问题重现"})
    again = stored(people, now["number"])
    assert (again.lead_code, again.round) == ("SGJ", 2)


def test_successions_are_written_with_the_day_and_the_matters(people: People) -> None:
    carried_out(people, SPLIT)
    with people.parts.database.read() as session:
        rows = session.exec(select(Succession).where(Succession.predecessor_code == "CGJ")).all()
        assert {(row.successor_code, row.category_prefix, row.effective_on) for row in rows} == {
            ("SGJ", "", TODAY),
            ("HBJ", "0102", TODAY),
        }
        assert session.get_one(Department, "CGJ").is_valid(TODAY) is False


def test_a_dispatch_beside_a_merger_never_reaches_the_ended_unit(people: People) -> None:
    waiting = people.ticket()
    tag = f'"{waiting["number"]}-{waiting["version"]}"'
    path = f"/tickets/{waiting['number']}/dispatch"
    database, clock = people.parts.database, people.parts.clock
    admin = Actor(key="user:1", name="管理员", role=Role.ADMINISTRATOR)
    change = ChangeInput.model_validate(MERGE).change()
    answers = []
    dispatcher = people[Role.DISPATCHER]
    other = Thread(target=lambda: answers.append(dispatcher.post(path, {"unit": "CGJ"}, etag=tag)))
    with database.write() as session:
        act = Acting(session=session, actor=admin, at=clock())
        digest = reorganising.preview(act, change=change).digest
        reorganising.reorganise(act, change=change, digest=digest)
        other.start()
        other.join(timeout=0.5)  # it waits for the merger, or has not begun yet
        assert answers == []
    other.join(timeout=30)
    (refused,) = answers
    assert (refused.status_code, refused.json()["code"]) == (404, "department_ended")
    assert stored(people, waiting["number"]).lead_code is None


def test_no_job_moves_a_ticket_of_an_ended_unit_only_a_person_does(people: People) -> None:
    number = people.dispatched()["number"]
    carried_out(people, MERGE)
    events = people[Role.DISPATCHER].get(f"/tickets/{number}/events").json()["events"]
    movers = {one["role"] for one in events if one["action"] in ("dispatch", "reorganise")}
    assert "system" not in movers


def test_a_live_classifier_names_the_heir_from_the_next_suggestion_on(
    sqlite_people: People, artifact: Path
) -> None:
    def named() -> set[str]:
        answer = sqlite_people[Role.OPERATOR].post("/suggestions", {"text": SMOKE})
        assert answer.status_code == 201, answer.text
        return set(re.findall(r'"(?:unit|code)":"([A-Z]+)"', answer.text.replace(" ", "")))

    assert {"CGJ", "HBJ"} & named()
    carried_out(sqlite_people, MERGE)
    after = named()
    assert "SGJ" in after
    assert not {"CGJ", "HBJ"} & after
