"""Accounts, tokens and units kept by administrators: the rules, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models.database import Database
from models.enums import Role
from models.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from models.register import RegisterChange
from models.user import User, UserSession
from service.operations import staff
from service.operations.accounts import (
    actor_of_session,
    actor_of_token,
    issue_token,
    log_in,
    needs_note,
    note_use,
    open_session,
)
from service.operations.acting import Acting, Actor
from service.operations.staff import Person
from service.operations.units import UnitFacts, amend_unit
from tests.conftest import PASSWORD, START

OFFICER = Person(name="新来的", role=Role.OFFICER, department="CGJ")


@contextmanager
def acting(database: Database, username: str = "admin") -> Iterator[Acting]:
    with database.write() as session:
        user = session.exec(select(User).where(User.username == username)).one()
        actor = Actor(key=f"user:{user.id}", name=user.display_name, role=user.role)
        yield Acting(session=session, actor=actor, at=START)


def enter(database: Database, username: str, password: str) -> str:
    secret, _ = log_in(database, username=username, password=password, at=START, hours=8)
    return secret


def id_of(database: Database, username: str) -> int:
    with database.read() as session:
        return session.exec(select(User.id).where(User.username == username)).one()


def said(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(RegisterChange.said).order_by(RegisterChange.id)))


def test_a_new_account_must_choose_its_own_password(database: Database) -> None:
    with acting(database) as act:
        _, password = staff.create(act, username=" Officer.New ", person=OFFICER)
    secret = enter(database, "officer.new", password)
    with database.read() as session:
        actor, _ = actor_of_session(session, secret=secret, at=START)
    assert actor.must_change
    for new in ("short1", "alllettersonly", "officer.new-12", password):
        with pytest.raises(Invalid), acting(database, "officer.new") as act:
            staff.change_own_password(act, current=password, new=new, session_secret=secret)
    with pytest.raises(Invalid, match="现在的密码不对"), acting(database, "officer.new") as act:
        staff.change_own_password(act, current="x", new="river-stone-42", session_secret=secret)
    other = enter(database, "officer.new", password)
    with acting(database, "officer.new") as act:
        staff.change_own_password(
            act, current=password, new="river-stone-42", session_secret=secret
        )
    with database.read() as session:
        assert not actor_of_session(session, secret=secret, at=START)[0].must_change
        with pytest.raises(Unauthenticated):
            actor_of_session(session, secret=other, at=START)
    enter(database, "officer.new", "river-stone-42")
    assert said(database) == ["新建：新来的，承办单位，市城管局", "本人修改密码"]


def test_what_is_wrong_with_an_account_is_told_by_field(database: Database) -> None:
    wrong = Person(name=" ", role=Role.OFFICER)
    with pytest.raises(Invalid) as refused, acting(database) as act:
        staff.create(act, username="a", person=wrong)
    assert set(refused.value.fields) == {"username", "name", "department"}
    with pytest.raises(Invalid, match="已有人使用"), acting(database) as act:
        staff.create(act, username="admin", person=OFFICER)
    clerk = Person(name="某人", role=Role.REVISIT_CLERK, department="CGJ")
    with pytest.raises(Invalid, match="只有承办人员"), acting(database) as act:
        staff.create(act, username="clerk.two", person=clerk)
    with pytest.raises(Forbidden), acting(database, "supervisor.wei") as act:
        staff.create(act, username="clerk.two", person=OFFICER)


def test_switched_off_ends_at_once_and_can_be_taken_back(database: Database) -> None:
    user_id = id_of(database, "operator.lin")
    secret = enter(database, "operator.lin", PASSWORD)
    with acting(database) as act:
        staff.switch(act, user_id=user_id, is_active=False)
    with database.read() as session, pytest.raises(Unauthenticated):
        actor_of_session(session, secret=secret, at=START)
    with pytest.raises(Unauthenticated, match="停用"):
        enter(database, "operator.lin", PASSWORD)
    with acting(database) as act:
        staff.switch(act, user_id=user_id, is_active=True)
    enter(database, "operator.lin", PASSWORD)


def test_a_reset_password_ends_all_sessions_and_works_once(database: Database) -> None:
    user_id = id_of(database, "operator.lin")
    enter(database, "operator.lin", PASSWORD)
    with acting(database) as act:
        _, password = staff.reset_password(act, user_id=user_id)
        assert act.session.exec(select(UserSession)).first() is None
    with pytest.raises(Unauthenticated):
        enter(database, "operator.lin", PASSWORD)
    secret = enter(database, "operator.lin", password)
    with database.read() as session:
        assert actor_of_session(session, secret=secret, at=START)[0].must_change


def test_somebody_is_left_to_administrate(database: Database) -> None:
    own = id_of(database, "admin")
    demoted = Person(name="管理员", role=Role.OPERATOR)
    with pytest.raises(Conflict), acting(database) as act:
        staff.switch(act, user_id=own, is_active=False)
    with pytest.raises(Conflict), acting(database) as act:
        staff.amend(act, user_id=own, person=demoted)
    with pytest.raises(Conflict), acting(database) as act:
        staff.reset_password(act, user_id=own)
    second = Person(name="副管理员", role=Role.ADMINISTRATOR)
    with acting(database) as act:
        staff.create(act, username="admin.two", person=second)
    with acting(database, "admin.two") as act:
        staff.amend(act, user_id=own, person=demoted)
    assert said(database)[-1] == "角色：系统管理员 → 坐席"


def test_a_token_that_only_reads_does_nothing_else(database: Database) -> None:
    from models.token import TokenScope

    with acting(database) as act:
        token, fresh = issue_token(
            act, name="只看", department="CGJ", days=9, scope=TokenScope.READ
        )
        token_id = token.id
    with database.read() as session:
        reader = actor_of_token(session, secret=fresh.secret, at=START, writes=False)
        assert reader.key == f"token:{token_id}"
        assert needs_note(session, secret=fresh.secret, at=START)
        with pytest.raises(Forbidden, match="只能读取"):
            actor_of_token(session, secret=fresh.secret, at=START)
    with database.write() as session:
        note_use(session, secret=fresh.secret, at=START)
    with database.read() as session:
        assert not needs_note(session, secret=fresh.secret, at=START)


def test_a_corrected_unit_is_still_found_by_its_old_name(database: Database) -> None:
    facts = UnitFacts(
        name="临澄市城市管理和综合执法局", short_name="市城管执法局", contacts="张三 0510-1"
    )
    with acting(database) as act:
        unit = amend_unit(act, code="CGJ", facts=facts)
        assert {"市城管局", "临澄市城市管理局"} <= set(unit.aliases.split(";"))
    assert "全称：临澄市城市管理局 → 临澄市城市管理和综合执法局" in said(database)[0]
    taken = UnitFacts(name="临澄市生态环境局", short_name="", parent="CGJ")
    with pytest.raises(Invalid) as refused, acting(database) as act:
        amend_unit(act, code="CGJ", facts=taken)
    assert set(refused.value.fields) == {"name", "short_name", "parent"}
    with pytest.raises(NotFound), acting(database) as act:
        amend_unit(act, code="NOSUCH", facts=facts)
    with pytest.raises(Forbidden), acting(database, "supervisor.wei") as act:
        amend_unit(act, code="CGJ", facts=facts)


def test_who_changed_what_cannot_be_rewritten(database: Database) -> None:
    with acting(database) as act:
        issue_token(act, name="系统", department="CGJ", days=9)
    for verb in ("UPDATE register_change SET said = 'x'", "DELETE FROM register_change"):
        with pytest.raises(DBAPIError, match="never changed"), database.write() as session:
            session.connection().exec_driver_sql(verb)


def test_a_sessions_last_log_in_is_known(database: Database) -> None:
    enter(database, "operator.lin", PASSWORD)
    with database.write() as session:
        user = session.exec(select(User).where(User.username == "operator.lin")).one()
        assert user.last_login_at == START
        assert open_session(session, user=user, at=START, hours=1)
