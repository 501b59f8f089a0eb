"""What an arbitration (会商) leaves behind for the next such ticket: a duty, and its precedent."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from models.duty import Duty
from models.enums import DutyOrigin
from models.return_request import Arbitration
from models.revision import touch_city
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.contesting import remember
from service.operations.duties import new_edition


@dataclass(frozen=True, kw_only=True)
class PlannedDuty:
    """A duty as a decision would write it, before anybody has decided."""

    code: str
    name: str
    category: str
    lead: str
    basis: str
    area: str | None
    valid_from: date


def record(act: Acting, ticket: Ticket, *, unit: str, reason: str, basis: str) -> Arbitration:
    """Write a decision down: as itself, as a duty, and in the register of contested matters."""
    duty = _lasting_duty(act, ticket, unit=unit, reason=reason, basis=basis)
    assert ticket.id is not None
    decided = Arbitration(
        ticket_id=ticket.id,
        department_code=unit,
        duty_code=duty.code if duty else None,
        reason=reason,
        decided_by=act.actor.name,
        decided_at=act.at,
    )
    act.session.add(decided)
    act.session.flush()
    remember(act, ticket, arbitration=decided)
    return decided


def planned_duty(
    act: Acting, ticket: Ticket, *, unit: str, reason: str, basis: str
) -> PlannedDuty | None:
    """Return the entry that a decision would write into the duty list; none without a category."""
    if ticket.category_code is None:
        return None
    prefix = f"Z{ticket.category_code}"
    taken = act.session.exec(
        select(func.count()).select_from(Duty).where(col(Duty.code).startswith(prefix))
    ).one()
    return PlannedDuty(
        code=f"{prefix}{taken + 1:02d}",
        name=reason[:200],
        category=ticket.category_code,
        lead=unit,
        basis=basis or f"会商裁定（工单 {ticket.number}）",
        area=ticket.area_code,
        valid_from=act.today,
    )


def _lasting_duty(
    act: Acting, ticket: Ticket, *, unit: str, reason: str, basis: str
) -> Duty | None:
    """Write the decision down as a rule for the next such ticket; none without a category."""
    if ticket.category_code is None:
        return None
    # It locks the city's revision: of two decisions at once the second counts on from the first.
    touch_city(act.session)
    planned = planned_duty(act, ticket, unit=unit, reason=reason, basis=basis)
    if planned is None:
        return None
    duty = Duty(
        code=planned.code,
        name=planned.name,
        category_code=planned.category,
        lead=planned.lead,
        basis=planned.basis,
        area_code=planned.area,
        origin=DutyOrigin.ARBITRATION,
        valid_from=planned.valid_from,
        edition=new_edition(act, note=f"会商裁定（工单 {ticket.number}）").number,
    )
    act.session.add(duty)
    return duty
