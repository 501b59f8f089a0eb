"""Delegation (交办) and assistance (协办): others do their part, the lead answers."""

import pytest
from sqlmodel import select

from models.enums import Role
from models.notice import Notice, NoticeKind
from tests.callers import People

REPLY = {"public_text": "已现场处理完毕。"}
TASK = {"unit": "ZJJ", "task": "核查施工许可"}
ZJJ = "officer.zjj"


def handed(people: People, **more: object) -> dict:
    return people[Role.OFFICER].move(people.handled(), "delegate", TASK | more)


def refused(people: People, who: Role | str, ticket: dict, step: str, body: object = None) -> dict:
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = people[who].post(f"{ticket['href']}/{step}", body, etag=tag)
    assert answer.status_code >= 400, answer.text
    return answer.json()


def actions(people: People, who: Role | str, ticket: dict) -> set[str]:
    shown = people[who].get(ticket["href"]).json()
    return {one["action"] for one in shown["allowed_actions"]}


def test_a_task_is_acknowledged_and_finished_by_its_own_unit(people: People) -> None:
    ticket = handed(people)
    child = ticket["assignments"][1]
    assert (child["part"], child["department"], child["task"]) == ("task", "ZJJ", "核查施工许可")
    assert child["due_at"] == ticket["due_at"]
    assert actions(people, ZJJ, ticket) == {"acknowledge_task", "finish_task", "attach"}
    ticket = people[ZJJ].move(ticket, "acknowledge-task")
    assert actions(people, ZJJ, ticket) == {"finish_task", "attach"}
    assert refused(people, ZJJ, ticket, "finish-task", {"result": " "})["fields"] == {
        "result": "请填写办理结果。"
    }
    ticket = people[ZJJ].move(ticket, "finish-task", {"result": "许可齐全"})
    child = ticket["assignments"][1]
    assert (child["result"], child["finished_by"], child["ended_at"]) == ("许可齐全", "郑凯", None)
    assert child["acknowledged_at"]
    assert actions(people, ZJJ, ticket) == {"attach"}
    assert (ticket["status"], ticket["lead"]) == ("HANDLING", "CGJ")


def test_a_tasked_unit_reads_the_ticket_but_nobodys_number(people: People) -> None:
    ticket = people.ticket(phone="13812340000", dispatch={"unit": "CGJ"})
    ticket = people[Role.OFFICER].move(ticket, "acknowledge")
    assert people[ZJJ].get(ticket["href"]).status_code == 404
    ticket = people[Role.OFFICER].move(ticket, "delegate", TASK)
    assert ticket["phone_masked"] == "138****0000"
    assert people[ZJJ].get(ticket["href"]).json()["phone_masked"] == ""


def test_the_lead_cannot_reply_while_a_task_is_unfinished(people: People) -> None:
    ticket = handed(people)
    answer = refused(people, Role.OFFICER, ticket, "reply", REPLY)
    assert answer["code"] == "tasks_open"
    assert "市住建局" in answer["detail"]
    ticket = people[ZJJ].move(ticket, "finish-task", {"result": "许可齐全"})
    assert people[Role.OFFICER].move(ticket, "reply", REPLY)["status"] == "REPLIED"


def test_the_lead_may_withdraw_unfinished_tasks_with_its_reply(people: People) -> None:
    ticket = handed(people)
    replied = people[Role.OFFICER].move(ticket, "reply", REPLY | {"withdraw_tasks": True})
    assert replied["status"] == "REPLIED"
    assert replied["assignments"][1]["end"] == "withdrawn"
    assert people[ZJJ].get(ticket["href"]).status_code == 404


@pytest.mark.parametrize(
    ("due", "code"),
    [
        ("2026-11-18T17:30:00", None),
        ("2026-11-18T17:31:00", "task_due_too_late"),
        ("2026-11-12T09:30:00", "invalid"),
    ],
)
def test_a_task_is_due_no_later_than_its_ticket(
    sqlite_people: People, due: str, code: str | None
) -> None:
    ticket = sqlite_people.handled()
    if code is None:
        ticket = sqlite_people[Role.OFFICER].move(ticket, "delegate", TASK | {"due_at": due})
        assert ticket["assignments"][1]["due_at"] == due + "+08:00"
        return
    answer = refused(sqlite_people, Role.OFFICER, ticket, "delegate", TASK | {"due_at": due})
    assert (answer["code"], set(answer["fields"])) == (code, {"due_at"})


def test_a_task_goes_to_another_unit_that_has_none(sqlite_people: People) -> None:
    ticket = handed(sqlite_people)
    assert refused(sqlite_people, Role.OFFICER, ticket, "delegate", TASK)["code"] == "task_open"
    own = refused(sqlite_people, Role.OFFICER, ticket, "delegate", TASK | {"unit": "CGJ"})
    assert set(own["fields"]) == {"unit"}
    nobody = refused(sqlite_people, Role.OFFICER, ticket, "delegate", TASK | {"unit": "NOSUCH"})
    assert nobody["status"] == 404
    empty = refused(sqlite_people, Role.OFFICER, ticket, "delegate", {})
    assert set(empty["fields"]) == {"unit", "task"}


def test_only_the_lead_delegates_and_only_the_tasked_unit_finishes(sqlite_people: People) -> None:
    ticket = handed(sqlite_people)
    assert refused(sqlite_people, ZJJ, ticket, "delegate", TASK)["code"] == "not_lead_unit"
    body = {"result": "做完了"}
    answer = refused(sqlite_people, Role.OFFICER, ticket, "finish-task", body)
    assert answer["code"] == "no_task"
    assert refused(sqlite_people, "officer.scj", ticket, "finish-task", body)["status"] == 404


def test_an_assisting_unit_gives_its_opinion_and_stops_nobody(people: People) -> None:
    ticket = people.ticket(dispatch={"unit": "CGJ", "assisting": ["HBJ"]})
    ticket = people[Role.OFFICER].move(ticket, "acknowledge")
    assert actions(people, "officer.hbj", ticket) == {"acknowledge_task", "finish_task", "attach"}
    ticket = people["officer.hbj"].move(ticket, "finish-task", {"result": "排放不超标"})
    assist = next(row for row in ticket["assignments"] if row["part"] == "assist")
    assert (assist["result"], assist["finished_by"]) == ("排放不超标", "胡斌")
    other = people.ticket(dispatch={"unit": "CGJ", "assisting": ["HBJ"]})
    other = people[Role.OFFICER].move(other, "acknowledge")
    assert people[Role.OFFICER].move(other, "reply", REPLY)["status"] == "REPLIED"


def test_lists_show_each_unit_the_actions_of_its_own_tasks(sqlite_people: People) -> None:
    handed(sqlite_people)
    sqlite_people.ticket(dispatch={"unit": "ZJJ"})
    rows = sqlite_people[ZJJ].get("/tickets").json()["tickets"]
    shown = [{one["action"] for one in row["allowed_actions"]} for row in rows]
    assert "acknowledge" in shown[0]
    assert shown[1] == {"acknowledge_task", "finish_task", "attach"}


def test_a_district_hands_a_task_to_a_street_under_it(sqlite_people: People) -> None:
    ticket = sqlite_people.handled("officer.dhq", "DHQ")
    body = {"unit": "JFJD", "task": "上门劝导"}
    ticket = sqlite_people["officer.dhq"].move(ticket, "delegate", body)
    listed = sqlite_people["officer.jfjd"].get("/tickets").json()["tickets"]
    assert [row["number"] for row in listed] == [ticket["number"]]
    ticket = sqlite_people["officer.jfjd"].move(ticket, "finish-task", {"result": "已劝导"})
    assert (ticket["lead"], ticket["status"]) == ("DHQ", "HANDLING")


def test_an_unfinished_task_and_its_notice_reach_the_unit_once(sqlite_people: People) -> None:
    ticket = handed(sqlite_people)
    with sqlite_people.parts.database.read() as session:
        rows = session.exec(select(Notice).where(Notice.kind == NoticeKind.TASK)).all()
        told = [(row.department_code, ticket["number"] in row.text) for row in rows]
    assert told == [("ZJJ", True)]
