"""The demonstration's desks are not empty: every case of the trade is there, made by its verbs."""

from datetime import date, datetime

from sqlmodel import col, func, select

from models.clock import CITY_ZONE
from models.enums import Closure, Status
from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.settings import Settings
from models.supervision import Supervision
from models.ticket import Ticket
from service.cli.openings import open_tickets, recent_tickets
from service.installation import create_services
from service.queries.figures.definitions import Figure
from service.queries.figures.reporting import report
from service.queries.figures.scope import scope_of
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


def test_the_weeks_before_have_come_due_most_of_them_in_time(
    sqlite_settings: Settings, city: City
) -> None:
    parts = create_services(sqlite_settings, clock=lambda: DAY)
    recent_tickets(parts, city, days=(21, 20))
    with parts.database.read() as session:
        done = session.exec(select(Ticket)).all()
        assert len(done) == 20
        assert {ticket.status for ticket in done} == {Status.CLOSED}
        assert {ticket.round for ticket in done} == {1, 2}
        assert all(ticket.due_at is not None and ticket.due_at < DAY for ticket in done)
        scope = scope_of(session, first=date(2026, 11, 1), last=date(2026, 11, 22), at=DAY)
        found = report(session, scope=scope).city
        assert found is not None
        for figure in (Figure.ON_TIME, Figure.RESPONDED, Figure.SOLVED):
            share = found.cells[figure].share
            assert share.base >= 20
            assert 10 <= share.hits < share.base
    parts.database.dispose()
