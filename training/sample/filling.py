"""What stands in the slots of a kernel at a street."""

from collections.abc import Callable, Sequence

from training.sample.pieces import PLACE_SLOTS, SLOT_INDEX, SLOT_NAMES
from training.sample.places import Street
from training.sample.values import City

Draw = Callable[[], float]

PLATE, STREET_NAME = SLOT_INDEX["plate"], SLOT_INDEX["street"]
DISTRICT_NAME, PHONE_NUMBER = SLOT_INDEX["district"], SLOT_INDEX["phone"]
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
MASKS = ("某某小区", "某某路", "某学校", "某市场", "某公园", "某医院", "某村")
"""What a web page puts in place of names, in the order of PlaceKind."""

MASKED_DISTRICT = ("A1区", "A2区", "A3区", "A4区", "A5县", "A6县", "A7区")


class Filling:
    """Fills slots from the street's places and the city's fillers."""

    def __init__(self, *, city: City, districts: Sequence[str]) -> None:
        self._districts = {name: index for index, name in enumerate(districts)}
        self._fillers = city.fillers

    def fitting(self, text: str, *, slots: Sequence[int]) -> tuple[tuple[str, ...], ...]:
        """For each slot of a kernel the fillers that suit its text; none for places and others."""
        return tuple(
            self._fitting(name, text) if index in slots and index >= PLACE_SLOTS else ()
            for index, name in enumerate(SLOT_NAMES)
        )

    def _fitting(self, slot: str, text: str) -> tuple[str, ...]:
        options = [filler for filler in self._fillers if filler.slot == slot]
        suited = [filler for filler in options if any(word in text for word in filler.words)]
        general = [filler for filler in options if not filler.words]
        return tuple(filler.value for filler in suited or general)

    def fills(
        self,
        slots: Sequence[int],
        *,
        fitting: Sequence[Sequence[str]],
        street: Street,
        draw: Draw,
    ) -> tuple[str, ...]:
        """A value for each of the slots, in the order of SLOT_NAMES; the others stay empty."""
        filled = [""] * len(SLOT_NAMES)
        for slot in slots:
            options = street.places[slot] if slot < PLACE_SLOTS else fitting[slot]
            if options:
                filled[slot] = options[int(draw() * len(options))]
            else:
                filled[slot] = _made(slot, street, draw)
        return tuple(filled)

    def masked(self, fills: Sequence[str], *, street: Street) -> tuple[str, ...]:
        """The same with place names hidden, as public web pages show them."""
        hidden = [
            MASKS[slot] if slot < PLACE_SLOTS and value else value
            for slot, value in enumerate(fills)
        ]
        if hidden[DISTRICT_NAME]:
            hidden[DISTRICT_NAME] = self.mask(street)
        if hidden[STREET_NAME]:
            hidden[STREET_NAME] = "某街道"
        return tuple(hidden)

    def mask(self, street: Street) -> str:
        """The street's district as such pages write it: A市A3区."""
        number = self._districts[street.district_code]
        return "A市" + MASKED_DISTRICT[number % len(MASKED_DISTRICT)]


def _made(slot: int, street: Street, draw: Draw) -> str:
    """Values that are made up on the spot: plates and numbers belong to nobody."""
    luck = draw()
    if slot == STREET_NAME:
        return street.name
    if slot == DISTRICT_NAME:
        return street.district_name
    if slot == PLATE:
        letter = LETTERS[int(luck * len(LETTERS))]
        return f"澄A{letter}{int(draw() * 9000) + 1000}"
    if slot == PHONE_NUMBER:
        tail = int(draw() * 10_000)
        return f"138****{tail:04d}" if luck < 0.5 else f"666{tail:04d}"
    return "附近"
