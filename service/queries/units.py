"""One unit (单位) with all that hangs on it: its line of descent, duties, tickets, people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.automatic import AutomaticDispatch
from models.department import Department, Succession
from models.duty import Duty
from models.enums import Status
from models.ticket import Ticket
from models.token import ApiToken
from models.unit_workday import UnitWorkday
from models.user import User
from models.workflow import OPEN
from service.queries import duties


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What is known of one unit; tickets are counted by status, open ones that it leads."""

    unit: Department
    before: Sequence[Succession]
    after: Sequence[Succession]
    children: Sequence[Department]
    leads: Sequence[Duty]
    assists: Sequence[Duty]
    tickets: Mapping[Status, int]
    people: Sequence[User]
    tokens: Sequence[ApiToken]
    workdays: Sequence[UnitWorkday]
    automatic: AutomaticDispatch | None


def dossier(session: Session, unit: Department, *, on: date, at: datetime) -> Dossier:
    """Return a unit with all that hangs on it; a fixed number of queries."""
    line = select(Succession).order_by(col(Succession.effective_on).desc())
    below = select(Department).where(Department.parent_code == unit.code)
    extra = select(UnitWorkday).where(UnitWorkday.department_code == unit.code)
    held = [row for row in duties.standing(session, on=on) if _concerns(row, unit.code)]
    return Dossier(
        unit=unit,
        before=session.exec(line.where(Succession.successor_code == unit.code)).all(),
        after=session.exec(line.where(Succession.predecessor_code == unit.code)).all(),
        children=[row for row in session.exec(below) if row.is_valid(on)],
        leads=[row for row in held if row.lead == unit.code],
        assists=[row for row in held if row.lead != unit.code],
        tickets=open_tickets(session, units=[unit.code]).get(unit.code, {}),
        people=session.exec(
            select(User).where(User.department_code == unit.code).order_by(User.username)
        ).all(),
        tokens=session.exec(
            select(ApiToken)
            .where(
                ApiToken.department_code == unit.code,
                col(ApiToken.revoked_at).is_(None),
                ApiToken.expires_at > at,
            )
            .order_by(col(ApiToken.id))
        ).all(),
        workdays=[row for row in session.exec(extra) if row.valid_to is None or row.valid_to >= on],
        automatic=session.get(AutomaticDispatch, unit.code),
    )


def open_tickets(session: Session, *, units: Sequence[str]) -> dict[str, dict[Status, int]]:
    """Return how many open tickets these units lead, by unit and status."""
    rows = session.exec(
        select(Ticket.lead_code, Ticket.status, func.count())
        .where(col(Ticket.lead_code).in_(units), col(Ticket.status).in_(OPEN))
        .group_by(col(Ticket.lead_code), col(Ticket.status))
    )
    found: dict[str, dict[Status, int]] = {}
    for unit, status, count in rows:
        found.setdefault(unit or "", {})[Status(status)] = count
    return found


def _concerns(row: Duty, unit: str) -> bool:
    return unit in (row.lead, *row.assisting.split(";"))
