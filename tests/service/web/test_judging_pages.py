"""Judging returns and disputes at the desk: clauses side by side, one press, the duty foretold."""

from sqlmodel import select

from models.duty import Duty
from models.enums import DutyOrigin, Status
from models.ticket import Ticket

BASIS = "住建部门负责物业管理"


def returned(browser, desk, unit: str = "CGJ", **given) -> str:
    number = desk.receive(category="010305")
    desk.dispatch(number, unit)
    ask(browser, desk, number, **given)
    return number


def ask(browser, desk, number, officer: str = "officer", **given) -> None:
    sent = {"reason_code": "not_duty", "basis": BASIS, **given}
    answer = browser(officer).post(
        f"/tickets/{number}/request_return", version=desk.version(number), **sent
    )
    assert answer.status_code == 303, answer.text


def ticket_of(store, number: str) -> Ticket:
    with store.read() as session:
        return session.exec(select(Ticket).where(Ticket.number == number)).one()


def test_both_sides_stand_side_by_side_with_their_clauses(browser, desk):
    number = returned(browser, desk, counter_unit="ZJJ")
    page = browser("dispatcher").get("/dispatch", params={"tab": "returning", "open": number}).text
    assert page.count('class="side"') == 2
    assert BASIS in page
    assert "此类事项没有该单位的条目" in page
    assert page.count('data-action="grant_return"') == 1
    assert page.count(f"/tickets/{number}/refuse_return") == 1
    assert "倾向" in page


def test_a_return_is_granted_and_dispatched_by_one_press(browser, desk, store):
    number = returned(browser, desk, counter_unit="ZJJ")
    dispatcher = browser("dispatcher")
    path, back = f"/dispatch/returns/{number}", "/dispatch?tab=returning"
    answer = dispatcher.post(path, version=desk.version(number), unit="ZJJ", back=back)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{back}&done=dispatch%3A{number}"
    ticket = ticket_of(store, number)
    assert (ticket.status, ticket.lead_code, ticket.first_lead_code) == (
        Status.DISPATCHED,
        "ZJJ",
        "CGJ",
    )
    again = dispatcher.post(path, version=desk.version(number), unit="ZJJ", reason="还是住建")
    assert again.status_code == 409
    assert "不能" in again.text


def test_without_a_unit_it_waits_and_an_unknown_one_changes_nothing(browser, desk, store):
    number = returned(browser, desk)
    dispatcher = browser("dispatcher")
    path = f"/dispatch/returns/{number}"
    wrong = dispatcher.post(path, version=desk.version(number), unit="NOBODY", reason="换一家")
    assert wrong.status_code == 404
    assert ticket_of(store, number).status is Status.RETURNING
    stale = dispatcher.post(path, version=1, unit="ZJJ", reason="换一家")
    assert stale.status_code == 412
    assert dispatcher.post(path, version=desk.version(number)).status_code == 303
    assert ticket_of(store, number).status is Status.RECEIVED


def contested(browser, desk) -> str:
    """Returned by one unit, given to the next and returned again."""
    number = returned(browser, desk)
    path = f"/dispatch/returns/{number}"
    browser("dispatcher").post(path, version=desk.version(number), unit="ZJJ")
    ask_as_other(desk, number)
    return number


def ask_as_other(desk, number: str) -> None:
    from models.enums import ReturnReason, Role
    from service.operations import handling
    from service.operations.acting import Acting, Actor
    from service.operations.moving import open_ticket

    officer = Actor(key="user:77", name="赵工", role=Role.OFFICER, department="ZJJ")
    version = desk.version(number)
    with desk.database.write() as session:
        act = Acting(session=session, actor=officer, at=desk.clock())
        ticket = open_ticket(act, number=number, version=version)
        objection = handling.Objection(reason=ReturnReason.NOT_DUTY, basis="不归住建")
        handling.request_return(act, ticket, objection=objection)


def test_a_dispute_foretells_the_duty_it_will_write(browser, desk, store):
    number = contested(browser, desk)
    assert ticket_of(store, number).status is Status.ARBITRATION
    supervisor = browser("supervisor")
    page = supervisor.get("/dispatch", params={"tab": "arbitration", "open": number}).text
    assert page.count('class="side"') >= 2
    assert 'data-action="arbitrate"' in page
    # Who may only look is told who decides.
    dispatcher = browser("dispatcher")
    seen = dispatcher.get("/dispatch", params={"tab": "arbitration", "open": number}).text
    assert "会商由督办员裁定" in seen
    assert "会商由督办员裁定" not in page
    told = {"unit": "CGJ", "reason": "占道经营由城管主办", "basis": "会议纪要"}
    foretold = supervisor.get(f"/dispatch/arbitration/{number}", params=told).text
    assert "Z01030501" in foretold
    assert "占道经营由城管主办" in foretold
    answer = supervisor.post(f"/tickets/{number}/arbitrate", version=desk.version(number), **told)
    assert answer.status_code == 303
    with store.read() as session:
        duty = session.exec(select(Duty).where(Duty.origin == DutyOrigin.ARBITRATION)).one()
    assert (duty.code, duty.name, duty.lead) == ("Z01030501", "占道经营由城管主办", "CGJ")
    assert dispatcher.get(f"/dispatch/arbitration/{number}").status_code == 403
