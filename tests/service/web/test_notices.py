"""The bell, the page of notices, and the pages of automatic dispatch."""

import re

from sqlmodel import select

from models.automatic import AutomaticDispatch, RouteCheck
from models.notice import Notice, NoticeKind
from service.operations.acting import SYSTEM, Acting
from service.operations.notices import tell
from service.queries import tickets


def _told(store, clock, number: str, effects: str) -> None:
    with store.write() as session:
        act = Acting(session=session, actor=SYSTEM, at=clock())
        ticket = tickets.find(session, number=number)
        for effect in effects:
            tell(
                act,
                kind=NoticeKind.YELLOW,
                text=f"提醒 {effect}",
                effect=effect,
                ticket=ticket,
                department="CGJ",
            )


def _bell(page: str) -> str:
    return re.search(r'<a class="bell[^>]*>(.*?)</a>', page, re.S).group(1)


def test_the_bell_counts_what_the_unit_has_not_read(browser, desk, store, clock):
    number = desk.receive()
    officer = browser("officer")
    assert _bell(officer.get("/inbox").text) == "提醒"
    _told(store, clock, number, "abc")
    assert "<b" in _bell(officer.get("/inbox").text)
    assert ">3<" in _bell(officer.get("/inbox").text)
    assert _bell(browser("dispatcher").get("/dispatch").text) == "提醒"


def test_notices_are_read_one_by_one_or_all_at_once(browser, desk, store, clock):
    number = desk.receive()
    _told(store, clock, number, "abc")
    officer = browser("officer")
    page = officer.get("/notices").text
    assert page.count(f'href="/tickets/{number}"') == 3
    with store.read() as session:
        first = session.exec(select(Notice.id).order_by(Notice.id)).first()
    answer = officer.post("/notices/read", id=first, back="/notices")
    assert (answer.status_code, answer.headers["location"]) == (303, "/notices")
    page = officer.get("/notices").text
    assert page.count(f'href="/tickets/{number}"') == 2
    newest = re.search(r'name="up_to" value="(\d+)"', page).group(1)
    officer.post("/notices/read", up_to=newest)
    assert "没有未读的提醒" in officer.get("/notices").text
    assert "已读" in officer.get("/notices?all=1").text


def test_another_units_notice_cannot_be_marked(browser, desk, store, clock):
    _told(store, clock, desk.receive(), "a")
    with store.read() as session:
        first = session.exec(select(Notice.id)).one()
    assert browser("dispatcher").post("/notices/read", id=first).status_code == 404


def test_a_unit_is_switched_on_and_off_by_the_administrator_alone(browser, store):
    admin = browser("administrator")
    assert "没有单位启用自动派单" in admin.get("/admin/automatic").text
    terms = {"unit": "CGJ", "is_on": "true", "target_precision": "98.5%", "sample_share": "10"}
    answer = admin.post("/admin/automatic", minimum_checks="30", **terms)
    assert answer.status_code == 303, answer.text
    with store.read() as session:
        rule = session.exec(select(AutomaticDispatch)).one()
    found = (rule.is_on, rule.target_precision, rule.sample_share, rule.minimum_checks)
    assert found == (True, 0.985, 0.1, 30)
    wrong = admin.post("/admin/automatic", minimum_checks="30", **terms | {"sample_share": "0"})
    assert (wrong.status_code, "没有保存" in wrong.text) == (422, True)
    assert 'value="98.5%"' in wrong.text
    admin.post("/admin/automatic", minimum_checks="30", **terms | {"is_on": "false"})
    with store.read() as session:
        assert not session.exec(select(AutomaticDispatch)).one().is_on
    supervisor = browser("supervisor")
    assert supervisor.get("/admin/automatic").status_code == 200
    assert supervisor.post("/admin/automatic", **terms).status_code == 403


def _sampled(desk, store, clock) -> str:
    number = desk.receive()
    desk.dispatch(number)
    with store.write() as session:
        ticket = tickets.find(session, number=number)
        session.add(
            RouteCheck(
                ticket_id=ticket.id,
                department_code="CGJ",
                probability=0.98,
                artifact="first",
                routed_at=clock(),
                is_sampled=True,
            )
        )
    return number


def test_the_sample_is_checked_from_its_queue(browser, desk, store, clock):
    number = _sampled(desk, store, clock)
    checker = browser("supervisor")
    page = checker.get("/checks").text
    assert "油烟呛人" in page
    assert "98%" in page
    answer = checker.post(
        f"/checks/{number}", version=desk.version(number), is_right="false", reason="应派生态环境"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/checks?done={number}")
    assert "没有待抽检的工单" in checker.get("/checks").text
    again = checker.post(f"/checks/{number}", version=desk.version(number), is_right="true")
    assert again.status_code == 409


def test_the_check_is_offered_on_the_tickets_page_until_it_is_made(browser, desk, store, clock):
    number = _sampled(desk, store, clock)
    checker = browser("supervisor")
    assert f'action="/tickets/{number}/check_route"' in checker.get(f"/tickets/{number}").text
    checker.post(f"/tickets/{number}/check_route", version=desk.version(number), is_right="true")
    assert "/check_route" not in checker.get(f"/tickets/{number}").text
    other = desk.receive()
    assert "/check_route" not in checker.get(f"/tickets/{other}").text
