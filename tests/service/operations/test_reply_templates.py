"""Texts that units begin replies with: kept by their own unit, filled in, checked before."""

import pytest
from sqlmodel import Session

from models.database import Database
from models.enums import Channel, Kind, Role
from models.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from models.register import Register
from models.ticket import Ticket
from service.operations import reply_templates
from service.operations.acting import Acting, Actor
from service.operations.reply_templates import Wording, filled, templates_for
from service.queries.registers import changes_of
from tests.conftest import START

ADMIN = Actor(key="user:1", name="管理员", role=Role.ADMINISTRATOR)
CGJ = Actor(key="user:2", name="陈涛", role=Role.OFFICER, department="CGJ")
HBJ = Actor(key="user:3", name="周岩", role=Role.OFFICER, department="HBJ")
CLERK = Actor(key="user:4", name="梅", role=Role.REVISIT_CLERK)


def acting(session: Session, actor: Actor) -> Acting:
    return Acting(session=session, actor=actor, at=START)


def wording(unit: str | None = "CGJ", name: str = "占道", text: str = "您好，{单位}") -> Wording:
    return Wording(unit=unit, name=name, text=text)


def test_a_unit_keeps_its_own_and_sees_those_of_everybody(database: Database) -> None:
    with database.write() as session:
        reply_templates.keep(acting(session, CGJ), wording=wording())
        reply_templates.keep(acting(session, ADMIN), wording=wording(None, "通用"))
        reply_templates.keep(acting(session, ADMIN), wording=wording("HBJ", "油烟"))
        assert [row.name for row in templates_for(session, unit="CGJ")] == ["占道", "通用"]
        assert [row.name for row in templates_for(session, unit="HBJ")] == ["油烟", "通用"]
        assert len(templates_for(session, unit=None)) == 3


@pytest.mark.parametrize(("actor", "unit"), [(HBJ, "CGJ"), (CGJ, None), (CLERK, "CGJ")])
def test_nobody_keeps_what_is_anothers(database: Database, actor: Actor, unit: str | None) -> None:
    with database.write() as session, pytest.raises(Forbidden):
        reply_templates.keep(acting(session, actor), wording=wording(unit))


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [
        ("", "您好", "name"),
        ("x" * 51, "您好", "name"),
        ("a", " ", "text"),
        ("a", "您好{姓名}", "text"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    database: Database, name: str, text: str, field: str
) -> None:
    with database.write() as session, pytest.raises(Invalid) as refused:
        reply_templates.keep(acting(session, CGJ), wording=wording(name=name, text=text))
    assert list(refused.value.fields) == [field]


def test_a_name_is_taken_once_in_a_unit(database: Database) -> None:
    with database.write() as session:
        for unit in ("CGJ", None):
            reply_templates.keep(acting(session, ADMIN), wording=wording(unit))
            with pytest.raises(Conflict):
                reply_templates.keep(acting(session, ADMIN), wording=wording(unit))


def test_of_two_who_change_one_the_second_is_told(database: Database) -> None:
    with database.write() as session:
        act = acting(session, CGJ)
        row = reply_templates.keep(act, wording=wording())
        assert row.id is not None
        reply_templates.change(act, template=row.id, version=1, wording=wording(name="新"))
        with pytest.raises(Stale):
            reply_templates.change(act, template=row.id, version=1, wording=wording(name="旧"))
        with pytest.raises(Forbidden):
            reply_templates.remove(acting(session, HBJ), template=row.id, version=2)
        reply_templates.remove(act, template=row.id, version=2)
        with pytest.raises(NotFound):
            reply_templates.remove(act, template=row.id, version=2)


def test_who_changed_a_template_from_what_to_what_is_on_record(database: Database) -> None:
    with database.write() as session:
        act = acting(session, CGJ)
        row = reply_templates.keep(act, wording=wording())
        assert row.id is not None
        reply_templates.change(act, template=row.id, version=1, wording=wording())
        reply_templates.change(act, template=row.id, version=2, wording=wording(text="新文"))
        reply_templates.remove(act, template=row.id, version=3)
        found = changes_of(session, kind=Register.TEMPLATE, key=str(row.id))
        assert [(one.changed_by, one.said) for one in found] == [
            ("陈涛", "删除：新文"),
            ("陈涛", "正文：您好，{单位} → 新文"),
            ("陈涛", "新增：您好，{单位}"),
        ]
        assert found[0].name == "占道（市城管局）"


def test_places_are_filled_and_what_is_left_to_people_stays(database: Database) -> None:
    ticket = Ticket(
        number="20261112000001",
        query_code="1",
        kind=Kind.HELP,
        channel=Channel.PHONE,
        text="路灯不亮",
        received_at=START,
        received_by="林晓",
    )
    text = "{工单编号} {受理日期} {日期} {单位}【结果】{没有}"
    with database.read() as session:
        said = filled(text, ticket=ticket, unit="市城管局", act=acting(session, CGJ))
    assert said == "20261112000001 11月12日 11月12日 市城管局【结果】{没有}"
