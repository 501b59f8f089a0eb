"""The demonstration's desks are not empty: every case of the trade is there, made by its verbs."""

from datetime import datetime

from sqlmodel import col, func, select

from models.clock import CITY_ZONE
from models.enums import Closure, Status
from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.settings import Settings
from models.supervision import Supervision
from models.ticket import Ticket
from service.cli.openings import open_tickets
from service.installation import create_services
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
