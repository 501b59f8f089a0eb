"""What the demonstration city consists of: units, areas, matters, duties, kernels, users."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.department import SuccessionKind
from models.enums import AreaLevel, DepartmentKind, Kind, Role, Urgency


class PlaceKind(StrEnum):
    """What sort of named place it is; the value is also the marker used in kernels."""

    ESTATE = "estate"
    ROAD = "road"
    SCHOOL = "school"
    MARKET = "market"
    PARK = "park"
    HOSPITAL = "hospital"
    VILLAGE = "village"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A body that handles tickets (承办单位), valid from and to whole days, both inclusive."""

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    kind: DepartmentKind
    area: str | None
    parent: str | None
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, kw_only=True, slots=True)
class Succession:
    """One unit taking over from another; a split names the categories it takes by prefix."""

    predecessor: str
    successor: str
    kind: SuccessionKind
    effective_on: date
    category_prefix: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """A district, zone, street or named place; `kind` is set for places only."""

    code: str
    name: str
    level: AreaLevel
    parent: str | None
    aliases: tuple[str, ...]
    kind: PlaceKind | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """An entry of the catalogue (诉求目录): 2, 4 or 6 digits for levels 1 to 3."""

    code: str
    name: str
    level: int
    parent: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """Who owns which matter, on what basis and where (权责清单).

    `lead` is a unit code, DISTRICT or STREET; `area` is a district-level code or None for all.
    """

    code: str
    name: str
    category: str
    lead: str
    assisting: tuple[str, ...]
    basis: str
    area: str | None
    level: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Kernel:
    """A hand-written complaint with `{slot}` markers and `|` before sentences that may go."""

    category: str
    kind: Kind
    unit: str
    urgency: Urgency
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A demonstration log-in."""

    username: str
    display_name: str
    role: Role
    department: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filler:
    """A value for a slot that is no place (company, shop, person, bus) and when it fits.

    Without `words` it fits where no other does.
    """

    slot: str
    value: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """How many tickets in a hundred end with a unit; DISTRICT and STREET stand for all of them."""

    unit: str
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Season:
    """How much more often a matter that contains one of the words comes in each month."""

    words: tuple[str, ...]
    factors: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contest:
    """Units that are mistaken for one another when a text contains one of the words.

    `note` says where the line runs, on what `basis`; `owner` is who leads where one unit does.
    """

    name: str
    words: tuple[str, ...]
    units: tuple[str, ...]
    categories: tuple[str, ...]
    owner: str | None
    note: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class City:
    """The whole city; every tuple is ordered as in its file."""

    units: tuple[Unit, ...]
    successions: tuple[Succession, ...]
    areas: tuple[Area, ...]
    categories: tuple[Category, ...]
    duties: tuple[Duty, ...]
    kernels: tuple[Kernel, ...]
    users: tuple[User, ...]
    fillers: tuple[Filler, ...]
    shares: tuple[Share, ...]
    seasons: tuple[Season, ...]
    contests: tuple[Contest, ...]
