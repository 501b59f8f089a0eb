"""Early warnings: five alike near one place in a day, or three deviations above eight weeks."""

from datetime import date, datetime, timedelta

import pytest

from models.clock import CITY_ZONE
from service.queries.warnings import Alarm, Mark, Warned, clusters, surges

NOON = datetime(2026, 11, 12, 12, 0, tzinfo=CITY_ZONE)
DAY = date(2026, 11, 12)


def marks(*hours: float, category: str = "070101", place: str = "A0101") -> list[Mark]:
    return [
        Mark(at=NOON + timedelta(hours=hour), category=category, place=place, number=f"n{at}")
        for at, hour in enumerate(hours)
    ]


def test_five_alike_within_a_day_are_a_warning() -> None:
    (found,) = clusters(marks(0, 6, 12, 18, 24))
    assert found == Warned(
        alarm=Alarm.CLUSTER,
        category="070101",
        place="A0101",
        count=5,
        since=NOON,
        until=NOON + timedelta(hours=24),
        numbers=("n0", "n1", "n2", "n3", "n4"),
    )


@pytest.mark.parametrize(
    "given",
    [
        marks(0, 6, 12, 18),
        marks(0, 6, 12, 18, 24.1),
        [*marks(0, 1, 2), *marks(3, 4, place="A0102")],
        [*marks(0, 1, 2), *marks(3, 4, category="070102")],
        [],
    ],
    ids=["four", "longer than a day", "two places", "two matters", "nothing"],
)
def test_fewer_or_further_apart_are_none(given: list[Mark]) -> None:
    assert list(clusters(given)) == []


def test_windows_that_overlap_are_one_warning_and_others_are_two() -> None:
    # Six hours apart, seven of them: every window of five reaches into the next.
    (long,) = clusters(marks(*range(0, 42, 6)))
    assert (long.count, long.until - long.since) == (7, timedelta(hours=36))
    first, second = clusters(marks(0, 1, 2, 3, 4, 100, 101, 102, 103, 104))
    assert (first.count, second.count) == (5, 5)
    assert first.until < second.since


def test_the_order_of_marks_does_not_matter() -> None:
    given = marks(0, 6, 12, 18, 24)
    assert [one.since for one in clusters(reversed(given))] == [NOON]


def baseline(*numbers: int) -> dict[date, int]:
    """The 56 days before, these numbers over and over."""
    return {
        DAY - timedelta(days=back): numbers[back % len(numbers)] for back in range(1, 8 * 7 + 1)
    }


@pytest.mark.parametrize(
    ("past", "count", "usual"),
    [
        ((0,), 5, 0.0),  # mean 0, σ 0: anything from five on
        ((1,), 5, 1.0),  # mean 1, σ 0
        ((0, 2), 5, 1.0),  # mean 1, σ 1: above 4
        ((0, 4), 9, 2.0),  # mean 2, σ 2: above 8
    ],
)
def test_a_day_far_above_the_weeks_before_is_a_warning(
    past: tuple[int, ...], count: int, usual: float
) -> None:
    counts = {("07", "A01"): baseline(*past) | {DAY: count}}
    (found,) = surges(counts, days=[DAY])
    assert (found.alarm, found.count, found.usual) == (Alarm.SURGE, count, pytest.approx(usual))
    assert (found.since.date(), found.until - found.since) == (DAY, timedelta(days=1))


@pytest.mark.parametrize(
    ("past", "count"), [((0,), 4), ((1,), 4), ((0, 4), 8), ((0, 10), 20), ((6,), 6)]
)
def test_a_day_within_three_deviations_is_none(past: tuple[int, ...], count: int) -> None:
    assert list(surges({("07", "A01"): baseline(*past) | {DAY: count}}, days=[DAY])) == []


def test_a_day_is_told_from_the_days_after_it() -> None:
    counts = {("07", "A01"): {DAY: 9, DAY + timedelta(days=1): 0}}
    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]
    assert [one.since.date() for one in surges(counts, days=days)] == [DAY]
