"""With which days a period is compared."""

from datetime import date

import pytest

from service.queries.figures.periods import before, year_ago


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("period", "earlier"),
    [
        (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        (("2026-11-01", "2026-11-12"), ("2026-10-01", "2026-10-12")),
        (("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28")),
        (("2026-01-01", "2026-01-31"), ("2025-12-01", "2025-12-31")),
        (("2026-11-12", "2026-11-12"), ("2026-11-11", "2026-11-11")),
        (("2026-11-09", "2026-11-15"), ("2026-11-02", "2026-11-08")),
        (("2026-01-01", "2026-11-12"), ("2025-02-19", "2025-12-31")),
    ],
)
def test_the_period_before(period: tuple[str, str], earlier: tuple[str, str]) -> None:
    assert before(*days(*period)) == days(*earlier)


def test_the_same_days_a_year_ago() -> None:
    assert year_ago(*days("2026-11-01", "2026-11-12")) == days("2025-11-01", "2025-11-12")
    assert year_ago(*days("2028-02-29", "2028-02-29")) == days("2027-02-28", "2027-02-28")
