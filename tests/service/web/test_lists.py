"""Lists: as many queries for three rows as for one, filters in the address, empty states."""

import re
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from models.clock import CITY_ZONE


@contextmanager
def counted(app):
    """Count the statements that a request sends."""
    engine = app.state.services.database.engine
    seen: list[str] = []

    def remember(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", remember)


def _fill(desk, path: str, text: str) -> None:
    number = desk.receive(text=text)
    if path == "/inbox":
        desk.dispatch(number)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("dispatcher", "/dispatch"),
        ("officer", "/inbox"),
        ("auditor", "/tickets"),
        ("supervisor", "/dispatch?tab=received"),
    ],
)
def test_three_rows_cost_what_one_does(app, browser, desk, role, path):
    person = browser(role)
    _fill(desk, path, "第一件油烟")
    with counted(app) as one:
        assert "第一件油烟" in person.get(path).text
    for text in ("第二件油烟", "第三件油烟"):
        _fill(desk, path, text)
    with counted(app) as three:
        assert "第三件油烟" in person.get(path).text
    assert len(three) == len(one)
    assert len(one) <= 20


def test_revisits_cost_the_same_too(app, browser, desk, store):
    from service.operations import closing, handling
    from service.queries import tickets

    def revisiting(text: str) -> None:
        number = desk.receive(text=text)
        desk.dispatch(number)
        with store.write() as session:
            ticket = tickets.find(session, number=number)
            officer, dispatcher = desk.act(session, "officer"), desk.act(session, "dispatcher")
            handling.acknowledge(officer, ticket)
            handling.reply(officer, ticket, finding=handling.Finding(public_text="已经办好了"))
            closing.accept_reply(dispatcher, ticket)

    clerk = browser("revisit_clerk")
    revisiting("第一件")
    with counted(app) as one:
        assert "第一件" in clerk.get("/revisits").text
    revisiting("第二件")
    revisiting("第三件")
    with counted(app) as three:
        assert "第三件" in clerk.get("/revisits").text
    assert len(three) == len(one)


_EMPTY = [
    ("dispatcher", "/dispatch", "没有待派单的工单"),
    ("supervisor", "/dispatch", "没有会商的工单"),
    ("officer", "/inbox", "没有待签收的工单"),
    ("officer", "/inbox?tab=late", "没有超期的工单"),
    ("revisit_clerk", "/revisits", "没有待回访的工单"),
    ("auditor", "/tickets", "没有符合条件的工单"),
    ("administrator", "/admin/tokens", "还没有令牌"),
    ("administrator", "/admin/artifacts", "还没有模型制品"),
]


def test_empty_lists_say_why_and_what_would_fill_them(browser):
    for role, path, words in _EMPTY:
        assert words in browser(role).get(path).text, path


def test_the_inbox_counts_and_sorts_by_deadline(browser, desk, clock):
    late = desk.receive(text="早来的一件")
    desk.dispatch(late)
    officer = browser("officer")
    assert '待签收 <span class="count">1' in officer.get("/inbox").text
    clock.forward(days=6)  # the deadline of five working days is near
    page = browser("officer.cgj").get("/inbox?tab=soon").text
    assert "早来的一件" in page
    clock.forward(days=3)
    officer = browser("officer")
    page = officer.get("/inbox?tab=late").text
    assert "早来的一件" in page
    assert "超期" in page
    assert 'class="lamp late"' in page
    assert "早来的一件" not in officer.get("/inbox?tab=soon").text


def test_filters_live_in_the_address_and_pages_go_on(browser, desk, monkeypatch):
    from service.queries import tickets

    numbers = [desk.receive(text=f"第 {n} 件") for n in range(5)]
    desk.dispatch(numbers[0])
    auditor = browser("auditor")
    page = auditor.get("/tickets", params={"status": "DISPATCHED"}).text
    assert numbers[0] in page
    assert numbers[1] not in page
    assert numbers[0] in auditor.get("/tickets", params={"unit": "CGJ"}).text
    assert numbers[0] not in auditor.get("/tickets", params={"since": "2026-11-13"}).text
    assert numbers[0] in auditor.get("/tickets", params={"until": "2026-11-12"}).text
    assert "清除" in page
    assert auditor.get("/tickets", params={"status": "X", "since": "x"}).status_code == 200
    assert auditor.get("/tickets", params={"cursor": "x"}).status_code == 422

    found = desk.database
    with found.read() as session:
        first = tickets.page(session, wanted=tickets.Filter(), size=2)
    rest = auditor.get("/tickets", params={"cursor": first.next_cursor}).text
    assert numbers[4] not in rest
    assert numbers[2] in rest
    assert "回到最新" in rest


def test_a_limit_of_half_a_year_is_counted_in_office_time(browser, desk, store, clock):
    from models.ticket import Ticket

    clock.at = datetime(2026, 3, 2, 9, 30, tzinfo=CITY_ZONE)
    number = desk.receive(text="老桥加固")
    desk.dispatch(number)
    officer = browser("officer")
    officer.post(f"/tickets/{number}/acknowledge", version=desk.version(number))
    with store.write() as session:
        ticket = session.exec(select(Ticket)).one()
        ticket.due_at = ticket.step_due_at = clock() + timedelta(days=175)
    for path in ("/inbox?tab=handling", f"/tickets/{number}"):
        shown = officer.get(path).text
        assert re.search(r"还剩 12\d 天（工作时间）", shown), path
        assert "天（自然时间）" not in shown
