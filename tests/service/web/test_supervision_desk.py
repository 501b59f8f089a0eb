"""The supervisor's desk: why each is there, what was urged when, one press to urge or raise."""

import re
from datetime import timedelta

from sqlmodel import select

from models.enums import Action
from models.event import Event
from models.supervision import Supervision
from models.ticket import Ticket
from tests.service.web.test_lists import counted


def handling(browser, desk, text: str = "小区门口烧烤摊占道，油烟呛人") -> str:
    number = desk.receive(text=text)
    desk.dispatch(number)
    answer = browser("officer").post(f"/tickets/{number}/acknowledge", version=desk.version(number))
    assert answer.status_code == 303
    return number


def pressed(page: str, number: str, action: str) -> dict[str, str]:
    """Return the fields of the one-press form of a row, as a browser would send them."""
    form = page.split(f'action="/tickets/{number}/{action}"', 1)[1].split("</form>", 1)[0]
    fields = {}
    for one in form.split("<input ")[1:]:
        name = one.split('name="', 1)[1].split('"', 1)[0]
        fields[name] = one.split('value="', 1)[1].split('"', 1)[0]
    fields.pop("csrf_token")
    return fields


def test_one_press_urges_what_is_late_and_another_raises_it(browser, desk, store, clock):
    number = handling(browser, desk)
    clock.forward(days=12)
    supervisor = browser("supervisor")
    page = supervisor.get("/dispatch?tab=late").text
    assert "还没有督办" in page
    sent = pressed(page, number, "supervise")
    assert "超过办结时限" in sent["reason"]
    assert supervisor.post(f"/tickets/{number}/supervise", **sent).status_code == 303
    page = supervisor.get("/dispatch?tab=supervised").text
    assert "1 级督办" in page
    assert "前回复" in page
    assert f"/tickets/{number}/escalate" not in page.split('id="pane"')[0]
    with store.read() as session:
        due = session.exec(select(Supervision)).one().answer_due_at
    clock.at = due + timedelta(hours=1)
    page = browser("supervisor").get("/dispatch?tab=supervised").text
    assert "仍未回复" in page
    sent = pressed(page, number, "escalate")
    supervisor = browser("supervisor")
    assert supervisor.post(f"/tickets/{number}/escalate", **sent).status_code == 303
    with store.read() as session:
        assert session.exec(select(Ticket)).one().supervision_level == 2
        raised = session.exec(select(Event).where(Event.action == Action.ESCALATE)).one()
    assert raised.reason == sent["reason"]


def test_each_tab_says_why_and_what_was_asked(browser, desk):
    number = handling(browser, desk)
    officer = browser("officer")
    officer.post(
        f"/tickets/{number}/request_extension",
        version=desk.version(number),
        days=2,
        reason="管线产权单位周二进场",
    )
    page = browser("supervisor").get("/dispatch?tab=extensions").text
    # The lead unit stands once.
    assert re.search(r"<b>[^<]+</b> <span class=\"quiet\">申请延期 2 个工作日，", page)
    assert "管线产权单位周二进场" in page
    page = browser("dispatcher").get("/dispatch?tab=extensions").text
    assert "管线产权单位周二进场" in page


def test_three_rows_cost_what_one_does(app, browser, desk, clock):
    handling(browser, desk, text="第一件")
    clock.forward(days=12)
    supervisor = browser("supervisor")
    with counted(app) as one:
        assert "第一件" in supervisor.get("/dispatch?tab=late").text
    clock.forward(days=-12)
    for text in ("第二件", "第三件"):
        handling(browser, desk, text=text)
    clock.forward(days=12)
    supervisor = browser("supervisor")
    with counted(app) as three:
        assert "第三件" in supervisor.get("/dispatch?tab=late").text
    assert len(three) == len(one)


def test_only_who_decides_is_offered_the_decision(browser, desk):
    number = desk.receive()
    path = f"/dispatch?tab=received&open={number}"
    assert 'data-act="a"' in browser("dispatcher").get(path).text
    supervisor = browser("supervisor").get(path).text
    assert number in supervisor
    assert 'data-act="a"' not in supervisor
