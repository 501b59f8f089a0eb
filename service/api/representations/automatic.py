"""Automatic dispatch and notices."""

from models.notice import NoticeKind
from service.api.representations.base import Moment, Shown


class TermsOut(Shown):
    """One unit's terms, and how its automatic routes turned out since it was switched on.

    `known` of the newest routes were checked or have a fate, `right` of them were right.
    """

    unit: str
    unit_name: str
    is_on: bool
    target_precision: float
    sample_share: float
    minimum_checks: int
    on_since: Moment | None
    off_reason: str
    changed_by: str
    changed_at: Moment
    routed: int
    known: int
    right: int
    precision: float | None


class TermsList(Shown):
    """Every unit that ever had terms."""

    units: tuple[TermsOut, ...]


class RouteCheckOut(Shown):
    """An automatic route that waits for a person's check."""

    ticket: str
    href: str
    version: int
    unit: str
    unit_name: str
    probability: float
    artifact: str
    routed_at: Moment


class RouteCheckList(Shown):
    """The sample that waits, oldest first."""

    checks: tuple[RouteCheckOut, ...]


class NoticeOut(Shown):
    """One notice; `read_by` is the colleague who read it first."""

    id: int
    kind: NoticeKind
    kind_label: str
    text: str
    ticket: str | None
    href: str | None
    created_at: Moment
    read_at: Moment | None
    read_by: str | None


class NoticePageOut(Shown):
    """One page of notices, newest first; `before` gives the next one."""

    unread: int
    notices: tuple[NoticeOut, ...]
    next: str | None


class ReadOut(Shown):
    """How many notices were marked, and how many are left unread."""

    marked: int
    unread: int
