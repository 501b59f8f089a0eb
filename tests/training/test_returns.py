"""What the returns of past tickets teach."""

from datetime import date, datetime

from tests.bench.city import city_knowledge, city_successions
from training.history import HistoryRow
from training.labels import LabelledRow, label_rows
from training.returns import learn_returns
from triage.knowledge import ReturnFact

TODAY = date(2026, 11, 1)


def labelled(*rows: tuple[str, str]) -> tuple[LabelledRow, ...]:
    """Tickets of one category, each as (unit first asked, unit that finished)."""
    return label_rows(
        rows=[
            HistoryRow(
                line=line,
                reference=f"T{line}",
                text="路边烧烤油烟大",
                unit=unit,
                first_unit=first,
                returned=first != unit,
                category="010101",
                received_at=datetime(2025, 3, 1),
            )
            for line, (first, unit) in enumerate(rows, start=1)
        ],
        knowledge=city_knowledge(),
        successions=city_successions(),
        on=TODAY,
    ).rows


def test_returns_are_counted_beside_what_was_kept() -> None:
    rows = labelled(("HBJ", "CGJ"), ("HBJ", "CGJ"), ("CGJ", "CGJ"), ("HBJ", "HBJ"))
    assert learn_returns(rows) == (ReturnFact(unit="HBJ", category="010101", returned=2, kept=1),)


def test_a_wrong_district_is_no_return_of_the_matter() -> None:
    assert learn_returns(labelled(("DHQ", "XLQ"), ("JFJD", "HBJD"))) == ()


def test_returners_are_named_as_they_are_today() -> None:
    rows = labelled(("园林绿化局", "CGJ"), ("DHQ", "CGJ"), ("某不存在的单位", "CGJ"))
    assert [(one.unit, one.returned) for one in learn_returns(rows)] == [
        ("DISTRICT", 1),
        ("LYJ", 1),
    ]


def test_no_returns_teach_nothing() -> None:
    assert learn_returns(labelled(("CGJ", "CGJ"))) == ()
    assert learn_returns(()) == ()
