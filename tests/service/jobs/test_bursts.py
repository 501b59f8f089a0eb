"""Early warnings are told to the supervisors and to the unit concerned, once each."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models.enums import Role
from models.notice import Notice, NoticeKind
from models.ticket import Ticket
from service.operations.bursts import QUIET, opens
from tests.callers import People
from tests.conftest import StandingClock


def told(people: People, who: Role | str) -> list[str]:
    notices = people[who].get("/notices").json()["notices"]
    return [one["text"] for one in notices if one["kind"] == "burst"]


@pytest.fixture
def five(people: People, clock: StandingClock):
    """Five alike from one street within a few hours, two of them led by the officer's unit."""

    def make() -> None:
        numbers = []
        for place in range(5):
            ticket = people.dispatched() if place < 2 else people.ticket()
            numbers.append(ticket["number"])
            clock.forward(minutes=10)
        with people.parts.database.write() as session:
            for row in session.exec(select(Ticket).where(col(Ticket.number).in_(numbers))):
                row.area_code, row.category_code = "A0101", "070101"

    return make


def test_a_warning_is_told_to_supervisors_and_to_the_unit_once(
    people: People, ran, five, clock: StandingClock
) -> None:
    five()
    # In one street, and more than is usual in the district: to the supervisors and to the unit.
    assert ran()["bursts"] == 4
    assert ran().get("bursts") is None
    assert len(told(people, Role.SUPERVISOR)) == 2
    assert all("5 件" in one for one in told(people, Role.SUPERVISOR))
    assert [one.endswith("其中本单位主办 2 件。") for one in told(people, Role.OFFICER)] == [
        True,
        True,
    ]
    assert told(people, Role.DISPATCHER) == []
    # It goes on the next day, and is not told again before a week has gone.
    clock.forward(days=1)
    five()
    assert "bursts" not in ran()
    clock.forward(seconds=QUIET.total_seconds())
    five()
    assert ran()["bursts"] == 4


def test_a_notice_of_a_warning_names_its_tickets(people: People, ran, five) -> None:
    five()
    ran()
    with people.parts.database.read() as session:
        rows = session.exec(select(Notice).where(Notice.kind == NoticeKind.BURST)).all()
        found = [opens(one) for one in rows]
    assert {(one.place, one.category) for one in found if one} == {
        ("A0101", "070101"),
        ("A01", "07"),
    }
    assert all(one and one.last - one.first <= timedelta(days=1) for one in found)
