"""Automatic dispatch as it stands: terms of each unit, how often it was right, what to check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_
from sqlmodel import Session, col, func, select

from models.assignment import Assignment
from models.automatic import AutomaticDispatch, RouteCheck
from models.enums import AssignmentEnd, AssignmentPart, Labelled
from models.ticket import Ticket

#: Routes that a unit is judged by: the newest of which something is known.
JUDGED = 200
#: Routes that are listed on one page; a number beyond is not opened whole.
LISTED = 2_000
_WRONG = (AssignmentEnd.RETURNED, AssignmentEnd.REDIRECTED, AssignmentEnd.ARBITRATED)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a unit's automatic routes; `known` of them were checked or have a fate."""

    routed: int
    known: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share that was right; nothing where nothing is known."""
        return self.right / self.known if self.known else None


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """One automatic route that a person shall check, and its ticket."""

    check: RouteCheck
    ticket: Ticket


def rules(session: Session) -> Sequence[AutomaticDispatch]:
    """Return the terms of every unit that ever had any."""
    return session.exec(
        select(AutomaticDispatch).order_by(col(AutomaticDispatch.department_code))
    ).all()


def switched_on(session: Session) -> Mapping[str, AutomaticDispatch]:
    """Return the units that get tickets automatically, by their codes."""
    found = session.exec(select(AutomaticDispatch).where(col(AutomaticDispatch.is_on).is_(True)))
    return {row.department_code: row for row in found}


def standing(session: Session, *, unit: str, since: datetime | None) -> Standing:
    """Return how a unit's newest automatic routes since an instant turned out.

    What a person said counts; else a route was wrong that was returned, redirected or taken away
    by arbitration, and right that the unit has accepted (it can no longer be returned then).
    """
    mine = [col(RouteCheck.department_code) == unit]
    if since is not None:
        mine.append(col(RouteCheck.routed_at) >= since)
    own = and_(
        col(Assignment.ticket_id) == col(RouteCheck.ticket_id),
        col(Assignment.department_code) == col(RouteCheck.department_code),
        col(Assignment.assigned_at) == col(RouteCheck.routed_at),
        col(Assignment.part) == AssignmentPart.LEAD,
    )
    known = (
        col(RouteCheck.is_right).is_not(None)
        | col(Assignment.end).in_(_WRONG)
        | col(Assignment.acknowledged_at).is_not(None)
    )
    newest = session.exec(
        select(RouteCheck.is_right, Assignment.end)
        .join(Assignment, own)
        .where(*mine, known)
        .order_by(col(RouteCheck.routed_at).desc(), col(RouteCheck.id).desc())
        .limit(JUDGED)
    ).all()
    routed = session.exec(select(func.count()).select_from(RouteCheck).where(*mine)).one()
    right = sum(end not in _WRONG if said is None else said for said, end in newest)
    return Standing(routed=routed, known=len(newest), right=right)


def sampled(session: Session, *, limit: int = 100) -> Sequence[Sampled]:
    """Return the automatic routes that wait for a check, the oldest first."""
    rows = session.exec(
        select(RouteCheck, Ticket)
        .join(Ticket, col(Ticket.id) == col(RouteCheck.ticket_id))
        .where(col(RouteCheck.is_sampled), col(RouteCheck.is_right).is_(None))
        .order_by(col(RouteCheck.routed_at), col(RouteCheck.id))
        .limit(limit)
    )
    return [Sampled(check=check, ticket=ticket) for check, ticket in rows]


@dataclass(frozen=True, kw_only=True)
class Routed:
    """One automatic route, its ticket, and how the unit's stretch of it ended, if it did."""

    check: RouteCheck
    ticket: Ticket
    end: AssignmentEnd | None
    acknowledged: bool

    @property
    def is_right(self) -> bool | None:
        """What a person said, else what its fate says; nothing where nothing is known yet."""
        if self.check.is_right is not None:
            return self.check.is_right
        if self.end in _WRONG:
            return False
        return True if self.acknowledged else None


class Wanted(Labelled):
    """Which of a unit's automatic routes are listed, each behind the number that counts them."""

    ROUTED = "routed", "已派"
    KNOWN = "known", "有结论"
    RIGHT = "right", "派对了"
    WAITING = "waiting", "待抽检"


def listed(
    session: Session, *, unit: str, since: datetime | None, wanted: Wanted
) -> Sequence[Routed]:
    """Return the routes that a number of the unit's standing counts, the newest first."""
    if wanted is Wanted.WAITING:
        rows = routed(session, unit=unit, since=None)
        return [row for row in rows if row.check.is_sampled and row.check.is_right is None]
    rows = routed(session, unit=unit, since=since)
    if wanted is Wanted.ROUTED:
        return rows
    known = [row for row in rows if row.is_right is not None][:JUDGED]
    return [row for row in known if row.is_right or wanted is Wanted.KNOWN]


def routed(session: Session, *, unit: str, since: datetime | None) -> Sequence[Routed]:
    """Return a unit's automatic routes since an instant, the newest first."""
    own = and_(
        col(Assignment.ticket_id) == col(RouteCheck.ticket_id),
        col(Assignment.department_code) == col(RouteCheck.department_code),
        col(Assignment.assigned_at) == col(RouteCheck.routed_at),
        col(Assignment.part) == AssignmentPart.LEAD,
    )
    rows = session.exec(
        select(RouteCheck, Ticket, Assignment)
        .join(Ticket, col(Ticket.id) == col(RouteCheck.ticket_id))
        .join(Assignment, own)
        .where(
            RouteCheck.department_code == unit,
            *([col(RouteCheck.routed_at) >= since] if since is not None else []),
        )
        .order_by(col(RouteCheck.routed_at).desc(), col(RouteCheck.id).desc())
        .limit(LISTED)
    )
    return [
        Routed(
            check=check,
            ticket=ticket,
            end=assignment.end,
            acknowledged=assignment.acknowledged_at is not None,
        )
        for check, ticket, assignment in rows
    ]


def waiting(session: Session) -> Mapping[str, int]:
    """Return how many sampled routes of each unit wait for a person's check."""
    rows = session.exec(
        select(RouteCheck.department_code, func.count())
        .where(col(RouteCheck.is_sampled), col(RouteCheck.is_right).is_(None))
        .group_by(col(RouteCheck.department_code))
    )
    return dict(rows.all())
