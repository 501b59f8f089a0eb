"""Streets know who governs them, addresses fit, slots are filled from where they are."""

import random

import pytest

from training.sample.filling import Filling
from training.sample.pieces import PLACE_SLOTS, SLOT_INDEX, SLOT_NAMES
from training.sample.places import Street, address_of, streets_of
from training.sample.values import City, PlaceKind

ALL_SLOTS = tuple(range(len(SLOT_NAMES)))


@pytest.fixture(scope="module")
def streets(city: City) -> dict[str, Street]:
    return {street.code: street for street in streets_of(city)}


@pytest.fixture(scope="module")
def filling(city: City, streets: dict[str, Street]) -> Filling:
    districts = dict.fromkeys(street.district_code for street in streets.values())
    return Filling(city=city, districts=tuple(districts))


def test_every_street_has_what_people_talk_about(streets: dict[str, Street]) -> None:
    assert len(streets) == 20
    for street in streets.values():
        assert all(street.has(slot) for slot in range(PLACE_SLOTS - 1))
    rural = [street for street in streets.values() if street.has(SLOT_INDEX["village"])]
    assert len(rural) >= 10


@pytest.mark.parametrize(
    ("street", "kind", "name"),
    [("A0402", "estate", "船厂一村"), ("A0101", "road", "解放路"), ("A0203", "village", "后洼村")],
)
def test_addresses_fit_the_sort_of_place(
    streets: dict[str, Street], street: str, kind: str, name: str
) -> None:
    slot = tuple(PlaceKind).index(PlaceKind(kind))
    unfit = {"estate": ("组", "附近"), "road": ("组", "栋"), "village": ("栋", "号楼")}[kind]
    for seed in range(50):
        draw = random.Random(seed).random
        address = address_of(streets[street], named=[(slot, name)], draw=draw)
        assert address.startswith(streets[street].district_name)
        assert name in address
        assert not any(word in address.split(name)[1] for word in unfit)


def test_all_slots_are_filled_from_the_street(filling: Filling, streets: dict[str, Street]) -> None:
    street = streets["A0501"]
    fitting = filling.fitting("工地拖欠工资", slots=ALL_SLOTS)
    fills = filling.fills(ALL_SLOTS, fitting=fitting, street=street, draw=random.Random(1).random)
    assert all(fills)
    assert fills[SLOT_INDEX["estate"]] in street.places[0]
    assert fills[SLOT_INDEX["street"]] == "城关镇"
    assert fills[SLOT_INDEX["district"]] == "安陵县"
    assert "建" in fills[SLOT_INDEX["company"]] or "混凝土" in fills[SLOT_INDEX["company"]]


def test_masked_names_say_nothing(filling: Filling, streets: dict[str, Street]) -> None:
    street = streets["A0301"]
    fitting = filling.fitting("", slots=ALL_SLOTS)
    fills = filling.fills(ALL_SLOTS, fitting=fitting, street=street, draw=random.Random(1).random)
    masked = filling.masked(fills, street=street)
    assert masked[SLOT_INDEX["estate"]] == "某某小区"
    assert masked[SLOT_INDEX["district"]] == "A市A3区"
    assert not set(masked[:PLACE_SLOTS]) & set(fills[:PLACE_SLOTS])
