"""A citizen who asks again (催办): counted and told, never a new ticket."""

from sqlmodel import func, select

from models.enums import Role
from models.notice import Notice, NoticeKind
from models.ticket import Ticket
from service.operations.acting import SYSTEM, Acting
from service.operations.notices import tell
from service.operations.reminding import same_matter
from tests.callers import People
from tests.service.api.test_excluding import refused


def test_a_reminder_is_counted_and_told_and_makes_no_ticket(people: People) -> None:
    now = people.dispatched()
    for count in (1, 2):
        now = people[Role.OPERATOR].move(now, "remind", {"reason": "怎么还没来人"})
        assert (now["reminder_count"], now["status"]) == (count, "DISPATCHED")
    with people.parts.database.read() as session:
        assert session.exec(select(func.count()).select_from(Ticket)).one() == 1
        told = session.exec(select(Notice).order_by(Notice.id)).all()
        assert [one.department_code for one in told] == ["CGJ", "CGJ"]
        assert told[1].text == f"诉求人第 2 次催办工单 {now['number']}"
    events = people[Role.AUDITOR].get(now["href"] + "/events").json()
    assert events["holds"] is True
    assert events["events"][-1]["facts"] == {"count": "2"}


def test_without_a_unit_the_dispatchers_are_told(sqlite_people: People) -> None:
    sqlite_people[Role.REVISIT_CLERK].move(sqlite_people.ticket(), "remind")
    with sqlite_people.parts.database.read() as session:
        assert session.exec(select(Notice)).one().role is Role.DISPATCHER


def test_a_closed_ticket_is_not_urged_on(sqlite_people: People) -> None:
    answered = sqlite_people[Role.OPERATOR].move(
        sqlite_people.ticket(), "answer", {"public_text": "请拨打供电热线报修。"}
    )
    assert refused(sqlite_people, Role.OPERATOR, answered, "remind", {}) == (409, "illegal_move")


def test_a_notice_of_the_same_effect_comes_once(people: People) -> None:
    with people.parts.database.write() as session:
        act = Acting(session=session, actor=SYSTEM, at=people.parts.clock())
        for text in ("超期", "又超期"):
            tell(act, kind=NoticeKind.RED, text=text, effect="red:1:1", role=Role.SUPERVISOR)
    with people.parts.database.read() as session:
        assert session.exec(select(Notice.text)).all() == ["超期"]


def test_the_callers_open_ticket_of_the_same_category_is_found(people: People) -> None:
    caller = {"phone": "13812340000", "category": "010201"}
    same = people.ticket(**caller)
    people.ticket(phone="13812340000", category="010202")
    people.ticket(phone="13912340000", category="010201")
    people.ticket(kind="REPORT", **caller)
    done = people[Role.OPERATOR].move(
        people.ticket(**caller), "answer", {"public_text": "已当场告知处理办法。"}
    )
    assert done["status"] == "CLOSED"
    digest = people.parts.cipher.index("13812340000")
    with people.parts.database.read() as session:
        act = Acting(session=session, actor=SYSTEM, at=people.parts.clock())
        found = same_matter(act, phone_digest=digest, category="010201")
        assert [one.number for one in found] == [same["number"]]
