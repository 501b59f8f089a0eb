"""What units go through with a ticket, over HTTP: returns, time, tasks, pauses, the last word."""

from typing import Any

from models.enums import Role
from service.jobs import Surroundings, run_all
from tests.callers import People
from tests.conftest import StandingClock

Ticket = dict[str, Any]
OFFICERS = {"CGJ": "officer.cgj", "ZJJ": "officer.zjj", "SCJ": "officer.scj"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def refused(people: People, who: Role | str, ticket: Ticket, step: str, body: object = None) -> str:
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = people[who].post(f"{ticket['href']}/{step}", body, etag=tag)
    assert answer.status_code >= 400, answer.text
    code: str = answer.json()["code"]
    return code


def ran(people: People) -> dict[str, int]:
    return {job.name: done for job, done in run_all(Surroundings.of(people.parts)) if done}


def test_returned_twice_then_arbitrated_into_a_duty(town: People, clock: StandingClock) -> None:
    dispatcher, supervisor = town[Role.DISPATCHER], town[Role.SUPERVISOR]
    plea = {"reason_code": "not_duty", "basis": "三定方案未列此项"}
    ticket = town.ticket(category="010202", dispatch={"unit": "CGJ"})
    ticket = town["officer.cgj"].move(ticket, "request-return", plea | {"counter_unit": "ZJJ"})
    assert ticket["status"] == "RETURNING"
    ticket = dispatcher.move(ticket, "grant-return")
    ticket = dispatcher.move(ticket, "dispatch", {"unit": "ZJJ"})
    clock.forward(minutes=30)
    ticket = town["officer.zjj"].move(ticket, "request-return", plea | {"counter_unit": "SCJ"})
    assert ticket["status"] == "ARBITRATION"
    assert refused(town, Role.DISPATCHER, ticket, "arbitrate", {"unit": "SCJ"}) == (
        "role_not_allowed"
    )
    before = {row["code"] for row in supervisor.get("/duties").json()["duties"]}
    ticket = supervisor.move(
        ticket, "arbitrate", {"unit": "ZJJ", "reason": "会商裁定", "basis": "城市管理条例第八条"}
    )
    assert (ticket["status"], ticket["lead"]) == ("HANDLING", "ZJJ")
    assert ticket["return_count"] == 2
    made = [row for row in supervisor.get("/duties").json()["duties"] if row["code"] not in before]
    assert [(row["lead"], row["category"]) for row in made] == [("ZJJ", "010202")]
    # What was decided is final for this ticket: nobody returns it again.
    assert refused(town, "officer.zjj", ticket, "request-return", plea) == "illegal_move"


def test_silence_accepts_and_the_way_back_is_closed(town: People, clock: StandingClock) -> None:
    ticket = town.dispatched()
    clock.forward(days=3)
    assert ran(town)["silence"] == 1
    ticket = town["officer.cgj"].get(ticket["href"]).json()
    assert ticket["status"] == "HANDLING"
    plea = {"reason_code": "not_duty", "basis": "三定方案未列此项"}
    assert refused(town, "officer.cgj", ticket, "request-return", plea) == "illegal_move"
    events = town[Role.AUDITOR].get(f"{ticket['href']}/events").json()["events"]
    assert [event["actor"] for event in events if event["action"] == "acknowledge"] == ["系统"]


def test_more_time_is_refused_once_and_granted_once(town: People) -> None:
    officer, dispatcher = town["officer.cgj"], town[Role.DISPATCHER]
    ticket = town.handled()
    due = ticket["due_at"]
    plea = {"days": 2, "reason": "等待检测报告"}
    ticket = officer.move(ticket, "request-extension", plea)
    assert refused(town, "officer.cgj", ticket, "request-extension", plea) != ""
    assert refused(town, "officer.cgj", ticket, "grant-extension") == "role_not_allowed"
    ticket = dispatcher.move(ticket, "refuse-extension", {"reason": "检测当天可出"})
    assert ticket["due_at"] == due
    ticket = officer.move(ticket, "request-extension", plea | {"reason": "检测机构排期到下周"})
    ticket = town[Role.SUPERVISOR].move(ticket, "grant-extension", {"reason": "情况属实"})
    assert ticket["due_at"] > due
    assert "延期 2 个工作日" in ticket["due_explanation"]
    assert [one["decision"] for one in ticket["extensions"]] == ["refused", "granted"]
    assert ticket["extensions"][1]["due_before"] == due


def test_the_citizen_is_asked_once_and_the_clock_stands_still(
    town: People, clock: StandingClock
) -> None:
    officer, ticket = town["officer.cgj"], town.handled()
    due = ticket["due_at"]
    ticket = officer.move(ticket, "ask-citizen", {"reason": "请补充门牌号"})
    assert ticket["status"] == "WAITING"
    clock.forward(days=1)
    ticket = town[Role.OPERATOR].move(ticket, "resume", {"reason": "门牌 18 号"})
    assert ticket["status"] == "HANDLING"
    assert ticket["due_at"] > due
    assert refused(town, "officer.cgj", ticket, "ask-citizen", {"reason": "再问"}) != ""


def test_a_question_nobody_answers_ends_by_itself(town: People, clock: StandingClock) -> None:
    ticket = town["officer.cgj"].move(town.handled(), "ask-citizen", {"reason": "请补充"})
    clock.forward(days=20)
    assert ran(town)["waiting"] == 1
    assert town["officer.cgj"].get(ticket["href"]).json()["status"] == "HANDLING"


def test_a_task_for_another_unit_is_done_before_the_reply(town: People) -> None:
    lead, other = town["officer.cgj"], town["officer.zjj"]
    ticket = town.handled()
    assert other.get(ticket["href"]).status_code == 404
    ticket = lead.move(ticket, "delegate", {"unit": "ZJJ", "task": "核查施工许可"})
    part = next(one for one in ticket["assignments"] if one["part"] == "task")
    assert part["due_at"] <= ticket["due_at"]
    reply = {"public_text": "已责令停工整改。"}
    assert refused(town, "officer.cgj", ticket, "reply", reply) == "tasks_open"
    ticket = other.move(ticket, "acknowledge-task")
    ticket = other.move(ticket, "finish-task", {"result": "许可齐全，超时施工"})
    ticket = lead.move(ticket, "reply", reply)
    assert ticket["status"] == "REPLIED"


def test_a_long_matter_is_put_aside_and_taken_up_again(town: People, clock: StandingClock) -> None:
    supervisor, ticket = town[Role.SUPERVISOR], town.handled()
    due = ticket["due_at"]
    stages = [
        {"name": "完成设计", "due_on": "2026-11-20"},
        {"name": "完成改造", "due_on": "2026-12-04"},
    ]
    ticket = supervisor.move(ticket, "suspend", {"reason": "管网改造", "milestones": stages})
    assert ticket["status"] == "SUSPENDED"
    clock.forward(days=7)
    first, second = ticket["suspensions"][0]["milestones"]
    ticket = town["officer.cgj"].move(ticket, "reach-milestone", {"milestone": first["id"]})
    ticket = supervisor.move(ticket, "review-suspension", {"reason": "按期推进"})
    ticket = supervisor.move(ticket, "resume", {"reason": "改造完成"})
    reached = [one["reached_on"] for one in ticket["suspensions"][0]["milestones"]]
    assert reached == ["2026-11-19", None]
    assert second["reached_on"] is None
    assert ticket["status"] == "HANDLING"
    assert ticket["due_at"] > due
    assert "挂账暂停" in ticket["due_explanation"]


def test_the_last_word_is_signed(town: People) -> None:
    supervisor = town[Role.SUPERVISOR]
    ticket = town["officer.cgj"].move(town.handled(), "reply", {"public_text": "诉求于法无据。"})
    reason = {"reason": "诉求缺乏法律依据，已充分解释"}
    assert refused(town, Role.SUPERVISOR, ticket, "final-reply", reason) == "missing_fields"
    signed = supervisor.post(
        f"{ticket['href']}/documents",
        etag=f'"{ticket["number"]}-{ticket["version"]}"',
        files={"file": ("终结审批表.pdf", PDF, "application/pdf")},
    ).json()["id"]
    ticket = supervisor.get(ticket["href"]).json()
    ticket = supervisor.move(ticket, "final-reply", reason | {"document": signed})
    assert (ticket["status"], ticket["closure"]) == ("CLOSED", "FINAL")
