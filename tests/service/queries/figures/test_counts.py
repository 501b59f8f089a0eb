"""Plain counts, trends and volumes are what people count by hand, on both databases."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.database import Database
from models.ticket import Ticket
from service.queries import concerns, volumes
from service.queries.figures.counting import behind, counted, total
from service.queries.figures.counts import COUNTS, Count
from service.queries.figures.definitions import Figure
from service.queries.figures.intervals import NONE, Share
from service.queries.trends import Step, trend, usual_step
from service.queries.volumes import Facet
from tests.service.queries.figures import lives
from tests.service.queries.figures.test_figures import october

#: The tickets of each count in October, by number.
BY_HAND = {
    Count.RECEIVED: "1 2 3 4 5 6 7 8 9 10 11 12 13 16 18 19 20 21 22 23 24 25",
    Count.DISPATCHED: "1 2 3 4 5 6 7 8 9 10 13 16 18 19 20 21 22 23 24 25",
    Count.ENDED: "1 2 4 5 6 8 11 12 15 18 19 23 25",
    Count.DIRECT: "11",
    Count.OPEN: "3 7 9 10 13 16 20 21 22 24",
    Count.HARD: "24",
    Count.MERGED_INTO: "1",
    Count.SHOWN: "1 2 7 7",
    Count.OVERRIDDEN: "2 7",
    Count.ACCEPTED_BACK: "",
    Count.OVERRIDDEN_BACK: "",
}


@pytest.fixture
def month(database: Database) -> Database:
    lives.write(database)
    return database


def test_every_count_is_what_is_counted_by_hand(month: Database) -> None:
    assert set(BY_HAND) == set(COUNTS) == set(Count)
    with month.read() as session:
        found = counted(session, scope=october(session), figures=tuple(Count))
        for name, numbers in BY_HAND.items():
            size = len(numbers.split())
            assert sum(found[name].values(), NONE) == Share(hits=size, base=size), name
            facts = behind(session, figure=name, scope=october(session))
            shown = sorted(fact.ticket.number for fact in facts.rows)
            assert shown == sorted(numbers.split()), name
            assert total(session, figure=name, scope=october(session)) == size


@pytest.mark.parametrize("days", [1, 59, 60, 61, 400])
def test_what_was_open_is_counted_once_however_long_it_took(month: Database, days: int) -> None:
    # Number 8 closed on 31 October at the latest: now it closes so many days after its intake.
    with month.write() as session:
        ticket = session.exec(select(Ticket).where(Ticket.number == "8")).one()
        ticket.closed_at = ticket.received_at + timedelta(days=days)
        stays = ticket.closed_at >= october(session).until
    expected = sorted([*BY_HAND[Count.OPEN].split(), *(["8"] if stays else [])])
    with month.read() as session:
        scope = october(session)
        facts = behind(session, figure=Count.OPEN, scope=scope)
        assert sorted(fact.ticket.number for fact in facts.rows) == expected
        assert total(session, figure=Count.OPEN, scope=scope) == len(expected)
        found = counted(session, scope=scope, figures=[Count.OPEN])[Count.OPEN]
        assert sum(found.values(), NONE).base == len(expected)


def test_a_trend_ends_with_the_period_and_reaches_back(month: Database) -> None:
    with month.read() as session:
        weeks = trend(session, scope=october(session), step=Step.WEEK, figures=[Count.RECEIVED])
        months = trend(session, scope=october(session), step=Step.MONTH, figures=[Count.RECEIVED])
        days = trend(session, scope=october(session), step=Step.DAY, figures=[Count.RECEIVED])
    assert [(point.first, point.last) for point in weeks][-2:] == [
        (date(2026, 10, 19), date(2026, 10, 25)),
        (date(2026, 10, 26), date(2026, 10, 31)),
    ]
    assert [point.shares[Count.RECEIVED].base for point in weeks] == [0] * 7 + [2, 10, 5, 3, 3]
    assert [point.shares[Count.RECEIVED].base for point in months] == [0] * 11 + [1, 22]
    # 23:30 of the city belongs to the day, midnight to the next, whatever UTC says.
    assert days[-1].last == date(2026, 10, 31)
    assert days[-1].shares[Count.RECEIVED].base == 1
    assert len(days) == 31
    assert sum(point.shares[Count.RECEIVED].base for point in days) == 22


def test_a_trend_of_rates_is_of_the_unit_that_is_asked_about(month: Database) -> None:
    with month.read() as session:
        scope = october(session, unit="CGJ")
        points = trend(session, scope=scope, step=Step.WEEK, figures=[Figure.SOLVED])
    assert [point.shares[Figure.SOLVED] for point in points[-5:]] == [
        NONE,
        Share(hits=1, base=1),
        Share(hits=2, base=3),
        Share(hits=1, base=2),
        NONE,
    ]


def test_the_step_suits_the_period(month: Database) -> None:
    with month.read() as session:
        assert usual_step(october(session)) is Step.DAY
        for first, step in ((date(2026, 7, 1), Step.WEEK), (date(2026, 1, 1), Step.MONTH)):
            scope = october(session)
            longer = type(scope)(
                since=scope.since.replace(month=first.month), until=scope.until, at=scope.at
            )
            assert usual_step(longer) is step


def test_volumes_are_divided(month: Database) -> None:
    with month.read() as session:
        channels = volumes.volume(session, scope=october(session), facet=Facet.CHANNEL)
        fields = volumes.volume(session, scope=october(session), facet=Facet.FIELD)
        kinds = volumes.volume(session, scope=october(session), facet=Facet.KIND)
    assert [(one.label, one.count) for one in channels] == [("电话", 20), ("网站", 1), ("微信", 1)]
    assert [(one.code, one.label, one.count) for one in fields] == [
        (None, "未分类", 21),
        ("07", "水电气热", 1),
    ]
    assert [(one.label, one.count) for one in kinds] == [("投诉", 22)]


def test_heat_knows_districts_and_what_has_no_place(month: Database) -> None:
    with month.read() as session:
        heat = volumes.heat_by_field(session, scope=october(session))
        days = volumes.heat_by_day(session, scope=october(session, unit="CGJ"))
    assert [(row.code, row.count) for row in heat.rows] == [("A01", 1), ("A02", 1), (None, 20)]
    assert [one.code for one in heat.columns] == [None, "07"]
    assert heat.counts == {
        ("A01", None): 1,
        ("A02", None): 1,
        (None, "07"): 1,
        (None, None): 19,
    }
    assert heat.highest == 19
    # 1 to 6, 13, 21 and 24 are led by the unit.
    assert {(row, day): count for (row, day), count in days.counts.items()} == {
        ("A01", "2026-10-08"): 1,
        (None, "2026-10-08"): 5,
        (None, "2026-10-09"): 1,
        (None, "2026-10-17"): 1,
        ("A02", "2026-10-12"): 1,
    }


def test_what_has_no_place_or_matter_can_be_asked_for(month: Database) -> None:
    with month.read() as session:
        scope = october(session, area="-", category="07")
        assert total(session, figure=Count.RECEIVED, scope=scope) == 1
        scope = october(session, area="A01", category="-")
        assert total(session, figure=Count.RECEIVED, scope=scope) == 1


def test_leaders_find_hard_and_repeated_matters(month: Database) -> None:
    with month.read() as session:
        (hard,) = concerns.hard(session, scope=october(session))
        (repeated,) = concerns.repeated(session, scope=october(session))
        outcomes = concerns.outcomes(session, scope=october(session))
        swaps = concerns.swaps(session, scope=october(session))
    assert (hard.ticket.number, hard.reasons) == ("24", (concerns.Why(words="挂账"),))
    assert (repeated.ticket.number, repeated.merged) == ("1", 1)
    assert {(one.choice.value, one.result): one.count for one in outcomes} == {
        ("accepted", None): 2,
        ("overridden", None): 2,
    }
    assert {(one.suggested, one.chosen): one.count for one in swaps} == {
        ("CGJ", "CGJ"): 1,
        ("HBJ", "HBJ"): 1,
    }
