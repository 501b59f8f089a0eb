"""From units as written to labels."""

from datetime import date, datetime

import pytest

from tests.training.builders import SUCCESSIONS, city, row
from training.cleaning import Rule
from training.labels import Provenance, SuccessionFact, label_rows
from triage.knowledge import Knowledge

TODAY = date(2026, 11, 21)


def label(rows, knowledge=None):
    return label_rows(rows=rows, knowledge=knowledge or city(), successions=SUCCESSIONS, on=TODAY)


@pytest.mark.parametrize(
    ("written", "code", "provenance"),
    [
        ("CGJ", "CGJ", Provenance.CODE),
        ("cgj", "CGJ", Provenance.CODE),
        ("临澄市城管局", "CGJ", Provenance.NAME),
        (" 市 城管局", "CGJ", Provenance.SHORT_NAME),
        ("劳动局", "RSJ", Provenance.ALIAS),
        ("人社局", "RSJ", Provenance.ALIAS),
    ],
)
def test_every_spelling_finds_its_unit(written, code, provenance):
    found = label([row(unit=written)]).rows[0]
    assert (found.label, found.unit, found.provenance) == (code, code, provenance)


@pytest.mark.parametrize(
    ("written", "folded", "code"),
    [("DHQ", "DISTRICT", "DHQ"), ("GXQ", "DISTRICT", "GXQ"), ("JFJD", "STREET", "JFJD")],
)
def test_territory_is_folded_and_kept(written, folded, code):
    found = label([row(unit=written)]).rows[0]
    assert (found.label, found.unit) == (folded, code)


@pytest.mark.parametrize(
    ("category", "heir"), [("100101", "TJJ"), ("010101", "WLJ"), (None, "WLJ")]
)
def test_a_split_unit_maps_forward_by_category(category, heir):
    found = label([row(unit="OLD", category=category)]).rows[0]
    assert (found.label, found.succeeded) == (heir, True)


def test_a_shared_alias_is_settled_by_the_day():
    early = row(1, unit="文化局", received_at=datetime(2024, 5, 1))
    late = row(2, unit="文化局", received_at=datetime(2026, 5, 1))
    assert [one.succeeded for one in label([early, late]).rows] == [True, False]


def test_unknown_units_are_dropped_counted_and_named():
    rows = [row(at, unit="市城管局") for at in range(1, 6)]
    found = label([*rows, row(6, unit="火星局"), row(7, unit="火星局")])
    assert not found.foreign
    assert [(one.line, one.rule) for one in found.drops] == [
        (6, Rule.UNKNOWN_UNIT),
        (7, Rule.UNKNOWN_UNIT),
    ]
    assert found.unknown == {"火星局": 2}
    assert "火星局(2)" in found.remarks[0]


def test_a_dissolved_unit_without_heir_is_dropped():
    assert label([row(unit="GONE")]).drops[0].rule is Rule.NO_SUCCESSOR


def test_a_label_set_of_another_world_is_taken_as_written():
    found = label([row(1, unit="交通运输"), row(2, unit="环境保护"), row(3, unit="城管")])
    assert found.foreign
    assert [one.label for one in found.rows] == ["交通运输", "环境保护", "城管"]
    assert "外来标签集" in found.remarks[0]


def test_without_knowledge_every_label_is_foreign_and_nothing_is_said():
    found = label([row(unit="CGJ")], knowledge=Knowledge.empty())
    assert (found.foreign, found.remarks, found.rows[0].label) == (True, (), "CGJ")


@pytest.mark.parametrize(
    ("written", "code"),
    [("010101", "010101"), ("10101", "010101"), ("占道经营", "010101"), ("火星", None)],
)
def test_categories_become_codes_even_without_the_leading_zero(written, code):
    assert label([row(unit="CGJ", category=written)]).rows[0].category == code


def transfer(predecessor: str, successor: str, on: date) -> SuccessionFact:
    return SuccessionFact(
        predecessor=predecessor,
        successor=successor,
        kind="transfer",
        effective_on=on,
        category_prefix="0101",
    )


@pytest.mark.parametrize(
    ("category", "day", "unit"),
    [
        ("010101", datetime(2026, 1, 1), "RSJ"),
        ("010101", None, "RSJ"),
        ("010101", datetime(2026, 6, 1), "CGJ"),
        ("020101", datetime(2026, 1, 1), "CGJ"),
    ],
)
def test_a_transferred_matter_maps_forward_where_it_came_before(category, day, unit):
    went = [transfer("CGJ", "RSJ", date(2026, 5, 1))]
    rows = [row(unit="CGJ", category=category, received_at=day)]
    found = label_rows(rows=rows, knowledge=city(), successions=went, on=TODAY)
    assert found.rows[0].unit == unit


def test_a_matter_that_was_given_back_stays_with_who_has_it():
    went = [transfer("RSJ", "CGJ", date(2026, 8, 1)), transfer("CGJ", "RSJ", date(2026, 5, 1))]
    rows = [row(unit="CGJ", category="010101", received_at=datetime(2026, 1, 1))]
    found = label_rows(rows=rows, knowledge=city(), successions=went, on=TODAY)
    assert found.rows[0].unit == "CGJ"
