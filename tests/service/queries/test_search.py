"""Search on both databases: what is found, by whom, in which order, page after page."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import select

from models.database import Database
from models.enums import Channel, Kind, Role, Status, TicketOrigin, Urgency
from models.errors import Invalid
from models.search import TicketWords
from models.ticket import Ticket
from service.operations.indexing import forget_words, index_missing, index_tickets
from service.queries.filtering import Filter
from service.queries.search import COUNTED, Found, search
from service.queries.words import words_asked, words_of
from tests.callers import People
from tests.conftest import START

TEXTS = {
    "1": "锦绣花园南门烧烤摊天天晚上占道经营，油烟呛人",
    "2": "解放路口的红绿灯坏了，车辆占道，天天堵",
    "3": "小区里有人烧烤，摊开一地垃圾，请管一管",
    "4": "WiFi 信号不好，5G 也没有，电话13800138000联系我",
    "5": "發票開不出來，銀行不給辦",
}


def ticket(number: str, text: str, **more: object) -> Ticket:
    return Ticket.model_validate(
        {
            "number": number,
            "query_code": "1",
            "kind": Kind.COMPLAINT,
            "channel": Channel.PHONE,
            # Only history may begin elsewhere than with RECEIVED.
            "origin": TicketOrigin.IMPORTED,
            "text": text,
            "received_at": START + timedelta(minutes=int(number)),
            "received_by": "林晓",
            "due_explanation": "",
        }
        | more
    )


def put(database: Database, rows: Sequence[Ticket]) -> None:
    with database.write() as session:
        session.add_all(rows)
        session.flush()
        index_tickets(session, rows)


@pytest.fixture
def filled(database: Database) -> Database:
    rows = [ticket(number, text) for number, text in TEXTS.items()]
    rows[1].address, rows[1].lead_code, rows[1].round = "中山路 8 号", "GAJ", 2
    rows[2].urgency, rows[2].channel, rows[2].status = Urgency.URGENT, Channel.APP, Status.CLOSED
    put(database, rows)
    return database


def found(
    database: Database, query: str, wanted: Filter | None = None, **more: str | int
) -> list[str]:
    return [one.number for one in results(database, query, wanted, **more).tickets]


def results(
    database: Database,
    query: str,
    wanted: Filter | None = None,
    *,
    cursor: str = "",
    size: int = 50,
) -> Found:
    with database.read() as session:
        return search(
            session, words=words_asked(query), wanted=wanted or Filter(), cursor=cursor, size=size
        )


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("占道", ["2", "1"]),
        ("烧烤", ["3", "1"]),
        ("烧烤摊", ["1"]),  # in the third the two words only touch across a comma
        ("占道 天天", ["2", "1"]),
        ("占道，油烟", ["1"]),
        ("占道 垃圾", []),
        ("没有的词", []),
        ("wifi", ["4"]),
        ("5g", ["4"]),
        ("中山路", ["2"]),
        ("发票", ["5"]),  # written in the traditional way
        ("銀行", ["5"]),
        ("公安局", ["2"]),  # not a word of the text: the unit that leads it
        ("公安局 红绿灯", ["2"]),
        ("公安局 烧烤", []),
    ],
)
def test_finds(filled: Database, query: str, numbers: list[str]) -> None:
    assert found(filled, query) == numbers


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(lead="GAJ"), ["2"]),
        (Filter(lead="CGJ"), []),
        (Filter(reopened=True), ["2"]),
        (Filter(statuses=(Status.RECEIVED,)), ["2", "1"]),
        (Filter(kind=Kind.HELP), []),
        (Filter(received_from=START + timedelta(minutes=2)), ["2"]),
        (Filter(unit="CGJ"), []),
    ],
)
def test_words_and_filters_both_hold(filled: Database, wanted: Filter, numbers: list[str]) -> None:
    assert found(filled, "占道", wanted) == numbers


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(urgency=Urgency.URGENT), ["3"]),
        (Filter(channel=Channel.APP), ["3"]),
        (Filter(statuses=(Status.CLOSED,)), ["3"]),
    ],
)
def test_filters_of_one(filled: Database, wanted: Filter, numbers: list[str]) -> None:
    assert found(filled, "烧烤", wanted) == numbers


def test_pages_hold_each_ticket_once_while_others_come_in(database: Database) -> None:
    rows = [ticket(str(number), "路灯不亮", lead_code="CGJ") for number in range(1, 8)]
    # Brought in later, received earlier: the order is that of intake.
    put(database, rows[3:])
    put(database, rows[:3])
    seen, cursor, query = [], "", "路灯"
    while True:
        page = results(database, query, cursor=cursor, size=3)
        assert page.total == 7
        seen += [one.number for one in page.tickets]
        put(database, [ticket(str(100 + len(seen)), "路灯又不亮")])
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == ["7", "6", "5", "4", "3", "2", "1"]


def test_pages_of_a_unit_and_a_word_go_on_together(database: Database) -> None:
    put(database, [ticket(str(one), "公安局门口路灯不亮") for one in (1, 3, 5)])
    put(database, [ticket(str(one), "电动车丢了", lead_code="GAJ") for one in (2, 4, 6)])
    first = results(database, "公安局", size=4)
    assert [one.number for one in first.tickets] == ["6", "5", "4", "3"]
    assert found(database, "公安局", cursor=first.next_cursor, size=4) == ["2", "1"]


def test_counts_exactly_as_far_as_it_says(database: Database) -> None:
    put(database, [ticket(str(number), "路灯不亮") for number in range(1, COUNTED + 3)])
    assert results(database, "路灯").total == COUNTED + 1
    assert results(database, "路灯", Filter(received_to=START + timedelta(minutes=9))).total == 8


def test_a_foreign_cursor_is_refused(filled: Database) -> None:
    for cursor in ("x", "W10=", "WyJ3b3JkcyIsIC0xLCAxXQ=="):
        with pytest.raises(Invalid, match="翻页标记"):
            results(filled, "占道", cursor=cursor)


def test_what_was_not_indexed_is_indexed_later_once(filled: Database) -> None:
    with filled.write() as session:
        forget_words(session)
    assert found(filled, "占道") == []
    assert [done for done, _ in index_missing(filled)] == [5]
    assert list(index_missing(filled)) == []
    assert found(filled, "占道") == ["2", "1"]


def test_an_interrupted_filling_goes_on(filled: Database) -> None:
    with filled.write() as session:
        forget_words(session)
        index_tickets(session, [session.get_one(Ticket, 5)])
    assert [done for done, _ in index_missing(filled)] == [4]


def test_words_leave_with_their_row(filled: Database) -> None:
    with filled.write() as session:
        row = session.exec(select(TicketWords).where(TicketWords.ticket_id == 1)).one()
        row.words = words_of("井盖丢了")
        session.add(row)
    assert found(filled, "占道") == ["2"]
    assert found(filled, "井盖") == ["1"]


def test_a_ticket_is_found_as_soon_as_it_is_taken_in(people: People) -> None:
    number = people.ticket(text="南湖公园的旋转木马停了")["number"]
    operator = people[Role.OPERATOR]
    answer = operator.get("/tickets", params={"q": "旋转木马"})
    assert [one["number"] for one in answer.json()["tickets"]] == [number]
    assert operator.get("/tickets", params={"q": "旋"}).status_code == 422


def test_an_officer_finds_only_what_the_unit_holds(people: People) -> None:
    mine = people.dispatched("CGJ")["number"]
    people.dispatched("GAJ")
    people.ticket()
    answer = people[Role.OFFICER].get("/tickets", params={"q": "油烟"})
    assert [one["number"] for one in answer.json()["tickets"]] == [mine]


def test_hostile_queries_are_only_words(filled: Database) -> None:
    for query in ('" OR 1', "占道*", "NEAR(占道)", "'; DROP TABLE ticket", "占道 & !天天", "\\'"):
        if words_asked(query):
            found(filled, query)
    assert found(filled, '占道"') == ["2", "1"]
    assert words_asked("我 ， !") == ()
    assert words_asked("13800138000") == ()  # private numbers are no words
