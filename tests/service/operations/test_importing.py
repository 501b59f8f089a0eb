"""Past tickets: whole, archived, and followed by tickets of the service's own."""

from datetime import timedelta

from sqlmodel import select

from models.cipher import Cipher
from models.database import Database
from models.enums import Channel, Kind, Role, Status, Urgency
from models.ticket import Ticket
from service.operations.acting import Acting, Actor
from service.operations.importing import PastTicket, import_past
from service.operations.intake import Intake, receive
from service.operations.suggesting import Words
from service.queries.trail import broken_link, events
from tests.conftest import START

CLERK = Actor(key="user:1", name="林晓", role=Role.OPERATOR)


def past(count: int) -> PastTicket:
    return PastTicket(
        number=f"H{count:06d}",
        received_at=START - timedelta(days=40),
        closed_at=START - timedelta(days=38),
        channel=Channel.PHONE,
        kind=Kind.COMPLAINT,
        urgency=Urgency.NORMAL,
        title="",
        text="路灯不亮，已经一周了",
        address="",
        area=None,
        category=None,
        lead="CGJ",
        first_lead="CGJ",
        was_returned=False,
        satisfaction=None,
        is_solved=None,
    )


def test_the_next_ticket_is_numbered_after_the_imported_ones(database: Database) -> None:
    with database.write() as session:
        assert list(import_past(session, tickets=map(past, range(3)), at=START)) == [3]
    with database.write() as session:
        act = Acting(session=session, actor=CLERK, at=START)
        intake = Intake(words=Words(text="路灯不亮"), kind=Kind.HELP)
        assert receive(act, intake=intake, cipher=Cipher(b"k" * 32)).id == 4
    with database.read() as session:
        found = session.exec(select(Ticket).where(Ticket.status == Status.ARCHIVED)).all()
        assert len(found) == 3
        assert {broken_link(ticket, events(session, ticket)) for ticket in found} == {None}
