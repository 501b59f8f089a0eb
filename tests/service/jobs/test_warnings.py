"""Lamps, supervision by rule, revisits and reviews that are due: each is told once."""

from datetime import timedelta

from sqlmodel import col, select

from models.enums import Role, Status
from models.notice import Notice, NoticeKind
from models.rating_link import RatingLink
from models.supervision import Supervision
from models.suspension import Suspension
from models.ticket import Ticket
from service.jobs import Surroundings
from tests.callers import People
from tests.conftest import StandingClock

WEEK = timedelta(days=7)


def row(people: People, ticket: dict) -> Ticket:
    with people.parts.database.read() as session:
        return session.exec(select(Ticket).where(Ticket.number == ticket["number"])).one()


def told(people: People, who: Role | str) -> list[tuple[str, str]]:
    answer = people[who].get("/notices")
    assert answer.status_code == 200, answer.text
    notices = answer.json()["notices"]
    return [(one["kind"], one["ticket"]) for one in notices]


def last_events(people: People, ticket: dict, count: int) -> list[tuple[str, str]]:
    events = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"]
    return [(one["action"], one["role"]) for one in events[-count:]]


def test_yellow_is_told_one_working_day_before_the_deadline_and_once(
    people: People, ran, clock: StandingClock
) -> None:
    ticket = people.handled()
    number = ticket["number"]
    clock.at = row(people, ticket).yellow_at - timedelta(minutes=1)
    assert ran() == {}
    clock.forward(minutes=1)
    assert ran() == {"alarms": 1}
    assert ran() == {}
    assert told(people, Role.OFFICER) == [("yellow", number)]
    assert last_events(people, ticket, 1) == [("warn", "system")]
    assert row(people, ticket).warned == 1


def test_red_is_told_once_and_puts_the_unit_under_supervision(
    people: People, ran, clock: StandingClock
) -> None:
    ticket = people.handled()
    clock.at = row(people, ticket).due_at
    assert ran() == {"alarms": 1}  # due now, but not overdue
    clock.forward(minutes=1)
    assert ran() == {"alarms": 1}
    assert ran() == {}
    kinds = [kind for kind, _ in told(people, Role.OFFICER)]
    assert sorted(kinds) == ["red", "supervised", "yellow"]
    assert last_events(people, ticket, 2) == [("warn", "system"), ("supervise", "system")]
    assert row(people, ticket).warned == 2


def test_a_late_round_of_the_jobs_tells_red_alone(
    people: People, ran, clock: StandingClock
) -> None:
    ticket = people.handled()
    clock.at = row(people, ticket).due_at + timedelta(minutes=1)
    assert ran() == {"alarms": 1}
    assert [kind for kind, _ in told(people, Role.OFFICER)] == ["supervised", "red"]


def test_a_ticket_that_nobody_dispatched_is_the_dispatchers_to_hear_of(
    people: People, ran, clock: StandingClock
) -> None:
    ticket = people.ticket()
    clock.at = row(people, ticket).due_at + timedelta(minutes=1)
    assert ran() == {"alarms": 1}
    assert told(people, Role.DISPATCHER) == [("red", ticket["number"])]
    assert told(people, Role.OFFICER) == []


def test_nothing_is_told_while_the_clock_stands_still(
    people: People, ran, clock: StandingClock
) -> None:
    ticket = people[Role.OFFICER].move(people.handled(), "ask-citizen", {"reason": "请补充"})
    assert row(people, ticket).alarm_at is None
    clock.at = row(people, ticket).step_due_at
    assert ran() == {}


def test_a_new_deadline_is_warned_of_anew(people: People, ran, clock: StandingClock) -> None:
    ticket = people[Role.OFFICER].move(people.handled(), "ask-citizen", {"reason": "请补充"})
    clock.at = row(people, ticket).step_due_at + timedelta(minutes=1)
    assert ran() == {"waiting": 1}
    stored = row(people, ticket)
    assert (stored.warned, stored.alarm_at) == (0, stored.yellow_at)
    clock.at = stored.yellow_at
    assert ran() == {"alarms": 1}


def test_an_unanswered_supervision_is_raised_a_level_once_a_limit(
    people: People, ran, clock: StandingClock
) -> None:
    ticket = people.handled()
    clock.at = row(people, ticket).due_at + timedelta(minutes=1)
    assert ran() == {"alarms": 1}

    def newest() -> Supervision:
        with people.parts.database.read() as session:
            return session.exec(select(Supervision).order_by(col(Supervision.id).desc())).first()

    levels = [newest().level]
    for _ in range(2):
        clock.at = newest().answer_due_at
        assert "escalate" not in ran()
        clock.forward(minutes=1)
        assert ran() == {"escalate": 1}
        assert "escalate" not in ran()
        levels.append(newest().level)
    assert levels == [1, 2, 3]
    clock.at = newest().answer_due_at + timedelta(days=1)
    assert "escalate" not in ran()  # nobody stands above the highest level


def test_a_revisit_that_is_due_is_told_the_clerks_once_an_attempt(
    people: People, ran, clock: StandingClock
) -> None:
    replied = people[Role.OFFICER].move(
        people.handled(), "reply", {"public_text": "已责令商户清洗油烟净化器。"}
    )
    asked = people[Role.DISPATCHER].move(replied, "accept-reply")
    clock.at = row(people, asked).step_due_at + timedelta(minutes=1)
    version = row(people, asked).version
    assert ran()["alarms"] == 1
    assert "alarms" not in ran()
    assert row(people, asked).version == version  # who has the page open is not told it is stale
    again = people[Role.REVISIT_CLERK].move(
        people[Role.REVISIT_CLERK].get(asked["href"]).json(), "revisit", {"was_contacted": False}
    )
    clock.at = row(people, again).step_due_at + timedelta(minutes=1)
    assert ran()["alarms"] == 1
    assert told(people, Role.REVISIT_CLERK) == [("revisit_due", asked["number"])] * 2


def test_the_review_of_a_suspension_is_called_for_once_until_it_is_done(
    people: People, ran, clock: StandingClock
) -> None:
    ticket = people.handled()
    stages = [{"name": "管线迁改完成", "due_on": "2027-03-31"}]
    suspended = people[Role.SUPERVISOR].move(
        ticket, "suspend", {"reason": "待管线迁改", "milestones": stages}
    )
    with people.parts.database.read() as session:
        due = session.exec(select(Suspension.review_on)).one()
    clock.forward(days=(due - clock.at.date()).days - 1)
    assert "reviews" not in ran()
    clock.forward(days=1)
    assert ran()["reviews"] == 1
    assert "reviews" not in ran()
    assert ("review_due", ticket["number"]) in told(people, Role.SUPERVISOR)
    assert ("review_due", ticket["number"]) in told(people, Role.OFFICER)
    people[Role.SUPERVISOR].move(suspended, "review-suspension", {"reason": "仍待迁改"})
    clock.forward(days=90)
    assert ran()["reviews"] == 1


def test_a_rating_link_ends_with_its_days(
    people: People, ran, around: Surroundings, clock: StandingClock
) -> None:
    ticket = row(people, people.ticket())
    with around.database.write() as session:
        for number, days in enumerate((7, 8)):
            link = RatingLink(
                salt=f"{number}" * 32,
                ticket_id=ticket.id,
                round=1,
                created_by="梅芳",
                created_at=clock.at,
                expires_at=clock.at + timedelta(days=days),
            )
            session.add(link)
    clock.forward(days=7)
    assert ran()["links"] == 1
    assert "links" not in ran()


def test_old_notices_go_and_new_ones_stay(people: People, ran, clock: StandingClock) -> None:
    with people.parts.database.write() as session:
        for number, days in enumerate((366, 364)):
            session.add(
                Notice(
                    effect=f"old:{number}",
                    kind=NoticeKind.YELLOW,
                    role=Role.DISPATCHER,
                    text="旧提醒",
                    created_at=clock.at - timedelta(days=days),
                )
            )
    assert ran() == {"clean": 1}
    assert [kind for kind, _ in told(people, Role.DISPATCHER)] == ["yellow"]


def test_identities_are_kept_unless_years_are_set_and_the_matter_is_archived(
    people: People, around: Surroundings, clock: StandingClock
) -> None:
    from dataclasses import replace

    from models.citizen import Citizen
    from service.jobs.retention import erase_identities

    known = {"name": "王秀兰", "phone": "13800000000"}
    closed = people[Role.OPERATOR].move(
        people.ticket(**known), "answer", {"public_text": "请拨打供电热线报修。"}
    )
    people.ticket(**known)
    people[Role.SUPERVISOR].move(closed, "archive")
    clock.forward(days=3 * 366)
    assert erase_identities(around) == 0
    bounded = replace(around, identity_years=3)
    assert [erase_identities(bounded) for _ in range(2)] == [1, 0]
    with around.database.read() as session:
        first, second = session.exec(select(Citizen).order_by(col(Citizen.id))).all()
    assert (first.name_cipher, first.phone_cipher, first.phone_digest) == (None, None, None)
    assert second.phone_cipher is not None
    assert row(people, closed).status is Status.ARCHIVED
