"""The place's own (属地): development zone before street, street before county, whoever lives."""

from dataclasses import replace
from datetime import date

import pytest

from triage.knowledge import AreaFact, Knowledge
from triage.territory import PLACELESS, resolve

TODAY = date(2026, 11, 1)
ENDED = date(2026, 10, 31)


def with_area(knowledge: Knowledge, *areas: AreaFact) -> Knowledge:
    return replace(knowledge, areas={**knowledge.areas, **{area.code: area for area in areas}})


def without(knowledge: Knowledge, *units: str) -> Knowledge:
    ended = {code: replace(knowledge.units[code], valid_to=ENDED) for code in units}
    return replace(knowledge, units={**knowledge.units, **ended})


def owner(label: str, knowledge: Knowledge, area: str | None) -> str:
    (share,) = resolve(label, knowledge=knowledge, area=area, on=TODAY)
    return share.unit


@pytest.mark.parametrize("label", ["DISTRICT", "STREET"])
def test_a_zone_inside_a_district_owns_all_that_lies_in_it(
    knowledge: Knowledge, label: str
) -> None:
    inner = with_area(
        knowledge,
        replace(knowledge.areas["A07"], parent="A01"),
        AreaFact(code="P9", name="创新园", level="place", parent="A0701"),
    )
    assert owner(label, inner, "P9") == "GXQ"
    assert owner(label, inner, "A0701") == "GXQ"
    assert owner(label, inner, "P1") != "GXQ"


@pytest.mark.parametrize("label", ["DISTRICT", "STREET"])
def test_a_zone_that_is_no_more_leaves_its_places_to_the_district(
    knowledge: Knowledge, label: str
) -> None:
    inner = with_area(knowledge, replace(knowledge.areas["A07"], parent="A01"))
    assert owner(label, without(inner, "GXQ"), "A0701") == "DHQ"


def test_a_street_matter_falls_to_the_county_where_no_street_office_lives(
    knowledge: Knowledge,
) -> None:
    assert owner("STREET", knowledge, "P1") == "JFJD"
    assert owner("STREET", without(knowledge, "JFJD"), "P1") == "DHQ"
    assert owner("STREET", knowledge, "A0201") == "XLQ"


def test_a_county_matter_never_falls_to_a_street(knowledge: Knowledge) -> None:
    assert owner("DISTRICT", knowledge, "P1") == "DHQ"
    assert owner("DISTRICT", without(knowledge, "DHQ"), "P1") == PLACELESS


def test_places_that_lie_in_one_another_end_somewhere(knowledge: Knowledge) -> None:
    circle = with_area(
        knowledge,
        AreaFact(code="X1", name="甲", level="place", parent="X2"),
        AreaFact(code="X2", name="乙", level="place", parent="X1"),
    )
    assert owner("STREET", circle, "X1") == PLACELESS
