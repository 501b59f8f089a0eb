"""Where things happen: the streets of the city with their named places."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.enums import AreaLevel, DepartmentKind
from training.sample.values import Area, City, PlaceKind

ESTATE, ROAD, VILLAGE = (
    tuple(PlaceKind).index(kind) for kind in (PlaceKind.ESTATE, PlaceKind.ROAD, PlaceKind.VILLAGE)
)
TOWN_WEIGHT = 0.55
"""County towns call less often than city streets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Street:
    """A street or town: who governs it and what lies in it, places by the order of PlaceKind."""

    code: str
    name: str
    district_code: str
    district_name: str
    district_unit: str
    street_unit: str
    places: tuple[tuple[str, ...], ...]
    weight: float

    def has(self, slot: int) -> bool:
        """Whether a place slot can be filled here."""
        return bool(self.places[slot])


def streets_of(city: City) -> tuple[Street, ...]:
    """All streets in the order of the area file."""
    owners = {unit.area: unit.code for unit in city.units if not unit.valid_to}
    zones = {unit.area for unit in city.units if unit.kind is DepartmentKind.ZONE}
    areas = {area.code: area for area in city.areas}
    inside: dict[str, list[Area]] = {}
    for area in city.areas:
        if area.level is AreaLevel.PLACE:
            inside.setdefault(area.parent or "", []).append(area)
    streets = [area for area in city.areas if area.level is AreaLevel.STREET]
    return tuple(
        _street(street, areas[street.parent or ""], owners, zones, inside.get(street.code, []))
        for street in streets
    )


def _street(
    street: Area,
    district: Area,
    owners: dict[str | None, str],
    zones: set[str | None],
    places: Sequence[Area],
) -> Street:
    district_unit = owners[district.code]
    own = owners.get(street.code)
    # What lies inside the zone is the zone's (区内事区内办); a town without office is its county's.
    street_unit = own if own is not None and district.code not in zones else district_unit
    return Street(
        code=street.code,
        name=street.name,
        district_code=district.code,
        district_name=district.aliases[0] if district.code in zones else district.name,
        district_unit=district_unit,
        street_unit=street_unit,
        places=tuple(
            tuple(place.name for place in places if place.kind is kind) for kind in PlaceKind
        ),
        weight=1.0 if own is not None or district.code in zones else TOWN_WEIGHT,
    )


def address_of(
    street: Street, *, named: Sequence[tuple[int, str]], draw: Callable[[], float]
) -> str:
    """An address as an operator types it; `named` are the place slots and names in the text."""
    luck = draw()
    start = street.district_name + street.name if luck < 0.8 else street.district_name
    if named:
        slot, place = named[0]
    else:
        slot = ESTATE if luck * 7 % 1 < 0.6 else ROAD
        options = street.places[slot]
        place = options[int(draw() * len(options))]
    return start + place + _detail(slot, draw())


def _detail(slot: int, luck: float) -> str:
    """A house or building number where the sort of place has any."""
    if slot == ROAD:
        return f"{int(luck * 400) + 1}号" if luck < 0.7 else "附近"
    if slot == VILLAGE:
        return f"{int(luck * 24) + 1}组" if luck < 0.5 else ""
    if slot != ESTATE:
        return "附近" if luck < 0.15 else ""
    if luck < 0.55:
        return f"{int(luck * 50) + 1}号楼"
    return f"{int(luck * 30)}栋{int(luck * 997) % 4 + 1}单元" if luck < 0.7 else ""
