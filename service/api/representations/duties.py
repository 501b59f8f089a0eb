"""The duty list's editions and what changes of it mean; organisation changes."""

from datetime import date

from models.department import SuccessionKind
from service.api.representations.base import Moment, Shown


class VersionOut(Shown):
    """One version of a duty."""

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
    edition: int


class VersionList(Shown):
    """All versions of a duty, the newest first."""

    versions: tuple[VersionOut, ...]


class EditionOut(Shown):
    """One edition of the list."""

    number: int
    note: str
    made_by: str
    made_at: Moment


class EditionList(Shown):
    """The editions, the newest first; number 0 is the list as it was loaded."""

    editions: tuple[EditionOut, ...]


class ContentOut(Shown):
    """What a duty says."""

    name: str
    category: str
    lead: str
    assisting: tuple[str, ...]
    basis: str
    area: str | None
    level: str


class DifferenceOut(Shown):
    """A duty that two editions do not have alike; `before` or `after` is null where it was not."""

    code: str
    changed: tuple[str, ...]
    before: ContentOut | None
    after: ContentOut | None


class DifferenceList(Shown):
    """What distinguishes two editions."""

    before: int
    after: int
    differences: tuple[DifferenceOut, ...]


class FaultOut(Shown):
    """What is wrong with one cell."""

    line: int
    column: str
    value: str
    advice: str


class TouchedOut(Shown):
    """An open ticket whose unit would no longer be an owner."""

    number: str
    lead: str
    owners: tuple[str, ...]


class ReroutedOut(Shown):
    """A past ticket that would go elsewhere, and the unit that finished it."""

    number: str
    before: str
    after: str
    finished: str | None


class ProposalOut(Shown):
    """What a file would do, whom it touches, and last year's tickets routed by it."""

    edition: int
    added: int
    changed: int
    ended: int
    unchanged: int
    faults: tuple[FaultOut, ...]
    open_tickets: int
    labels: int
    touched: tuple[TouchedOut, ...]
    tried: int
    moved: int
    judged: int
    right_before: int
    right_after: int
    rerouted: tuple[ReroutedOut, ...]


class TicketMoveOut(Shown):
    """An open ticket and its lead before and after."""

    number: str
    before: str | None
    after: str | None


class BelongingOut(Shown):
    """A log-in, token, register entry or subordinate unit; `after` null means that it ends."""

    name: str
    before: str
    after: str | None


class LineOut(Shown):
    """One line of descent."""

    before: str
    after: str
    kind: SuccessionKind
    category_prefix: str


class PlanOut(Shown):
    """All that an organisation change does; `digest` is what carrying it out asks for."""

    digest: str
    ended: tuple[str, ...]
    founded: tuple[str, ...]
    lines: tuple[LineOut, ...]
    duties: tuple[str, ...]
    tickets: tuple[TicketMoveOut, ...]
    led: int
    people: tuple[BelongingOut, ...]
    tokens: tuple[BelongingOut, ...]
    contests: tuple[BelongingOut, ...]
    children: tuple[BelongingOut, ...]
    labels: int
