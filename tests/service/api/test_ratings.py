"""Ratings: one a round, by clerk, link or another system; of two at once exactly one wins."""

import threading
from collections.abc import Callable

from sqlmodel import select

from models.enums import Action, Closure, Role, Satisfaction, Status
from models.event import Event
from models.policy import Allowance, PolicyNumber
from models.rating_link import RatingLink
from models.revisit import RatingWay, Revisit
from models.ticket import Ticket
from tests.callers import People

CONTENT = {"was_contacted": True, "is_solved": True, "satisfaction": "satisfied"}
BAD = {"was_contacted": True, "is_solved": False, "satisfaction": "dissatisfied"}
LINKED = {"is_solved": "true", "satisfaction": "satisfied"}


def answered(people: People) -> dict:
    """Return a ticket whose reply has been accepted: its citizen is asked next."""
    ticket = people["officer.cgj"].move(
        people.handled(), "reply", {"public_text": "已责令该店加装油烟净化设施，请查验。"}
    )
    return people[Role.DISPATCHER].move(ticket, "accept-reply")


def link_of(people: People, ticket: dict, **given: object) -> dict:
    answer = people[Role.REVISIT_CLERK].post(f"/tickets/{ticket['number']}/rating-link", given)
    assert answer.status_code == 200, answer.text
    return answer.json()


def path_of(link: dict) -> str:
    return "/r/" + link["url"].rsplit("/", 1)[1]


def rows(people: People, table, **wanted):
    with people.parts.database.read() as session:
        return [
            row
            for row in session.exec(select(table))
            if all(getattr(row, name) == value for name, value in wanted.items())
        ]


def tag(ticket: dict) -> str:
    return f'"{ticket["number"]}-{ticket["version"]}"'


def test_an_accepted_reply_makes_the_rounds_link(people: People) -> None:
    ticket = answered(people)
    (row,) = rows(people, RatingLink)
    assert (row.round, row.used_at, (row.expires_at - row.created_at).days) == (1, None, 7)
    link = link_of(people, ticket)
    assert link["url"].startswith("http://127.0.0.1:8012/r/")
    assert link["url"] in link["sms"]
    assert link["url"] in link["wechat"]
    assert ticket["number"] in link["sms"]
    assert "烧烤" not in link["sms"] + link["wechat"]
    # The standing link is handed out again, and the database alone does not tell it.
    assert link_of(people, ticket)["url"] == link["url"]
    assert row.salt not in link["url"]
    handed = [row for row in rows(people, Event) if row.action is Action.OFFER_RATING]
    assert len(handed) == 2


def test_how_long_a_link_holds_is_a_number_of_the_policy(sqlite_people: People) -> None:
    people = sqlite_people
    with people.parts.database.write() as session:
        number = session.get(PolicyNumber, (1, Allowance.RATING_LINK_DAYS))
        number = number or PolicyNumber(version=1, name=Allowance.RATING_LINK_DAYS, amount=0)
        number.amount = 3
        session.add(number)
    answered(people)
    (row,) = rows(people, RatingLink)
    assert (row.expires_at - row.created_at).days == 3


def test_a_new_link_ends_the_one_before(people: People) -> None:
    ticket = answered(people)
    old, new = link_of(people, ticket), link_of(people, ticket, renew=True)
    assert people.client.get(path_of(old)).status_code == 410
    assert people.client.get(path_of(new)).status_code == 200


def test_content_by_link_closes_and_the_link_is_used(people: People) -> None:
    ticket = answered(people)
    path = path_of(link_of(people, ticket))
    assert people.client.get(path).status_code == 200
    assert people.client.post(path, data=LINKED).status_code == 200
    after = people[Role.AUDITOR].get(ticket["href"]).json()
    assert (after["status"], after["closure"]) == ("CLOSED", "SATISFIED")
    (rating,) = rows(people, Revisit)
    assert (rating.via, rating.clerk, rating.satisfaction) == (
        RatingWay.LINK,
        "诉求人",
        Satisfaction.SATISFIED,
    )
    for answer in (people.client.get(path), people.client.post(path, data=LINKED)):
        assert answer.status_code == 410
        assert "已经用这个链接评价过" in answer.text
    assert len(rows(people, Revisit)) == 1


def test_discontent_by_link_reopens_with_a_new_deadline_in_one_transaction(
    people: People, clock
) -> None:
    ticket = answered(people)
    path = path_of(link_of(people, ticket))
    clock.forward(hours=2)
    bare = {"is_solved": "false", "satisfaction": "dissatisfied"}
    refused = people.client.post(path, data=bare)
    assert refused.status_code == 422
    assert "请写明哪里不满意" in refused.text
    assert rows(people, Revisit) == []
    answer = people.client.post(path, data=bare | {"reason": "油烟照旧"})
    assert answer.status_code == 200
    after = people[Role.AUDITOR].get(ticket["href"]).json()
    assert (after["status"], after["round"]) == ("HANDLING", 2)
    assert after["due_at"] > ticket["due_at"] or after["due_explanation"]
    last = people[Role.AUDITOR].get(f"{ticket['href']}/events").json()
    assert last["holds"]
    event = last["events"][-1]
    assert (event["role"], event["reason"], event["facts"]["via"]) == (
        "citizen",
        "油烟照旧",
        "link",
    )
    assert event["due_after"] == after["due_at"]
    assert people.client.get(path).status_code == 410


def test_an_expired_link_is_gone_with_a_way_on(people: People, clock) -> None:
    path = path_of(link_of(people, answered(people)))
    clock.forward(days=7)
    answer = people.client.get(path)
    assert answer.status_code == 410
    assert "已过期" in answer.text
    assert 'href="/progress?number=' in answer.text
    assert "12345" in answer.text
    assert people.client.post(path, data=LINKED).status_code == 410
    assert rows(people, Revisit) == []


def test_a_forged_link_is_not_there(sqlite_people: People) -> None:
    people = sqlite_people
    path = path_of(link_of(people, answered(people)))
    for forged in (path[:-2] + "xx", "/r/1", "/r/1-", "/r/x-y", "/r/999-" + "a" * 22, "/r/%00"):
        assert people.client.get(forged).status_code == 404
        assert people.client.post(forged, data=LINKED).status_code == 404


def test_another_system_rates_with_a_revisit_record(people: People) -> None:
    ticket = answered(people)
    clerk = people[Role.REVISIT_CLERK]
    path = f"/tickets/{ticket['number']}/ratings"
    silent = clerk.post(path, CONTENT | {"was_contacted": False}, etag=tag(ticket))
    assert silent.status_code == 422
    after = clerk.move(ticket, "ratings", BAD | {"reason": "没有解决"})
    assert (after["status"], after["round"]) == ("HANDLING", 2)
    (rating,) = rows(people, Revisit)
    assert (rating.via, rating.was_contacted) == (RatingWay.API, True)


def test_nobody_but_the_revisit_clerk_rates_for_a_citizen(people: People) -> None:
    ticket = answered(people)
    for role in Role:
        if role in {Role.REVISIT_CLERK, Role.SYSTEM, Role.CITIZEN}:
            continue
        for step in ("ratings", "rating-link"):
            answer = people[role].post(
                f"/tickets/{ticket['number']}/{step}", CONTENT, etag=tag(ticket)
            )
            assert answer.status_code == 403, (role, step)
    assert rows(people, Revisit) == []


def test_one_rating_a_round(people: People) -> None:
    ticket = answered(people)
    path = path_of(link_of(people, ticket))
    fresh = people[Role.AUDITOR].get(ticket["href"]).json()
    people[Role.REVISIT_CLERK].move(fresh, "revisit", CONTENT)
    answer = people.client.post(path, data=LINKED)
    assert answer.status_code == 410
    assert "这一轮的评价已经结束" in answer.text
    assert len(rows(people, Revisit)) == 1


def at_once(*steps: Callable[[], int]) -> list[int]:
    """Start the steps at one moment and return the status that each was answered with."""
    gate = threading.Barrier(len(steps))
    told = [0] * len(steps)

    def run(place: int) -> None:
        gate.wait()
        told[place] = steps[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_link_and_clerk_at_once_exactly_one_wins(people: People) -> None:
    clerk, auditor = people[Role.REVISIT_CLERK], people[Role.AUDITOR]
    for _turn in range(20):
        ticket = answered(people)
        path = path_of(link_of(people, ticket))
        fresh = auditor.get(ticket["href"]).json()
        told = at_once(
            lambda path=path: people.client.post(path, data=LINKED).status_code,
            lambda fresh=fresh: (
                clerk.post(
                    f"/tickets/{fresh['number']}/revisit",
                    BAD | {"reason": "没有解决"},
                    etag=tag(fresh),
                ).status_code
            ),
        )
        assert told in ([200, 412], [200, 409], [410, 200])
        after = auditor.get(ticket["href"]).json()
        assert after["status"] == ("CLOSED" if told[0] == 200 else "HANDLING")
        assert len(after["revisits"]) == 1
        assert auditor.get(f"{ticket['href']}/events").json()["holds"]


def test_of_two_ratings_by_one_link_at_once_exactly_one_wins(people: People) -> None:
    for _turn in range(5):
        ticket = answered(people)
        path = path_of(link_of(people, ticket))
        told = at_once(
            *[lambda path=path: people.client.post(path, data=LINKED).status_code for _ in "ab"]
        )
        assert sorted(told) == [200, 410]
        after = people[Role.AUDITOR].get(ticket["href"]).json()
        assert len(after["revisits"]) == 1


def merged(people: People) -> tuple[dict, dict]:
    """Return a child that was merged into a parent whose reply closed it, and the parent."""
    child, parent = people.ticket(), people.handled()
    child = people[Role.DISPATCHER].move(child, "merge", {"into": parent["number"]})
    parent = people["officer.cgj"].move(
        people[Role.AUDITOR].get(parent["href"]).json(),
        "reply",
        {"public_text": "已责令该店加装油烟净化设施，请查验。"},
    )
    parent = people[Role.DISPATCHER].move(parent, "accept-reply")
    parent = people[Role.REVISIT_CLERK].move(parent, "revisit", CONTENT)
    return people[Role.AUDITOR].get(child["href"]).json(), parent


def test_a_merged_ticket_is_rated_by_itself_and_discontent_is_told_to_its_parent(
    people: People,
) -> None:
    child, parent = merged(people)
    path = path_of(link_of(people, child))
    body = {"is_solved": "false", "satisfaction": "very_dissatisfied", "reason": "我家没解决"}
    assert people.client.post(path, data=body).status_code == 200
    with people.parts.database.read() as session:
        stored = session.exec(select(Ticket).where(Ticket.number == child["number"])).one()
        assert (stored.status, stored.closure) == (Status.CLOSED, Closure.MERGED)
        assert len(session.exec(select(Revisit).where(Revisit.ticket_id == stored.id)).all()) == 1
    above = people[Role.AUDITOR].get(f"{parent['href']}/events").json()
    assert above["holds"]
    remark = above["events"][-1]
    assert (remark["action"], remark["reason"]) == ("rate", "我家没解决")
    assert remark["facts"]["repeat"] == child["number"]
    assert people[Role.AUDITOR].get(parent["href"]).json()["status"] == "CLOSED"
    assert people.client.post(path, data=body).status_code == 410
    again = people[Role.REVISIT_CLERK].post(
        f"/tickets/{child['number']}/ratings", CONTENT, etag=tag_now(people, child)
    )
    assert (again.status_code, again.json()["code"]) == (409, "rated")


def tag_now(people: People, ticket: dict) -> str:
    return tag(people[Role.AUDITOR].get(ticket["href"]).json())


def test_a_merged_ticket_without_an_answer_is_not_rated_yet(people: People) -> None:
    child, parent = people.ticket(), people.handled()
    child = people[Role.DISPATCHER].move(child, "merge", {"into": parent["number"]})
    clerk = people[Role.REVISIT_CLERK]
    answer = clerk.post(f"/tickets/{child['number']}/ratings", CONTENT, etag=tag(child))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_rateable")
    answer = clerk.post(f"/tickets/{child['number']}/rating-link", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_rateable")
