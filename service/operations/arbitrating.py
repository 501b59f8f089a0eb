"""What an arbitration (会商) leaves behind for the next such ticket: a duty, and its precedent."""

from sqlmodel import col, func, select

from models.duty import Duty
from models.enums import DutyOrigin
from models.return_request import Arbitration
from models.revision import touch_city
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.contesting import remember
from service.operations.duties import new_edition


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


def _lasting_duty(
    act: Acting, ticket: Ticket, *, unit: str, reason: str, basis: str
) -> Duty | None:
    """Write the decision down as a rule for the next such ticket; none without a category."""
    if ticket.category_code is None:
        return None
    # It locks the city's revision: of two decisions at once the second counts on from the first.
    touch_city(act.session)
    prefix = f"Z{ticket.category_code}"
    taken = act.session.exec(
        select(func.count()).select_from(Duty).where(col(Duty.code).startswith(prefix))
    ).one()
    duty = Duty(
        code=f"{prefix}{taken + 1:02d}",
        name=reason[:200],
        category_code=ticket.category_code,
        lead=unit,
        basis=basis or f"会商裁定（工单 {ticket.number}）",
        area_code=ticket.area_code,
        origin=DutyOrigin.ARBITRATION,
        valid_from=act.today,
        edition=new_edition(act, note=f"会商裁定（工单 {ticket.number}）").number,
    )
    act.session.add(duty)
    return duty
