"""The register of contested matters."""

from datetime import date

from service.api.representations.base import Moment, Shown


class ContestUnitOut(Shown):
    """A unit of an entry; DISTRICT and STREET are the place's own."""

    code: str
    name: str


class ContestItem(Shown):
    """An entry as a line of the list; `decisions` counts the arbitrations so far."""

    id: int
    version: int
    href: str
    name: str
    words: tuple[str, ...]
    categories: tuple[str, ...]
    units: tuple[ContestUnitOut, ...]
    owner: ContestUnitOut | None
    note: str
    basis: str
    valid_from: date
    valid_to: date | None
    in_force: bool
    updated_by: str
    updated_at: Moment
    decisions: int


class ContestPage(Shown):
    """One page of the register; `next` is the address of the following one."""

    contests: tuple[ContestItem, ...]
    next: str | None


class DecisionOut(Shown):
    """One arbitration; units' own log-ins are not told which ticket it was, and why."""

    unit: ContestUnitOut
    decided_on: date
    ticket: str | None
    reason: str | None


class ContestOut(ContestItem):
    """An entry with its past decisions, the newest first."""

    past_decisions: tuple[DecisionOut, ...]
