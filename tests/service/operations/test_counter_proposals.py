"""Whom a return names: the register before the duty list before past tickets; never oneself."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models.area import Area
from models.database import Database
from models.department import Department
from models.duty import Duty
from models.enums import Channel, DepartmentKind, Kind, Role
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting, Actor
from service.operations.counter_proposals import City, Counsel, Source, counsel
from tests.conftest import START

NOISE, KITCHEN = "160401", "010201"


def ticket_of(lead: str, **given) -> Ticket:
    said = {"text": "路面破损", "kind": Kind.HELP, "channel": Channel.PHONE} | given
    return Ticket(
        number="1", query_code="1", received_at=START, received_by="林晓", lead_code=lead, **said
    )


def asked(session: Session, ticket: Ticket, *candidates: tuple[str, float]) -> Counsel:
    actor = Actor(key="user:1", name="陈涛", role=Role.OFFICER, department=ticket.lead_code)
    city = City(
        departments={row.code: row for row in session.exec(select(Department))},
        areas={row.code: row for row in session.exec(select(Area))},
    )
    said = Suggestion(
        id="s",
        created_at=START,
        shown_to="林晓",
        artifact="v1",
        text_digest="",
        prediction={"candidates": [{"unit": unit, "probability": p} for unit, p in candidates]},
    )
    act = Acting(session=session, actor=actor, at=START)
    return counsel(act, ticket, city=city, suggestions=[said] if candidates else [])


def test_the_register_comes_first_and_quotes_its_entry(database: Database) -> None:
    with database.read() as session:
        found = asked(session, ticket_of("CGJ", text="广场舞音响太吵", category_code="060102"))
        assert found.proposal is not None
        assert (found.proposal.unit, found.proposal.source) == ("GAJ", Source.REGISTER)
        assert found.proposal.clause == "社会生活噪声"
        assert "现由市公安局主办" in found.proposal.basis
        assert "治安管理处罚法" in found.proposal.basis


def test_whoever_owns_the_matter_is_told_so(database: Database) -> None:
    with database.read() as session:
        duty = session.exec(
            select(Duty).where(Duty.lead == "CGJ", Duty.category_code == KITCHEN)
        ).first()
        assert duty is not None
        found = asked(session, ticket_of("CGJ", category_code=KITCHEN), ("HBJ", 0.9))
        assert (found.proposal, found.own_duty) == (None, f"{duty.code} {duty.name}")


def test_the_duty_list_names_another_and_its_clause(database: Database) -> None:
    with database.read() as session:
        duty = session.get_one(Duty, "D02010101")
        found = asked(session, ticket_of("CGJ", category_code=duty.category_code)).proposal
        assert found is not None
        assert found.source is Source.DUTY
        assert found.code in found.basis
        assert found.unit != "CGJ"


def test_a_duty_of_the_place_is_the_units_of_that_place(database: Database) -> None:
    with database.read() as session:
        duty = session.exec(select(Duty).where(Duty.lead == "DISTRICT")).first()
        assert duty is not None
        district = session.exec(
            select(Department).where(Department.kind == DepartmentKind.DISTRICT)
        ).first()
        assert district is not None
        street = session.exec(select(Area).where(Area.parent_code == district.area_code)).first()
        assert street is not None
        rows = session.exec(select(Duty).where(Duty.category_code == duty.category_code)).all()
        if {row.lead for row in rows} == {"DISTRICT"}:
            ticket = ticket_of("TXB", category_code=duty.category_code, area_code=street.code)
            found = asked(session, ticket).proposal
            assert found is not None
            assert found.unit == district.code


@pytest.mark.parametrize(
    ("candidates", "unit"),
    [
        ((("CGJ", 0.6), ("ZJJ", 0.3)), "ZJJ"),
        ((("CGJ", 0.8), ("ZJJ", 0.1)), None),
        ((("NOBODY", 0.9),), None),
        ((), None),
    ],
)
def test_past_tickets_speak_last_and_only_if_they_are_sure(
    database: Database, candidates: tuple[tuple[str, float], ...], unit: str | None
) -> None:
    with database.read() as session:
        found = asked(session, ticket_of("CGJ"), *candidates).proposal
        assert (found.unit if found else None) == unit
        assert found is None or (found.source, found.basis) == (Source.SUGGESTION, "")


def test_a_unit_that_exists_no_longer_is_not_named(database: Database) -> None:
    with database.write() as session:
        gone = session.get_one(Department, "ZJJ")
        gone.valid_to = START.date() - timedelta(days=1)
        session.add(gone)
        session.flush()
        assert asked(session, ticket_of("CGJ"), ("ZJJ", 0.9)).proposal is None
