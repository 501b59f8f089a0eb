"""The citizen's page: number and query code open what a citizen may read, and nothing else."""

from sqlmodel import select

from models.enums import Action, Closure, Kind, Satisfaction, Status
from models.event import Event
from models.ticket import Ticket
from service.operations import closing, handling, merging
from service.queries import tickets
from service.queries.progress import progress
from service.queries.progress_words import ended, stands
from tests.citizens import answered, change, enter, handled, token
from tests.service.web.conftest import Desk


def test_number_and_code_tell_who_has_it_until_when_and_what_next(citizen, desk):
    number = handled(desk)
    answer = enter(citizen, desk, number)
    assert answer.status_code == 200
    assert str(answer.url).endswith("/progress/ticket")
    assert number not in str(answer.url)
    text = answer.text
    for words in ("市城管局", "正在办理", "谁在办", "个工作日", "接下来", "催办"):
        assert words in text, words
    assert "油烟呛人" in text


def test_nothing_internal_is_shown(citizen, desk):
    number = answered(desk)
    text = enter(citizen, desk, number).text
    assert "已责令该店加装油烟净化设施" in text
    officer, dispatcher = _names(desk)
    for hidden in ("内部掌握", officer, dispatcher, "CGJ", "派单建议", "权责"):
        assert hidden not in text, hidden


def _names(desk: Desk) -> tuple[str, str]:
    with desk.database.read() as session:
        return desk.act(session, "officer").actor.name, desk.act(session, "dispatcher").actor.name


def test_a_reply_that_was_not_accepted_is_not_shown(citizen, desk):
    number = handled(desk)
    finding = handling.Finding(public_text="已答复，等待审核中。")
    change(desk, "officer", number, handling.reply, finding=finding)
    assert "等待审核中" not in enter(citizen, desk, number).text


def test_a_sealed_report_shows_its_status_only(citizen, desk):
    number = handled(desk, kind=Kind.REPORT, text="举报某店无证经营")
    text = enter(citizen, desk, number).text
    assert "举报事项保密" in text
    assert "正在办理" in text
    for hidden in ("市城管局", "无证经营", "个工作日", "经过"):
        assert hidden not in text, hidden


def test_a_long_message_begins_short_and_opens_whole(citizen, desk):
    said = "烧烤摊占道，油烟呛人。" * 20
    page = enter(citizen, desk, handled(desk, text=said)).text
    assert "看全文" in page
    assert said in page
    assert "看全文" not in enter(citizen, desk, handled(desk)).text


def test_pages_are_kept_by_nobody_and_name_nobody(citizen, desk):
    number = handled(desk)
    for answer in (citizen.get("/progress"), enter(citizen, desk, number)):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text


def test_a_citizen_urges_once_a_day(citizen, desk, clock):
    number = handled(desk)
    form = token(enter(citizen, desk, number).text)
    first = citizen.post("/progress/urge", data={"csrf_token": form})
    assert "已催办" in first.text
    assert 'action="/progress/urge"' not in first.text
    again = citizen.post("/progress/urge", data={"csrf_token": form})
    assert again.status_code == 409
    assert "请明天再催" in again.text
    clock.forward(days=1)
    form = token(enter(citizen, desk, number).text)
    assert citizen.post("/progress/urge", data={"csrf_token": form}).status_code == 200
    with desk.database.read() as session:
        assert tickets.find(session, number=number).reminder_count == 2


def test_what_a_citizen_adds_resumes_handling_and_is_kept(citizen, desk):
    number = handled(desk)
    change(desk, "officer", number, handling.ask_citizen, reason="请说明是哪一家店")
    page = enter(citizen, desk, number)
    assert "请说明是哪一家店" in page.text
    form = token(page.text)
    empty = citizen.post("/progress/add", data={"csrf_token": form, "text": "  "})
    assert empty.status_code == 422
    done = citizen.post("/progress/add", data={"csrf_token": form, "text": "南门第二家<b>"})
    assert "已收到您的补充" in done.text
    with desk.database.read() as session:
        ticket = tickets.find(session, number=number)
        assert ticket.status is Status.HANDLING
        last = session.exec(select(Event).where(Event.ticket_id == ticket.id)).all()[-1]
        assert (last.action, last.reason) == (Action.RESUME, "南门第二家<b>")
        assert last.role.value == "citizen"


def test_rating_from_the_progress_page_goes_through_a_fresh_link(citizen, desk):
    number = answered(desk)
    form = token(enter(citizen, desk, number).text)
    page = citizen.post("/progress/rate", data={"csrf_token": form})
    assert page.status_code == 200
    path = page.url.path
    assert path.startswith("/r/")
    done = citizen.post(path, data={"is_solved": "true", "satisfaction": "very_satisfied"})
    assert "您的评价已收到" in done.text
    with desk.database.read() as session:
        assert tickets.find(session, number=number).closure is Closure.SATISFIED
    assert citizen.post("/progress/rate", data={"csrf_token": form}).status_code == 409


def test_the_citizen_of_a_repeat_reads_why_its_parent_was_declined(citizen, desk):
    child, parent = desk.receive(), desk.receive()
    change(desk, "dispatcher", child, merging.merge, into=parent)
    way = "属行政复议范围，请向市司法局申请。"
    change(desk, "dispatcher", parent, closing.decline, reason=way)
    for number in (parent, child):
        text = enter(citizen, desk, number).text
        assert "不属于热线受理范围" in text
        assert way in text


def test_a_merged_ticket_stands_where_its_parent_stands(citizen, desk):
    child, parent = desk.receive(), handled(desk)
    change(desk, "dispatcher", child, merging.merge, into=parent)
    text = enter(citizen, desk, child).text
    assert "市城管局正在办理" in text
    assert parent not in text
    # Its citizen urges the one ticket that is handled; another's urging does not count for it.
    assert citizen.post("/progress/urge", data={"csrf_token": token(text)}).status_code == 200
    other = token(enter(citizen, desk, parent).text)
    assert citizen.post("/progress/urge", data={"csrf_token": other}).status_code == 200
    assert citizen.post("/progress/urge", data={"csrf_token": other}).status_code == 409
    with desk.database.read() as session:
        assert tickets.find(session, number=parent).reminder_count == 2


def test_what_happened_is_told_in_few_lines_and_in_whole(citizen, desk, clock):
    number = answered(desk)
    with desk.database.read() as session:
        told = progress(session, tickets.find(session, number=number), at=clock())
    words = [str(one.words) for one in told.happenings]
    assert words == ["12345 热线受理", "转给市城管局办理", "市城管局开始办理", "已答复您"]
    assert [str(one.words) for one in told.latest] == words[::-1]


def test_what_happened_often_is_told_once(citizen, desk, clock):
    number = handled(desk)
    for _ in range(3):
        form = token(enter(citizen, desk, number).text)
        citizen.post("/progress/urge", data={"csrf_token": form})
        clock.forward(days=1)
    page = enter(citizen, desk, number).text
    shown, folded = page.split("全部经过（6 步）")
    assert shown.count("您催办，已转告负责单位") == 1
    assert folded.count("您催办，已转告负责单位") == 3


def test_a_citizen_who_reads_english_is_told_in_english(citizen, desk):
    number = answered(desk)
    citizen.cookies.set("language", "en")
    page = enter(citizen, desk, number).text
    for words in ("Replied: please rate it", "市城管局 began work", "Reply from 市城管局"):
        assert words in page, words
    link = citizen.post("/progress/rate", data={"csrf_token": token(page)})
    assert "Very satisfied" in link.text
    given = {"is_solved": "true", "satisfaction": "satisfied", "reason": "很好"}
    done = citizen.post(link.url.path, data=given).text
    for words in ("Thank you", "Satisfied", "很好", "This is closed"):
        assert words in done, words
    wrong = citizen.post("/progress", data={"number": number, "code": "000000"})
    assert "Number or code is not right" in wrong.text


def test_every_status_has_a_sentence_for_citizens():
    for status in Status:
        ticket = Ticket(status=status, round=1)
        told = (
            ended(ticket, may_rate=False)
            if status in {Status.CLOSED, Status.ARCHIVED, Status.VOIDED}
            else stands(ticket, unit="", may_rate=False)
        )
        assert told.state
        assert told.next_step


def test_a_clerk_is_handed_the_texts_to_send(browser, desk):
    number = answered(desk)
    clerk = browser("revisit_clerk")
    shown = clerk.get(f"/tickets/{number}").text
    assert f'action="/tickets/{number}/rating-link"' in shown
    answer = clerk.post(f"/tickets/{number}/rating-link")
    assert answer.status_code == 200
    assert answer.text.count("/r/") == 2
    assert "取用评价链接" in clerk.get(f"/tickets/{number}").text
    other = browser("dispatcher")
    assert "rating-link" not in other.get(f"/tickets/{number}").text
    assert other.post(f"/tickets/{number}/rating-link").status_code == 403


def test_a_clerk_rates_a_merged_ticket_on_its_page(browser, desk):
    child, parent = desk.receive(), handled(desk)
    change(desk, "dispatcher", child, merging.merge, into=parent)
    clerk = browser("revisit_clerk")
    assert f'action="/tickets/{child}/rate"' not in clerk.get(f"/tickets/{child}").text
    finding = handling.Finding(public_text="已责令该店加装油烟净化设施。")
    change(desk, "officer", parent, handling.reply, finding=finding)
    change(desk, "dispatcher", parent, closing.accept_reply)
    content = closing.Answer(was_contacted=True, satisfaction=Satisfaction.SATISFIED)
    change(desk, "revisit_clerk", parent, closing.record_revisit, answer=content)
    assert f'action="/tickets/{child}/rate"' in clerk.get(f"/tickets/{child}").text
    answer = clerk.post(
        f"/tickets/{child}/rate",
        version=desk.version(child),
        was_contacted="true",
        satisfaction="dissatisfied",
        reason="我家没解决",
    )
    assert answer.status_code == 303
    assert f'action="/tickets/{child}/rate"' not in clerk.get(f"/tickets/{child}").text
    assert "我家没解决" in clerk.get(f"/tickets/{parent}").text
