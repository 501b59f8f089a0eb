"""What an organisation change (机构调整) finds: tickets held, labels, and who carries on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, or_, select

from models.area import Area
from models.assignment import Assignment
from models.department import Department, Succession, SuccessionKind
from models.ticket import Ticket
from models.workflow import OPEN
from service.queries.history import proven


@dataclass(frozen=True, kw_only=True)
class Holding:
    """An open ticket, and the stretches (assignments) of it that have not ended."""

    ticket: Ticket
    assignments: tuple[Assignment, ...]


def holdings(session: Session, *, units: Collection[str]) -> list[Holding]:
    """Return the open tickets that these units lead, led first, assist or work on, by number."""
    held = select(Assignment.ticket_id).where(
        col(Assignment.department_code).in_(units), col(Assignment.ended_at).is_(None)
    )
    concerned = (
        col(Ticket.status).in_(OPEN),
        or_(
            col(Ticket.lead_code).in_(units),
            col(Ticket.first_lead_code).in_(units),
            col(Ticket.id).in_(held),
        ),
    )
    tickets = session.exec(select(Ticket).where(*concerned).order_by(col(Ticket.id)))
    running: dict[int, list[Assignment]] = {}
    for row in session.exec(
        select(Assignment)
        .join(Ticket, col(Ticket.id) == Assignment.ticket_id)
        .where(*concerned, col(Assignment.ended_at).is_(None))
        .order_by(col(Assignment.id))
    ):
        running.setdefault(row.ticket_id, []).append(row)
    return [Holding(ticket=one, assignments=tuple(running.get(one.id or 0, ()))) for one in tickets]


def lock(session: Session, *, units: Collection[str]) -> None:
    """Hold these units: who is giving them a ticket is waited for, who will must wait and look."""
    session.exec(
        select(Department)
        .where(col(Department.code).in_(units))
        .order_by(Department.code)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def labels(session: Session, *, unit: str, category_prefix: str = "") -> int:
    """Return how many finished tickets teach a unit's name, below one category or all."""
    return session.exec(
        select(func.count())
        .select_from(Ticket)
        .where(
            *proven(),
            col(Ticket.lead_code) == unit,
            *([col(Ticket.category_code).startswith(category_prefix)] if category_prefix else []),
        )
    ).one()


def heir(session: Session, *, unit: str, category: str | None, on: date) -> str | None:
    """Return who carries on a unit's matters of a category on a day; itself while it lives.

    None where the line ends.
    """
    seen: set[str] = set()
    current: str | None = unit
    while current is not None and current not in seen:
        seen.add(current)
        found = session.get(Department, current)
        if found is None or found.is_valid(on):
            return current if found else None
        rows = session.exec(
            select(Succession).where(
                Succession.predecessor_code == current,
                Succession.effective_on <= on,
                col(Succession.kind) != SuccessionKind.TRANSFER,
            )
        ).all()
        current = best_part(rows, category=category)
    return None


def best_part(rows: Sequence[Succession], *, category: str | None) -> str | None:
    """Return the successor with the longest prefix that a category begins with."""
    fitting = [row for row in rows if (category or "").startswith(row.category_prefix)]
    best = max(fitting, key=lambda row: len(row.category_prefix), default=None)
    return best.successor_code if best else None


def places_within(session: Session, area: str) -> frozenset[str]:
    """Return an area and all that lies in it."""
    children: dict[str, list[str]] = {}
    for code, parent in session.exec(select(Area.code, Area.parent_code)):
        children.setdefault(parent or "", []).append(code)
    found, waiting = {area}, [area]
    while waiting:
        below = [code for code in children.get(waiting.pop(), ()) if code not in found]
        found.update(below)
        waiting += below
    return frozenset(found)


def changes(session: Session, *, limit: int = 100) -> Sequence[Succession]:
    """Return how units followed one another, the newest first."""
    wanted = select(Succession).order_by(
        col(Succession.effective_on).desc(), col(Succession.id).desc()
    )
    return session.exec(wanted.limit(limit)).all()
