"""The demonstration's desks are not empty: every case of the trade is there, made by its verbs."""

from datetime import date, datetime

from sqlmodel import col, func, select

from models.clock import CITY_ZONE
from models.enums import Closure, Status
from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.return_request import ReturnRequest
from models.settings import Settings
from models.supervision import Supervision
from models.ticket import Ticket
from service.cli.openings import open_tickets
from service.cli.stage import stage_of
from service.cli.weeks import past_weeks
from service.installation import create_services
from service.queries.figures.definitions import Figure
from service.queries.figures.reporting import report
from service.queries.figures.scope import scope_of
from service.queries.warnings import Alarm, warned
from training.sample.generator import generate
from training.sample.values import City

#: A Sunday before dawn: a first look may fall on any day, and no case may need a working hour.
DAY = datetime(2026, 11, 22, 6, 0, tzinfo=CITY_ZONE)


def test_every_case_of_the_trade_waits_on_some_desk(sqlite_settings: Settings, city: City) -> None:
    parts = create_services(sqlite_settings, clock=lambda: DAY)
    open_tickets(parts, city)
    with parts.database.read() as session:
        counted = dict(
            session.exec(select(Ticket.status, func.count()).group_by(col(Ticket.status))).all()
        )
        assert {status: counted.get(status) for status in (Status.ARBITRATION, Status.WAITING)} == {
            Status.ARBITRATION: 2,
            Status.WAITING: 2,
        }
        assert counted[Status.SUSPENDED] == 2
        assert len(session.exec(select(ExtensionRequest)).all()) == 3
        assert len(session.exec(select(Supervision)).all()) >= 3
        assert len(session.exec(select(Exclusion)).all()) == 1
        rounds = session.exec(select(Ticket).where(col(Ticket.round) == 2)).all()
        assert len(rounds) == 2
        merged = session.exec(select(Ticket).where(Ticket.closure == Closure.MERGED)).all()
        assert len(merged) == 1
        flagged = session.exec(select(Ticket).where(col(Ticket.suspected_false_close))).all()
        assert len(flagged) == 1
    parts.database.dispose()


def test_many_alike_from_one_street_give_an_early_warning(
    sqlite_settings: Settings, city: City
) -> None:
    parts = create_services(sqlite_settings, clock=lambda: DAY)
    open_tickets(parts, city)
    with parts.database.read() as session:
        scope = scope_of(session, first=date(2026, 11, 21), last=date(2026, 11, 22), at=DAY)
        near = [one for one in warned(session, scope=scope) if one.alarm is Alarm.CLUSTER]
        assert [one.category for one in near] == ["070101"]
        assert near[0].count >= 10
    parts.database.dispose()


def test_the_weeks_before_look_like_those_of_a_city(sqlite_settings: Settings, city: City) -> None:
    parts = create_services(sqlite_settings, clock=lambda: DAY)
    past_weeks(parts, city, days=range(19, 22))
    with parts.database.read() as session:
        done = session.exec(select(Ticket)).all()
        assert len(done) == 108
        closures = {ticket.closure for ticket in done}
        assert {Closure.DIRECT, Closure.SATISFIED, Closure.UNRATED} <= closures
        assert all(one.closed_at is None or one.closed_at <= DAY for one in done)
        # Sent elsewhere than it belonged, and back with what the duty list says.
        returned = session.exec(select(ReturnRequest)).all()
        assert returned
        assert all(one.counter_unit and one.basis for one in returned)
        scope = scope_of(session, first=date(2026, 11, 1), last=date(2026, 11, 22), at=DAY)
        found = report(session, scope=scope).city
        assert found is not None
        for figure in (Figure.ON_TIME, Figure.RESPONDED, Figure.SOLVED, Figure.SATISFIED):
            share = found.cells[figure].share
            assert share.base >= 40
            assert share.hits >= 0.8 * share.base
    parts.database.dispose()


def test_people_send_about_a_tenth_elsewhere_than_proposed(
    sqlite_settings: Settings, city: City
) -> None:
    parts = create_services(sqlite_settings, clock=lambda: DAY)
    stage = stage_of(parts, city, seed=1)
    messages = list(generate(city, rows=600, seed=2, start=date(2026, 10, 1), end=DAY.date()))
    sent = [stage.chosen(one, (one.unit, "CGJ", "HBJ")) for one in messages]
    elsewhere = sum(
        chosen.unit != one.unit for chosen, one in zip(sent, messages, strict=True)
    ) / len(messages)
    assert 0.06 < elsewhere < 0.14
    assert len({chosen.reason for chosen in sent}) >= 4
    parts.database.dispose()
