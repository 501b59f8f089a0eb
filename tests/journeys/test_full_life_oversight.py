"""How the hotline watches over tickets, over HTTP: exclusion, repeats, urging, secrets, parts."""

from typing import Any

from models.enums import Role
from service.jobs import Surroundings, run_all
from tests.callers import SMOKE, People
from tests.conftest import StandingClock

Ticket = dict[str, Any]
CONTENT = {"was_contacted": True, "is_solved": True, "satisfaction": "satisfied"}
DISCONTENT = {"was_contacted": True, "satisfaction": "dissatisfied", "reason": "油烟依旧"}
REPLY = {"public_text": "已责令整改。", "handler": "王副局长"}


def seen(people: People, ticket: Ticket) -> Ticket:
    found: Ticket = people[Role.AUDITOR].get(ticket["href"]).json()
    return found


def refused(people: People, who: Role | str, ticket: Ticket, step: str, body: object = None) -> str:
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    answer = people[who].post(f"{ticket['href']}/{step}", body, etag=tag)
    assert answer.status_code >= 400, answer.text
    code: str = answer.json()["code"]
    return code


def answered(people: People, ticket: Ticket | None = None) -> Ticket:
    """A ticket whose reply was accepted: the citizen is asked next."""
    ticket = people["officer.cgj"].move(ticket or people.handled(), "reply", REPLY)
    return people[Role.DISPATCHER].move(ticket, "accept-reply")


def test_a_ticket_is_left_out_by_two_people(town: People) -> None:
    why = {"reason_code": "unreasonable", "reason": "要求超出法律规定"}
    ticket = town["officer.cgj"].move(answered(town), "request-exclusion", why)
    assert not ticket["is_excluded"]
    assert refused(town, Role.DISPATCHER, ticket, "grant-exclusion") == "role_not_allowed"
    refusal = {"reason": "理由不充分"}
    ticket = town[Role.SUPERVISOR].move(ticket, "refuse-exclusion", refusal)
    ticket = town[Role.REVISIT_CLERK].move(ticket, "request-exclusion", why)
    ticket = town[Role.SUPERVISOR].move(ticket, "grant-exclusion", {"reason": "属实"})
    assert (ticket["status"], ticket["closure"], ticket["is_excluded"]) == (
        "CLOSED", "EXCLUDED", True
    )  # fmt: skip
    assert [one["decision"] for one in ticket["exclusions"]] == ["refused", "granted"]
    two = {ticket["exclusions"][1]["requested_by"], ticket["exclusions"][1]["decided_by"]}
    assert len(two) == 2


def test_repeats_are_merged_and_one_is_taken_out_again(town: People) -> None:
    dispatcher = town[Role.DISPATCHER]
    parent = town.handled()
    first, second = town.ticket(phone="13811112222"), town.ticket(phone="13833334444")
    first = dispatcher.move(first, "merge", {"into": parent["number"]})
    second = dispatcher.move(second, "merge", {"into": parent["number"]})
    assert seen(town, parent)["merged"] == [first["number"], second["number"]]
    assert refused(town, Role.DISPATCHER, parent, "merge", {"into": first["number"]}) != ""
    # The second was another matter after all.
    second = dispatcher.move(second, "unmerge", {"reason": "不是同一处"})
    assert (second["status"], second["closure"], second["merged_into"]) == ("RECEIVED", None, None)
    second = dispatcher.move(second, "dispatch", {"unit": "ZJJ"})
    parent = answered(town, parent)
    town[Role.REVISIT_CLERK].move(parent, "revisit", CONTENT)
    first, second = seen(town, first), seen(town, second)
    assert [one["public_text"] for one in first["replies"]] == [REPLY["public_text"]]
    assert second["replies"] == []
    # The child's rating is its own.
    said = town[Role.REVISIT_CLERK].move(first, "ratings", DISCONTENT | {"is_solved": False})
    assert (said["status"], said["closure"]) == ("CLOSED", "MERGED")
    assert [one["satisfaction"] for one in said["revisits"]] == ["dissatisfied"]
    assert [one["satisfaction"] for one in seen(town, parent)["revisits"]] == ["satisfied"]


def test_a_late_ticket_is_supervised_and_escalated(town: People, clock: StandingClock) -> None:
    around = Surroundings.of(town.parts)
    ticket = town.handled()
    town[Role.OPERATOR].move(ticket, "remind", {"reason": "诉求人再次来电"})
    clock.forward(days=8)
    assert sum(count for _, count in run_all(around))
    ticket = seen(town, ticket)
    assert (ticket["reminder_count"], ticket["supervision_level"]) == (1, 1)
    assert ticket["supervisions"][0]["cause"] == "overdue"
    clock.forward(days=4)
    assert sum(count for _, count in run_all(around))
    ticket = seen(town, ticket)
    assert ticket["supervision_level"] == 2
    ticket = town["officer.cgj"].move(ticket, "answer-supervision", {"reason": "明日办结"})
    assert ticket["supervisions"][-1]["answered_by"]
    told = town["officer.cgj"].get("/notices").json()["notices"]
    assert {"reminded", "red", "supervised", "escalated"} <= {one["kind"] for one in told}
    # Each effect once, however often the jobs run.
    count = len(town["officer.cgj"].get("/notices").json()["notices"])
    list(run_all(around))
    assert len(town["officer.cgj"].get("/notices").json()["notices"]) == count


def test_what_comes_back_within_three_days_was_perhaps_not_done(
    town: People, clock: StandingClock
) -> None:
    matter = {"category": "010201", "phone": "13811112222"}
    old = town.ticket(**matter, dispatch={"unit": "CGJ"})
    old = answered(town, town["officer.cgj"].move(old, "acknowledge"))
    old = town[Role.REVISIT_CLERK].move(old, "revisit", CONTENT)
    clock.forward(days=2)
    new = town.ticket(**matter)
    assert new["recurs"] == [old["number"]]
    old = seen(town, old)
    assert (old["suspected_false_close"], old["recurred"]) == (True, [new["number"]])
    old = town[Role.SUPERVISOR].move(old, "rework", {"reason": "疑似假办结，重办"})
    assert (old["status"], old["round"]) == ("HANDLING", 2)


def test_who_speaks_for_whom_and_who_may_know(town: People) -> None:
    proxy = town.ticket(is_proxy=True, name="王芳", phone="13811112222", relation="女儿")
    assert proxy["is_proxy"]
    nameless = {"text": SMOKE, "kind": "COMPLAINT", "is_anonymous": True}
    desk = town[Role.OPERATOR]
    assert desk.post("/tickets", nameless | {"phone": "13811112222"}).status_code == 422
    anonymous = town.ticket(is_anonymous=True)
    purpose = {"purpose": "核实"}
    assert desk.post(f"{anonymous['href']}/identity", purpose).status_code == 404
    secret = town.ticket(phone="13811112222", is_confidential=True, dispatch={"unit": "CGJ"})
    assert town["officer.cgj"].get(secret["href"]).json()["phone_masked"] == ""
    sealed = town.ticket(text="举报某单位违规收费", kind="REPORT", phone="13811112222")
    look = f"{sealed['href']}/identity"
    assert desk.post(look, purpose).json()["code"] == "identity_sealed"
    assert town[Role.SUPERVISOR].post(look, purpose).json()["phone"] == "13811112222"
    looks = town[Role.AUDITOR].get("/audit/looks").json()["looks"]
    assert [(one["ticket"], one["role"]) for one in looks] == [(sealed["number"], "supervisor")]


def test_several_matters_in_one_call_go_separate_ways(town: People) -> None:
    first, second = "楼下烧烤店油烟太大。", "另外小区门口路灯坏了三天。"
    parent = town.ticket(text=first + second, phone="13811112222")
    matters = {"matters": [{"text": second, "kind": "HELP"}]}
    parent = town[Role.DISPATCHER].move(parent, "split", matters)
    assert parent["text"] == first + second
    child = town[Role.DISPATCHER].get(f"/tickets/{parent['split_into'][0]}").json()
    assert (child["text"], child["split_from"]) == (second, parent["number"])
    town[Role.DISPATCHER].move(child, "dispatch", {"unit": "ZJJ"})
    town[Role.DISPATCHER].move(parent, "dispatch", {"unit": "CGJ"})
    assert (seen(town, child)["lead"], seen(town, parent)["lead"]) == ("ZJJ", "CGJ")
