"""Dispatch (派单): who gets a ticket, what happens when they object, and who decides in the end."""

from dataclasses import dataclass

from sqlmodel import col, select

from models.assignment import Assignment
from models.category import Category
from models.duty import Duty
from models.enums import (
    Action,
    AssignmentEnd,
    AssignmentPart,
    Decision,
    OverrideReason,
    Role,
    RouteResult,
)
from models.errors import Conflict, Invalid, NotFound
from models.return_request import ReturnRequest
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.arbitrating import record
from service.operations.false_closing import flag_closed
from service.operations.limits import first_deadline, response_deadline
from service.operations.moving import move, plan
from service.operations.settling import end_supervision
from service.operations.suggesting import choose, learn_result
from service.operations.supervising import supervise_redirected
from service.queries import reference


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a ticket shall go: lead, assisting units, and what the choice rests on."""

    unit: str
    assisting: tuple[str, ...] = ()
    category: str | None = None
    duty: str | None = None
    suggestion: str | None = None
    override_reason: OverrideReason | None = None


def dispatch(act: Acting, ticket: Ticket, *, route: Route) -> Ticket:
    """Give a waiting ticket to its lead unit and start the clocks.

    Raises:
        NotFound: a unit, duty or suggestion does not exist (any more).
        Invalid: the suggestion was overridden without a reason, or the lead assists itself.
        Conflict: arbitration has already decided on another unit, or the machine would route what
            has been routed before.
    """
    step = plan(act, ticket, Action.DISPATCH)
    _check_forced(ticket, route.unit)
    if act.actor.role is Role.SYSTEM and ticket.first_lead_code is not None:
        # Human beats machine: once somebody has decided on a route, only people decide again.
        raise Conflict("这张工单派过单，由人工决定去向。", code="people_decide")
    before = ticket.category_code
    _categorise(act, ticket, route.category)
    # The citizen's clock starts with the first dispatch and is kept by later ones.
    due = first_deadline(act, ticket, unit=route.unit)
    if due is not None:
        ticket.response_due_at = response_deadline(act, ticket, unit=route.unit).due_at
    _choose(act, ticket, route)
    given = _assign(act, ticket, route)
    if ticket.category_code != before:
        given["recurs"] = ";".join(flag_closed(act, ticket))
    move(act, ticket, step, given=given, due=due)
    return ticket


def redirect(act: Acting, ticket: Ticket, *, route: Route, reason: str) -> Ticket:
    """Take a ticket from a unit that has not acknowledged it and give it to another.

    Raises:
        Invalid: it is the same unit, or a reason is missing.
        Conflict: arbitration has already decided on another unit.
    """
    step = plan(act, ticket, Action.REDIRECT)
    _check_forced(ticket, route.unit)
    if route.unit == ticket.lead_code:
        raise Invalid("转派的单位与现在的主办单位相同。", fields={"unit": "请选择另一个单位。"})
    learn_result(act, ticket=ticket, result=RouteResult.REDIRECTED, final_unit=route.unit)
    _end_assignments(act, ticket, AssignmentEnd.REDIRECTED)
    _categorise(act, ticket, route.category)
    ticket.redirect_count += 1
    _choose(act, ticket, route)
    given = _assign(act, ticket, route)
    move(act, ticket, step, reason=reason, given=given)
    supervise_redirected(act, ticket)
    return ticket


def grant_return(act: Acting, ticket: Ticket, *, reason: str = "") -> Ticket:
    """Agree with a unit that a ticket is not its own; the ticket waits to be dispatched again."""
    step = plan(act, ticket, Action.GRANT_RETURN)
    request = pending_return(act, ticket)
    _decide(act, request, Decision.GRANTED, reason)
    learn_result(act, ticket=ticket, result=RouteResult.RETURNED, final_unit=request.counter_unit)
    _end_assignments(act, ticket, AssignmentEnd.RETURNED)
    end_supervision(act, ticket)  # whoever was asked no longer holds it
    returned_by, ticket.lead_code = ticket.lead_code, None
    move(act, ticket, step, reason=reason, given={"returned_by": returned_by or ""})
    return ticket


def refuse_return(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Hold a unit to its ticket; it may not ask again, and handling begins.

    Raises:
        Invalid: no reason was given.
    """
    step = plan(act, ticket, Action.REFUSE_RETURN)
    _decide(act, pending_return(act, ticket), Decision.REFUSED, reason)
    lead = lead_assignment(act, ticket)
    lead.acknowledged_at = act.at
    ticket.acknowledged_at = act.at
    ticket.is_machine_routed = False  # somebody has decided on this route now
    act.session.add(lead)
    move(act, ticket, step, reason=reason)
    return ticket


def arbitrate(act: Acting, ticket: Ticket, *, unit: str, reason: str, basis: str = "") -> Ticket:
    """Decide who owns a contested ticket, and leave a duty and a precedent behind.

    Raises:
        Invalid: no reason was given.
        NotFound: the unit does not exist (any more).
    """
    step = plan(act, ticket, Action.ARBITRATE)
    department = reference.department(act.session, unit, on=act.today)
    granted = unit != ticket.lead_code
    decision = Decision.GRANTED if granted else Decision.REFUSED
    _decide(act, pending_return(act, ticket), decision, reason)
    if granted:
        learn_result(act, ticket=ticket, result=RouteResult.RETURNED, final_unit=unit)
        _end_assignments(act, ticket, AssignmentEnd.ARBITRATED)
        _assign(act, ticket, Route(unit=unit))
        ticket.acknowledge_due_at = act.at  # the decision itself signs for the new unit
    lead = lead_assignment(act, ticket)
    ticket.is_forced, ticket.acknowledged_at = True, act.at
    ticket.is_machine_routed = False
    lead.acknowledged_at = act.at
    decided = record(act, ticket, unit=unit, reason=reason, basis=basis)
    given = {
        "unit": unit,
        "unit_name": department.short_name,
        "duty": decided.duty_code or "",
    }
    move(act, ticket, step, reason=reason, given=given)
    return ticket


def pending_return(act: Acting, ticket: Ticket) -> ReturnRequest:
    """Return the request on which nobody has decided yet.

    Raises:
        NotFound: there is none.
    """
    request = act.session.exec(
        select(ReturnRequest)
        .where(ReturnRequest.ticket_id == ticket.id, col(ReturnRequest.decision).is_(None))
        .order_by(col(ReturnRequest.id).desc())
    ).first()
    if request is None:
        raise NotFound("没有待审核的退单申请。", code="no_return_request")
    return request


def lead_assignment(act: Acting, ticket: Ticket) -> Assignment:
    """Return the assignment of the unit that leads the ticket now.

    Raises:
        NotFound: no unit leads it.
    """
    found = act.session.exec(
        select(Assignment).where(
            Assignment.ticket_id == ticket.id,
            Assignment.part == AssignmentPart.LEAD,
            col(Assignment.ended_at).is_(None),
        )
    ).one_or_none()
    if found is None:
        raise NotFound("工单现在没有主办单位。", code="no_lead")
    return found


def _check_forced(ticket: Ticket, unit: str) -> None:
    if ticket.is_forced and unit != ticket.lead_code:
        raise Conflict("这张工单的主办单位已由会商裁定，不能改派。", code="arbitrated")


def _choose(act: Acting, ticket: Ticket, route: Route) -> None:
    if route.suggestion:
        choose(
            act,
            suggestion_id=route.suggestion,
            ticket=ticket,
            unit=route.unit,
            override_reason=route.override_reason,
        )


def _categorise(act: Acting, ticket: Ticket, category: str | None) -> None:
    if category is None:
        return
    if act.session.get(Category, category) is None:
        raise Invalid(
            f"没有代码为“{category}”的分类。",
            code="unknown_category",
            fields={"category": "请重选。"},
        )
    ticket.category_code = category


def _assign(act: Acting, ticket: Ticket, route: Route) -> dict[str, str]:
    """Write the assignments of a route and return the facts that its event keeps."""
    lead = reference.department(act.session, route.unit, on=act.today, hold=True)
    if route.unit in route.assisting:
        raise Invalid("主办单位不能同时协办。", fields={"assisting": "请去掉主办单位。"})
    duty = _quoted_duty(act, ticket, route)
    parts = [(route.unit, AssignmentPart.LEAD)]
    parts += [(code, AssignmentPart.ASSIST) for code in dict.fromkeys(route.assisting)]
    assert ticket.id is not None
    for code, part in parts:
        reference.department(act.session, code, on=act.today, hold=True)
        act.session.add(
            Assignment(
                ticket_id=ticket.id,
                department_code=code,
                part=part,
                round=ticket.round,
                duty_code=duty.code if duty else None,
                basis=duty.basis if duty else "",
                suggestion_id=route.suggestion if part is AssignmentPart.LEAD else None,
                assigned_by=act.actor.name,
                assigned_at=act.at,
            )
        )
    ticket.lead_code = route.unit
    ticket.first_lead_code = ticket.first_lead_code or route.unit
    ticket.is_machine_routed = act.actor.role is Role.SYSTEM
    ticket.dispatched_at = act.at
    ticket.acknowledged_at = None
    return {
        "unit": route.unit,
        "unit_name": lead.short_name,
        "assisting": ";".join(route.assisting),
        "duty": duty.code if duty else "",
        "basis": duty.basis if duty else "",
        "suggestion": route.suggestion or "",
        "override_reason": route.override_reason or "",
    }


def _quoted_duty(act: Acting, ticket: Ticket, route: Route) -> Duty | None:
    """Return the duty a dispatch quotes: the one named, else the category's own for that unit."""
    if route.duty:
        duty = act.session.get(Duty, route.duty)
        if duty is None or not duty.is_valid(act.today):
            raise NotFound(f"权责清单中没有有效的条目“{route.duty}”。", code="unknown_duty")
        return duty
    if ticket.category_code is None:
        return None
    duties = reference.duties_of(act.session, category=ticket.category_code, on=act.today)
    return next((duty for duty in duties if duty.lead == route.unit), None)


def _end_assignments(act: Acting, ticket: Ticket, end: AssignmentEnd) -> None:
    rows = act.session.exec(
        select(Assignment).where(
            Assignment.ticket_id == ticket.id, col(Assignment.ended_at).is_(None)
        )
    )
    for row in rows:
        row.ended_at, row.end = act.at, end
        act.session.add(row)


def _decide(act: Acting, request: ReturnRequest, decision: Decision, reason: str) -> None:
    request.decision, request.decision_reason = decision, reason
    request.decided_by, request.decided_at = act.actor.name, act.at
    act.session.add(request)
