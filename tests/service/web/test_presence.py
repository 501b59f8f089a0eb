"""Who else is at a ticket: seen by the others, taken over by one press, never in the way."""

from sqlmodel import select

from models.presence import Claim, Presence
from models.ticket import Ticket


def beside(person, number: str, **given) -> str:
    answer = person.post(f"/presence/{number}", **{"opens": "1", "rows": number, **given})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_who_opens_a_ticket_is_seen_by_the_next(browser, desk, store):
    number = desk.receive()
    sun, wei = browser("dispatcher"), browser("supervisor")
    assert "您正在处理" in beside(sun, number)
    seen = beside(wei, number)
    assert "孙立 正在处理" in seen
    assert "由我接手" in seen
    assert "魏国强 也在看" in beside(sun, number, opens="", held="1")
    listed = wei.get("/dispatch", params={"tab": "received"}).text
    assert "孙立 在办" in listed
    polled = wei.get("/presence", params={"rows": [number, "unknown"]}).text
    assert "孙立 在办" in polled
    assert polled.count("hx-swap-oob") == 1


def test_one_press_takes_over_and_the_first_is_told(browser, desk):
    number = desk.receive()
    sun, wei = browser("dispatcher"), browser("supervisor")
    beside(sun, number)
    beside(wei, number)
    assert "您正在处理" in beside(wei, number, opens="", takes="1")
    told = beside(sun, number, opens="", held="1")
    assert "魏国强 刚接手了这件" in told
    # A claim informs; what counts is the version.
    answer = sun.post(f"/tickets/{number}/dispatch", version=desk.version(number), unit="CGJ")
    assert answer.status_code == 303


def test_a_claim_ends_by_itself_or_is_let_go(browser, desk, store, clock):
    number = desk.receive()
    sun, wei = browser("dispatcher"), browser("supervisor")
    beside(sun, number)
    clock.forward(seconds=61)
    assert "孙立" not in wei.get("/dispatch", params={"tab": "received"}).text.split("<main")[1]
    assert "您正在处理" in beside(wei, number)
    answer = wei.post(f"/presence/{number}/release", back="/dispatch?tab=received")
    assert answer.headers["location"] == "/dispatch?tab=received"
    with store.read() as session:
        assert session.exec(select(Claim).where(Claim.actor == "魏国强")).all() == []


def test_a_renewal_writes_one_row_and_no_event(browser, desk, store):
    number = desk.receive()
    sun = browser("dispatcher")
    version = desk.version(number)
    for _ in range(3):
        beside(sun, number, opens="")
    with store.read() as session:
        assert len(session.exec(select(Claim)).all()) == 1
        assert session.exec(select(Presence)).all() == []
        ticket = session.exec(select(Ticket)).one()
    assert (ticket.version, ticket.event_count) == (version, 1)


def test_another_units_ticket_is_nobodys_to_watch(browser, desk):
    number = desk.receive()
    desk.dispatch(number, "ZJJ")
    officer = browser("officer")
    assert officer.post(f"/presence/{number}", opens="1").status_code == 404
    assert number not in officer.get("/presence", params={"rows": number}).text
    assert browser("auditor").get("/presence").status_code == 403


def test_the_next_one_opens_that_nobody_has(browser, desk):
    first, second, third = (desk.receive(text=f"第 {n} 件路灯不亮") for n in range(3))
    beside(browser("supervisor"), second)
    page = browser("dispatcher").get("/dispatch", params={"open": first}).text
    form = page.split(f'action="/tickets/{first}/dispatch"', 1)[1]
    assert f"open={third}" in form.split('name="back" value="', 1)[1].split('"', 1)[0]
    # What was finished meanwhile by somebody else is passed over.
    desk.dispatch(third)
    page = browser("dispatcher").get(
        "/dispatch", params={"open": third, "done": f"dispatch:{first}"}
    )
    assert f'data-open="{first}"' in page.text
