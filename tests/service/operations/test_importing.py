"""Past tickets: whole, archived, and followed by tickets of the service's own."""

from sqlmodel import select

from models.cipher import Cipher
from models.database import Database
from models.enums import Kind, Role, Status
from models.ticket import Ticket
from service.operations.acting import Acting, Actor
from service.operations.importing import import_past
from service.operations.intake import Intake, receive
from service.operations.suggesting import Words
from service.queries.trail import broken_link, events
from tests.conftest import START
from tests.standing import past

CLERK = Actor(key="user:1", name="林晓", role=Role.OPERATOR)


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
