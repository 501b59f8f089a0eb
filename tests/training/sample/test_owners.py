"""Who owns a matter at a place and on a day."""

from datetime import date

import pytest

from training.sample.owners import Register, Succession, owner_at
from training.sample.places import Street, streets_of
from training.sample.values import City
from triage.knowledge import DISTRICT, STREET


@pytest.fixture(scope="module")
def streets(city: City) -> dict[str, Street]:
    return {street.code: street for street in streets_of(city)}


@pytest.mark.parametrize(
    ("stand_in", "street", "unit"),
    [
        (STREET, "A0101", "JFJD"),
        (DISTRICT, "A0101", "DHQ"),
        (STREET, "A0501", "ALX"),
        (DISTRICT, "A0601", "HCX"),
        (STREET, "A0701", "GXQ"),
        (DISTRICT, "A0702", "GXQ"),
        ("CGJ", "A0702", "CGJ"),
    ],
)
def test_stand_ins(streets: dict[str, Street], stand_in: str, street: str, unit: str) -> None:
    assert owner_at(stand_in, elsewhere=(), street=streets[street]) == unit


def test_an_area_may_have_its_own_lead(streets: dict[str, Street]) -> None:
    elsewhere = (("A07", "GXQ"),)
    assert owner_at("CGJ", elsewhere=elsewhere, street=streets["A0701"]) == "GXQ"
    assert owner_at("CGJ", elsewhere=elsewhere, street=streets["A0101"]) == "CGJ"


@pytest.mark.parametrize(
    ("unit", "day", "forest", "then"),
    [
        ("LYJ", date(2025, 6, 30), True, "OLD_LYJ"),
        ("LYJ", date(2025, 6, 30), False, "OLD_YLJ"),
        ("LYJ", date(2025, 7, 1), True, "LYJ"),
        ("WLJ", date(2024, 12, 31), False, "OLD_WGTL"),
        ("TJJ", date(2024, 12, 31), False, "OLD_WGTL"),
        ("TJJ", date(2025, 1, 1), False, "TJJ"),
        ("ZWJ", date(2025, 2, 28), False, "OLD_ZWB"),
        ("ZWJ", date(2025, 3, 1), False, "ZWJ"),
        ("CGJ", date(2024, 1, 1), False, "CGJ"),
    ],
)
def test_units_of_an_earlier_day(city: City, unit: str, day: date, forest: bool, then: str) -> None:
    assert Succession(city=city).on(unit, day=day, forest=forest) == then


def test_every_kernel_has_a_place_and_a_rival(city: City, streets: dict[str, Street]) -> None:
    register = Register(city=city, streets=tuple(streets.values()))
    for kernel in city.kernels:
        owned = register.ownership(kernel, slots=[])
        assert owned.streets
        assert owned.rivals
        assert kernel.unit not in owned.rivals
        assert {owned.street(luck) for luck in (0.0, 0.5, 0.999999)} <= set(owned.streets)


def test_a_zone_matter_stays_in_the_zone(city: City, streets: dict[str, Street]) -> None:
    order = tuple(streets.values())
    register = Register(city=city, streets=order)
    for kernel in city.kernels:
        if kernel.unit == "GXQ":
            places = register.ownership(kernel, slots=[]).streets
            assert {order[index].district_code for index in places} == {"A07"}
