"""The filters of the ticket list as they stand in its address."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode

from fastapi import Request

from models.clock import CITY_ZONE
from models.enums import Channel, Kind, Status, Urgency
from models.errors import Invalid
from models.workflow import OPEN
from service.operations.acting import Acting
from service.operations.visibility import scope
from service.queries.figures.scope import NONE
from service.queries.filtering import Chosen
from service.queries.tickets import Filter
from service.queries.words import Word, words_asked
from service.typed import day_in, whole_number

#: What stands for every status in which a ticket is not closed yet.
UNFINISHED = "OPEN"
_LONGEST = 200
#: What does not stand behind “更多筛选”.
_UNFOLDED = frozenset(
    {
        *("q", "status", "unit", "caller", "policy", "proven", "exact"),
        *("chosen", "chosen_after", "chosen_until", "accepted"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The filters as they were given; what cannot be read filters nothing."""

    q: str = ""
    status: str = ""
    unit: str = ""
    category: str = ""
    area: str = ""
    kind: str = ""
    channel: str = ""
    urgency: str = ""
    since: str = ""
    until: str = ""
    overdue: str = ""
    reopened: str = ""
    caller: str = ""
    #: These only come with a number that opens what it counts; no form asks for them.
    policy: str = ""
    proven: str = ""
    exact: str = ""
    chosen: str = ""
    chosen_after: str = ""
    chosen_until: str = ""
    accepted: str = ""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words to be found."""
        return words_asked(self.q)

    @property
    def query(self) -> str:
        """The filters as what stands behind `?`, always in the same order."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def folded(self) -> int:
        """How many of the filters that stand behind “更多筛选” are set."""
        return sum(bool(value) for name, value in asdict(self).items() if name not in _UNFOLDED)

    def _chosen(self) -> Chosen | None:
        try:
            after, until = map(datetime.fromisoformat, (self.chosen_after, self.chosen_until))
        except ValueError:
            return None
        if not self.chosen or after.tzinfo is None or until.tzinfo is None:
            return None
        return Chosen(artifact=self.chosen, after=after, until=until, accepted=bool(self.accepted))

    @property
    def version(self) -> int | None:
        """The version of the limits that is asked for."""
        return whole_number(self.policy)

    def without(self, name: str) -> str:
        """Return the address of the list without one of the filters."""
        kept = {one: value for one, value in asdict(self).items() if value and one != name}
        return f"/tickets?{urlencode(kept or {'all': '1'})}"

    def wanted(self, act: Acting) -> Filter:
        """Return the filter that a person may ask for."""
        until = _day(self.until)
        return Filter(
            statuses=_statuses(self.status),
            lead=self.unit or None,
            unit=scope(act.actor),
            category=self.category,
            area=self.area if self.area not in {"", NONE} else None,
            placeless=self.area == NONE,
            received_from=_day(self.since),
            received_to=until + timedelta(days=1) if until else None,
            overdue_at=act.at if self.overdue else None,
            reopened=bool(self.reopened),
            kind=Kind(self.kind) if self.kind in set(Kind) else None,
            channel=Channel(self.channel) if self.channel in set(Channel) else None,
            urgency=Urgency(self.urgency) if self.urgency in set(Urgency) else None,
            caller=self.caller or None,
            policy=self.version,
            proven=bool(self.proven),
            exact=bool(self.exact),
            chosen=self._chosen(),
        )


_NAMES = tuple(one.name for one in fields(Asked))


def asked_of(request: Request) -> Asked:
    """Read the filters from an address."""
    return _read(dict(request.query_params))


def asked_in(query: str) -> Asked:
    """Read the filters from what stands behind the `?` of an address."""
    return _read(dict(parse_qsl(query)))


def _read(given: dict[str, str]) -> Asked:
    return Asked(**{name: given.get(name, "").strip()[:_LONGEST] for name in _NAMES})


def _statuses(given: str) -> tuple[Status, ...]:
    if given == UNFINISHED:
        return tuple(sorted(OPEN))
    return (Status(given),) if given in set(Status) else ()


def _day(given: str) -> datetime | None:
    try:
        day = day_in(given, field="since")
    except Invalid:
        return None
    return datetime.combine(day, time(), CITY_ZONE) if day else None
