"""The page of batches: a preview that does nothing, one press, each told of; two languages."""

import re

from sqlmodel import select

from models.enums import Choice, Status
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.batching import sampled
from service.operations.suggesting import Words
from service.web.language import COOKIE


def sure(desk, store, count: int) -> list[str]:
    numbers = [desk.receive(text=f"第 {n} 盏路灯不亮") for n in range(count)]
    with store.write() as session:
        for ticket in session.exec(select(Ticket)):
            session.add(
                Suggestion(
                    id=f"s{ticket.number}",
                    created_at=ticket.received_at,
                    shown_to="林晓",
                    artifact="v1",
                    text_digest=Words(text=ticket.text).digest,
                    prediction={"candidates": [{"unit": "CGJ", "probability": 0.97}]},
                    top_unit="CGJ",
                    top_probability=0.97,
                    ticket_id=ticket.id,
                )
            )
    return numbers


def test_a_batch_is_previewed_taken_and_told_of(browser, desk, store):
    numbers = sure(desk, store, 6)
    drawn = sampled(numbers)
    dispatcher = browser("dispatcher")
    page = dispatcher.get("/dispatch/batch").text
    ticks = re.findall(r'name="take" value="([^"]+)"', page)
    assert {one.split(":")[0] for one in ticks} == set(numbers) - drawn
    assert f"抽中 {len(drawn)} 件" in page
    assert "预计派对 97.0%" in page
    assert "还说不准" in page
    with store.read() as session:
        assert {one.status for one in session.exec(select(Ticket))} == {Status.RECEIVED}
    desk.dispatch(ticks[0].split(":")[0], "ZJJ")  # somebody was faster with one of them
    told = dispatcher.post("/dispatch/batch", least="95", take=ticks).text
    assert f"已派出 {len(ticks) - 1} 件" in told
    assert "1 件没有派出" in told
    assert "刚被别人改动过" in told
    again = dispatcher.post("/dispatch/batch", least="95", take=ticks).text
    assert "已派出 0 件" in again
    with store.read() as session:
        taken = session.exec(select(Suggestion).where(Suggestion.choice == Choice.ACCEPTED)).all()
        events = [one.event_count for one in session.exec(select(Ticket))]
    assert len(taken) == len(ticks) - 1
    assert max(events) == 2


def test_nothing_picked_and_nonsense_are_answered_in_words(browser, desk, store):
    sure(desk, store, 3)
    dispatcher = browser("dispatcher")
    empty = dispatcher.post("/dispatch/batch", least="95")
    assert empty.status_code == 422
    assert "没有选中任何工单" in empty.text
    wrong = dispatcher.post("/dispatch/batch", least="x", take=["a", "1:x:y", ":::"])
    assert wrong.status_code == 200
    assert "已派出 0 件" in wrong.text
    assert dispatcher.get("/dispatch/batch?least=7").status_code == 200
    assert "这个程度以上没有" in dispatcher.get("/dispatch/batch?least=99").text
    assert browser("supervisor").get("/dispatch/batch").status_code == 403


def test_the_desk_speaks_english_too(browser, desk):
    number = desk.receive()
    dispatcher = browser("dispatcher")
    dispatcher.client.cookies.set(COOKIE, "en")
    page = dispatcher.get("/dispatch", params={"open": number}).text
    assert "Accept and dispatch" in page
    assert "Accept in batch" in page
    assert "At least as sure as" in dispatcher.get("/dispatch/batch").text
