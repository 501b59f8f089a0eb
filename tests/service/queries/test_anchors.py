"""What a ticket's own chain cannot tell, the anchors can."""

from datetime import timedelta

import pytest
from sqlmodel import SQLModel, select

from models.audit import AuditAnchor
from models.enums import Role
from service.jobs import Surroundings
from service.jobs.anchoring import anchor_trail
from service.queries.audit import Scope, verified
from service.queries.chain import Fault
from tests.callers import People
from tests.conftest import StandingClock
from tests.intruder import OF, Intruder, wrong


@pytest.fixture
def anchored(around: Surroundings, clock: StandingClock, number: str, people: People) -> str:
    """The ticket's number, after an anchor and an hour of other work."""
    clock.forward(hours=1)
    assert anchor_trail(around) == 1
    people.ticket()
    clock.forward(hours=2)
    assert anchor_trail(around) == 1
    return number


def test_anchors_are_made_each_hour_once(
    around: Surroundings, clock: StandingClock, number: str, people: People
) -> None:
    assert anchor_trail(around) == 0  # what is younger than ten minutes may not have ended
    clock.forward(hours=1)
    assert [anchor_trail(around) for _ in range(2)] == [1, 0]
    clock.forward(hours=2)
    assert anchor_trail(around) == 0  # nothing new
    assert wrong(people) == []


def test_an_end_cut_off_together_with_the_tickets_own_memory_is_found(
    people: People, anchored: str
) -> None:
    intruder = Intruder(people.parts.database)
    intruder.run(
        f"DELETE FROM event WHERE {OF} AND sequence = 5",
        "UPDATE ticket SET status = 'WAITING' WHERE number = :number",
        number=anchored,
    )
    intruder.reseal(anchored, from_sequence=5)
    found = [one for one in wrong(people) if one.fault is Fault.ANCHOR]
    assert len(found) == 1
    assert "2026-11-12" in found[0].sentence
    assert "应有 7 条，现有 6 条" in found[0].sentence


def test_a_ticket_deleted_whole_is_found_by_number_and_by_anchor(
    people: People, anchored: str
) -> None:
    intruder = Intruder(people.parts.database)
    last = max(
        ticket["number"] for ticket in people[Role.DISPATCHER].get("/tickets").json()["tickets"]
    )
    for gone in (anchored, last):
        tables = [one.name for one in SQLModel.metadata.tables.values() if "ticket_id" in one.c]
        intruder.run(*(f"DELETE FROM {table} WHERE {OF}" for table in tables), number=gone)
        intruder.run("DELETE FROM ticket WHERE number = :number", number=gone)
    found = wrong(people)
    assert [one.ticket for one in found if one.fault is Fault.MISSING] == [anchored, last]
    assert len([one for one in found if one.fault is Fault.ANCHOR]) == 2


def test_history_written_anew_is_found(people: People, anchored: str) -> None:
    intruder = Intruder(people.parts.database)
    intruder.run(f"UPDATE event SET actor = '某人' WHERE {OF} AND sequence = 2", number=anchored)
    intruder.reseal(anchored, from_sequence=2)
    found = wrong(people)
    assert [one.fault for one in found] == [Fault.ANCHOR]
    assert "仍为 7 条，但有内容被改动" in found[0].sentence


def test_a_look_at_an_identity_that_was_wiped_out_is_found(
    people: People, around: Surroundings, clock: StandingClock
) -> None:
    ticket = people.ticket(phone="13800138000")
    seen = people[Role.SUPERVISOR].post(
        f"/tickets/{ticket['number']}/identity", {"purpose": "核实地址"}
    )
    assert seen.status_code == 200, seen.text
    clock.forward(hours=1)
    assert anchor_trail(around) == 1
    assert wrong(people) == []
    Intruder(people.parts.database).run("UPDATE identity_access SET purpose = '无'")
    assert [one.fault for one in wrong(people)] == [Fault.LOOKS]
    Intruder(people.parts.database).run("DELETE FROM identity_access")
    assert "应有 1 条，现有 0 条" in wrong(people)[0].sentence


def test_an_anchor_that_was_changed_taken_away_or_forged_is_found(
    people: People, anchored: str
) -> None:
    intruder = Intruder(people.parts.database)
    intruder.run("UPDATE audit_anchor SET events = 6 WHERE id = 1")
    assert [one.fault for one in wrong(people)] == [Fault.ANCHOR]
    intruder.run("DELETE FROM audit_anchor WHERE id = 1")
    assert Fault.ANCHOR in [one.fault for one in wrong(people)]


def test_verifying_since_a_day_reads_only_what_was_done_since(
    people: People, number: str, clock: StandingClock
) -> None:
    clock.forward(days=2)
    people.ticket()
    with people.parts.database.read() as session:
        scope = Scope(since=(clock() - timedelta(days=1)).date())
        steps = list(verified(session, scope=scope, cipher=people.parts.cipher))
    assert sum(step.tickets for step in steps) == 1


def test_anchors_and_looks_are_never_changed_or_deleted(people: People, anchored: str) -> None:
    database = people.parts.database
    verbs = ["UPDATE audit_anchor SET events = 0", "DELETE FROM audit_anchor"]
    if not database.is_sqlite:
        verbs += ["TRUNCATE audit_anchor", "TRUNCATE identity_access"]
    for verb in verbs:
        with pytest.raises(Exception, match="never changed"), database.write() as session:
            session.connection().exec_driver_sql(verb)
    with database.read() as session:
        assert len(session.exec(select(AuditAnchor)).all()) == 2
