"""Contact (响应), suspension (挂账) and the higher handler of a second round."""

from datetime import timedelta

import pytest

from models.enums import Role
from tests.callers import People
from tests.conftest import START, StandingClock

STAGES = [
    {"due_on": "2026-12-31", "name": "完成管网改造"},
    {"due_on": "2026-11-30", "name": "落实资金"},
]
SUSPENSION = {"reason": "须待管网改造", "milestones": STAGES}


def suspended(people: People) -> dict:
    return people[Role.SUPERVISOR].move(people.handled(), "suspend", SUSPENSION)


def refused(people: People, who: Role | str, ticket: dict, step: str, body: object = None) -> dict:
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = people[who].post(f"{ticket['href']}/{step}", body, etag=tag)
    assert answer.status_code >= 400, answer.text
    return answer.json()


def test_a_suspension_stops_the_clock_until_it_is_resumed(
    people: People, clock: StandingClock
) -> None:
    ticket = suspended(people)
    assert (ticket["status"], ticket["step_due_at"]) == ("SUSPENDED", None)
    assert ticket["paused_at"] == "2026-11-12T09:30:00+08:00"
    clock.at = START + timedelta(days=11)  # seven office days and a half hour, less half an hour
    resumed = people[Role.SUPERVISOR].move(ticket, "resume", {"reason": "改造完成"})
    assert resumed["paused_at"] is None
    assert resumed["due_at"] == resumed["step_due_at"] == "2026-11-27T17:30:00+08:00"
    assert "挂账暂停 49 小时（工作时间），顺延至 11 月 27 日 17:30" in resumed["due_explanation"]
    assert resumed["suspensions"][0]["ended_at"] == "2026-11-23T09:30:00+08:00"


@pytest.mark.parametrize(
    "milestones",
    [[], [{"due_on": "2026-11-11", "name": "昨天"}], [{"due_on": "2026-12-01", "name": " "}]],
)
def test_a_suspension_needs_stages_with_days_to_come(
    sqlite_people: People, milestones: list
) -> None:
    ticket = sqlite_people.handled()
    body = {"reason": "须待管网改造", "milestones": milestones}
    answer = refused(sqlite_people, Role.SUPERVISOR, ticket, "suspend", body)
    assert set(answer["fields"]) == {"milestones"}
    assert refused(sqlite_people, Role.OFFICER, ticket, "suspend", SUSPENSION)["status"] == 403


def test_milestones_are_reached_one_by_one(people: People) -> None:
    ticket = suspended(people)
    first, second = ticket["suspensions"][0]["milestones"]
    assert (first["name"], second["name"]) == ("落实资金", "完成管网改造")
    body = {"milestone": first["id"], "remark": "资金已到位"}
    ticket = people[Role.OFFICER].move(ticket, "reach-milestone", body)
    first = ticket["suspensions"][0]["milestones"][0]
    assert (first["reached_on"], first["remark"]) == ("2026-11-12", "资金已到位")
    answer = refused(people, Role.OFFICER, ticket, "reach-milestone", body)
    assert answer["code"] == "milestone_reached"
    answer = refused(people, Role.OFFICER, ticket, "reach-milestone", {"milestone": 999})
    assert answer["code"] == "unknown_milestone"
    answer = refused(people, Role.OFFICER, ticket, "reach-milestone", {})
    assert answer["fields"] == {"milestone": "请填写阶段目标。"}
    ticket = people[Role.SUPERVISOR].move(ticket, "reach-milestone", {"milestone": second["id"]})
    shown = people[Role.SUPERVISOR].get(ticket["href"]).json()["allowed_actions"]
    assert "reach_milestone" not in {one["action"] for one in shown}


def test_a_suspension_is_reviewed_each_quarter(people: People, clock: StandingClock) -> None:
    ticket = suspended(people)
    assert ticket["suspensions"][0]["review_on"] == "2027-02-10"
    clock.at = START + timedelta(days=30)
    body = {"reason": "资金尚未到位"}
    ticket = people[Role.SUPERVISOR].move(ticket, "review-suspension", body)
    assert ticket["suspensions"][0]["review_on"] == "2027-03-12"


def test_the_first_contact_is_kept_and_has_a_limit(people: People, clock: StandingClock) -> None:
    ticket = people.handled()
    assert (ticket["response_due_at"], ticket["contacted_at"]) == (
        "2026-11-12T17:30:00+08:00",
        None,
    )
    assert refused(people, Role.OFFICER, ticket, "contact", {})["fields"] == {
        "way": "请填写联系方式。"
    }
    clock.forward(hours=1)
    body = {"way": "phone", "who": "陈涛", "reason": "约定下午上门"}
    ticket = people[Role.OFFICER].move(ticket, "contact", body)
    clock.forward(hours=1)
    ticket = people[Role.OFFICER].move(ticket, "contact", {"way": "visit"})
    assert ticket["contacted_at"] == "2026-11-12T10:30:00+08:00"
    event = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"][-2]
    assert (event["facts"], event["reason"]) == ({"way": "电话", "who": "陈涛"}, "约定下午上门")


def test_asking_the_citizen_counts_as_contact(people: People) -> None:
    asked = people[Role.OFFICER].move(people.handled(), "ask-citizen", {"reason": "请补充门牌"})
    assert asked["contacted_at"] == "2026-11-12T09:30:00+08:00"


def test_from_the_second_round_on_a_higher_handler_is_named(people: People) -> None:
    reply = {"public_text": "已现场处理完毕。"}
    ticket = people[Role.OFFICER].move(people.handled(), "reply", reply)
    ticket = people[Role.DISPATCHER].move(ticket, "accept-reply")
    said = {"was_contacted": True, "satisfaction": "dissatisfied", "reason": "没有解决"}
    ticket = people[Role.REVISIT_CLERK].move(ticket, "revisit", said)
    assert ticket["round"] == 2
    answer = refused(people, Role.OFFICER, ticket, "reply", reply)
    assert (answer["code"], set(answer["fields"])) == ("no_handler", {"handler"})
    ticket = people[Role.OFFICER].move(ticket, "reply", reply | {"handler": "王副局长"})
    assert [row["handler"] for row in ticket["replies"]] == ["", "王副局长"]


def test_extended_days_begin_anew_with_a_round(people: People) -> None:
    plea = {"days": 2, "reason": "需等待检测报告"}
    ticket = people[Role.OFFICER].move(people.handled(), "request-extension", plea)
    ticket = people[Role.DISPATCHER].move(ticket, "grant-extension")
    ticket = people[Role.OFFICER].move(ticket, "reply", {"public_text": "已现场处理完毕。"})
    ticket = people[Role.DISPATCHER].move(ticket, "accept-reply")
    said = {"was_contacted": True, "satisfaction": "dissatisfied", "reason": "没有解决"}
    ticket = people[Role.REVISIT_CLERK].move(ticket, "revisit", said)
    assert (ticket["round"], ticket["extension_count"], ticket["extended_days"]) == (2, 1, 0)
