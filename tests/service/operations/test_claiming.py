"""Claims and presence: one hand at most, leases that end alone, nothing in the trail."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from models.database import Database
from models.enums import Channel, Kind, Role
from models.event import Event
from models.ticket import Ticket
from service.operations.acting import Acting, Actor
from service.operations.claiming import LEASE, let_go, open_beside, stay, take_over
from service.queries import tickets
from service.queries.presence import watches
from tests.conftest import START

SUN = Actor(key="user:901", name="孙某", role=Role.DISPATCHER)
LI = Actor(key="user:902", name="李某", role=Role.DISPATCHER)
SOON = START + timedelta(seconds=20)


@pytest.fixture(autouse=True)
def two_tickets(database: Database) -> None:
    with database.write() as session:
        for number in ("1", "2"):
            session.add(
                Ticket(
                    number=number,
                    query_code=number,
                    kind=Kind.HELP,
                    channel=Channel.PHONE,
                    text="路灯不亮",
                    received_at=START,
                    received_by="林晓",
                )
            )


def seen(database: Database, number: str, at: datetime = START) -> tuple[str, tuple[str, ...]]:
    with database.read() as session:
        ticket = tickets.find(session, number=number)
        watch = watches(session, [ticket.id or 0], at=at).get(ticket.id or 0)
    if watch is None:
        return "", ()
    return watch.holder.name if watch.holder else "", tuple(one.name for one in watch.lookers)


def do(
    database: Database,
    verb: Callable[[Acting, Ticket], object],
    actor: Actor,
    number: str = "1",
    at: datetime = START,
) -> object:
    with database.write() as session:
        act = Acting(session=session, actor=actor, at=at)
        return verb(act, tickets.find(session, number=number))


def test_the_first_has_it_in_hand_and_the_second_looks(database):
    assert do(database, open_beside, SUN) is True
    assert do(database, open_beside, LI) is False
    assert seen(database, "1") == ("孙某", ("李某",))
    assert do(database, stay, SUN, at=SOON) is True
    assert do(database, stay, LI, at=SOON) is False


def test_a_lease_ends_by_itself_and_who_looks_on_inherits(database):
    do(database, open_beside, SUN)
    do(database, open_beside, LI)
    over = START + LEASE
    assert seen(database, "1", at=over) == ("", ())
    assert do(database, stay, LI, at=over) is True
    assert seen(database, "1", at=over) == ("李某", ())


def test_one_press_takes_over_and_the_other_is_told(database):
    do(database, open_beside, SUN)
    do(database, open_beside, LI)
    do(database, take_over, LI, at=SOON)
    assert do(database, stay, SUN, at=SOON) is False
    assert seen(database, "1", at=SOON) == ("李某", ("孙某",))


def test_opening_another_leaves_the_first(database):
    do(database, open_beside, SUN)
    do(database, open_beside, SUN, number="2")
    assert seen(database, "1") == ("", ())
    assert seen(database, "2") == ("孙某", ())
    do(database, let_go, SUN, number="2")
    assert seen(database, "2") == ("", ())


def test_of_two_who_come_at_once_exactly_one_has_it(database):
    told: list[object] = []
    start = threading.Barrier(2)

    def come(actor: Actor) -> None:
        start.wait()
        told.append(do(database, open_beside, actor))

    people = [threading.Thread(target=come, args=(actor,)) for actor in (SUN, LI)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(told, key=bool) == [False, True]
    holder, lookers = seen(database, "1")
    assert {holder, *lookers} == {"孙某", "李某"}


def test_neither_version_nor_trail_knows_of_it(database):
    do(database, open_beside, SUN)
    do(database, take_over, LI)
    with database.read() as session:
        assert tickets.find(session, number="1").version == 1
        assert session.exec(select(Event)).all() == []
