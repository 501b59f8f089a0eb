"""Automatic dispatch (自动派单): the machine routes what it is sure of, and is checked for it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select, update

from models.automatic import AutomaticDispatch, RouteCheck
from models.department import Department
from models.enums import Action, Kind, Role, Status, Urgency
from models.errors import Conflict, Forbidden, Invalid, NotFound
from models.notice import NoticeKind
from models.register import Register
from models.ticket import Ticket
from service.operations.acting import SYSTEM, Acting, require_role
from service.operations.dispatching import Route, dispatch
from service.operations.moving import check_given, note, plan_note
from service.operations.notices import tell
from service.operations.registering import differences, remember
from service.operations.suggesting import Advice, Words, suggest
from service.queries import reference
from service.queries.automatic import Standing, standing
from triage.calibration import NEVER
from triage.knowledge import DISTRICT, STREET
from triage.prediction import Candidate, Origin
from triage.suggester import Suggester

_TERRITORIAL_KINDS: Mapping[str, tuple[str, ...]] = {
    # A zone stands in for a district or a street inside it: it must be sure as either.
    "street": (STREET,),
    "district": (DISTRICT, STREET),
    "zone": (DISTRICT, STREET),
}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On which terms a unit gets tickets automatically: precision, share checked, least checks."""

    is_on: bool
    target_precision: float = 0.97
    sample_share: float = 0.05
    minimum_checks: int = 20


def set_terms(act: Acting, *, unit: str, terms: Terms) -> AutomaticDispatch:
    """Switch automatic dispatch on or off for a unit, or change its terms.

    Switched on again, only the routes from then on are judged. What waits is looked at anew then:
    it was left to people while nobody could have been sure for this unit.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: the unit does not exist (any more).
        Invalid: a number is out of its range.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    name = reference.department(act.session, unit, on=act.today).short_name
    _check_terms(terms)
    there = _rule(act, unit)
    before = there.told() if there else {}
    row = there or AutomaticDispatch(
        department_code=unit, changed_by=act.actor.name, changed_at=act.at
    )
    if terms.is_on and not row.is_on:
        row.on_since = act.at
        _consider_anew(act)
    row.is_on, row.off_reason = terms.is_on, ""
    row.target_precision, row.sample_share = terms.target_precision, terms.sample_share
    row.minimum_checks = terms.minimum_checks
    row.changed_by, row.changed_at = act.actor.name, act.at
    act.session.add(row)
    act.session.flush()
    after = row.told()
    if said := differences(before or dict.fromkeys(after, ""), after):
        remember(act, kind=Register.AUTOMATIC, key=unit, name=name, said=said)
    return row


def consider(
    act: Acting,
    ticket: Ticket,
    *,
    suggester: Suggester,
    rules: Mapping[str, AutomaticDispatch],
) -> bool:
    """Dispatch a ticket that has never been routed, if the machine is sure; else leave it alone.

    It is looked at once until another unit is switched on: what is left stays with people till
    then. `rules` are the units that are switched on, by code. Tells whether it was dispatched.

    Raises:
        Forbidden: somebody else than the system asks.
    """
    if act.actor.role is not Role.SYSTEM:
        raise Forbidden("自动派单只能由系统进行。", code="role_not_allowed")
    if not _is_eligible(ticket):
        leave(act, ticket)
        return False
    words = Words(
        text=ticket.text, title=ticket.title, address=ticket.address, area=ticket.area_code
    )
    advice = suggest(act, suggester=suggester, words=words, ticket=ticket)
    chosen = sure_choice(advice, suggester=suggester, rules=rules)
    if chosen is None:
        leave(act, ticket)
        return False
    _route(act, ticket, advice=advice, chosen=chosen, rule=rules[chosen.unit])
    return True


def sure_choice(
    advice: Advice, *, suggester: Suggester, rules: Mapping[str, AutomaticDispatch]
) -> Candidate | None:
    """Return the unit that the machine may route to by itself, or nothing where a person must.

    Danger, several matters, a likely repeat, a suspected report (举报), rules without history and
    every abstention are for people; so is a probability below what the unit's terms ask.
    """
    prediction = advice.prediction
    if not prediction.candidates or prediction.abstained is not None or prediction.flags:
        return None
    if prediction.origin is not Origin.HISTORY or advice.matters:
        return None
    if any(one.is_open for one in advice.repeats):
        return None
    if prediction.kinds and prediction.kinds[0].code == Kind.REPORT:
        return None
    best = prediction.candidates[0]
    rule = rules.get(best.unit)
    if rule is None or not rule.is_on:
        return None
    needed = max(sure_from(suggester, best.unit), rule.target_precision)
    return best if best.probability >= needed else None


def sure_from(suggester: Suggester, unit: str) -> float:
    """Return the probability from which the artefact has proved itself right about a unit.

    It was measured on tickets that the training had not seen; above one, which is never reached,
    for a unit with too few of them.
    """
    thresholds = suggester.artifact.classifier.sure_thresholds
    if unit in thresholds:
        return thresholds[unit]
    known = suggester.knowledge.units.get(unit)
    labels = _TERRITORIAL_KINDS.get(known.kind, ()) if known else ()
    return max((thresholds[label] for label in labels if label in thresholds), default=NEVER)


def check_route(act: Acting, ticket: Ticket, *, is_right: bool | None, reason: str = "") -> Ticket:
    """Say whether the machine routed a ticket rightly (抽检); a wrong one may switch its unit off.

    The route stays as it is: who finds it wrong redirects the ticket.

    Raises:
        NotFound: the machine did not route this ticket.
        Conflict: it was checked before.
        Invalid: neither right nor wrong was said.
    """
    row = plan_note(act, ticket, Action.CHECK_ROUTE)
    if is_right is None:
        raise Invalid("请选择派对了还是派错了。", fields={"is_right": "请选择。"})
    check_given(row, facts={}, reason=reason)
    check = act.session.exec(
        select(RouteCheck).where(RouteCheck.ticket_id == ticket.id).with_for_update()
    ).one_or_none()
    if check is None:
        raise NotFound("这张工单不是自动派出的，无须抽检。", code="not_automatic")
    if check.is_right is not None:
        raise Conflict(f"{check.checked_by}已抽检过这张工单。", code="checked_before")
    check.is_right, check.checked_by, check.checked_at = is_right, act.actor.name, act.at
    act.session.add(check)
    facts = {"right": "true" if is_right else "false", "unit": check.department_code}
    note(act, ticket, Action.CHECK_ROUTE, reason=reason.strip(), facts=facts)
    judge(act, unit=check.department_code)
    return ticket


def judge(act: Acting, *, unit: str) -> bool:
    """Switch a unit off whose measured precision is below its target; tell whether it was.

    Nothing is judged before as many routes are known as the unit's terms ask.
    """
    rule = _rule(act, unit)
    if rule is None or not rule.is_on:
        return False
    found = standing(act.session, unit=unit, since=rule.on_since)
    if found.known < rule.minimum_checks or found.precision is None:
        return False
    if found.precision >= rule.target_precision:
        return False
    _switch_off(act, rule, found)
    return True


def _switch_off(act: Acting, rule: AutomaticDispatch, found: Standing) -> None:
    since = rule.on_since.isoformat() if rule.on_since else ""
    rule.is_on = False
    rule.off_reason = (
        f"近 {found.known} 件已有结论的自动派单中 {found.right} 件正确"
        f"（{100 * (found.precision or 0):.1f}%），低于目标 {100 * rule.target_precision:.1f}%。"
    )
    rule.changed_by, rule.changed_at = SYSTEM.name, act.at
    act.session.add(rule)
    act.session.flush()
    unit = act.session.get_one(Department, rule.department_code)
    said = f"系统停用：{rule.off_reason}"
    remember(act, kind=Register.AUTOMATIC, key=unit.code, name=unit.short_name, said=said)
    for role in (Role.ADMINISTRATOR, Role.SUPERVISOR):
        tell(
            act,
            kind=NoticeKind.AUTOMATIC_OFF,
            text=f"{unit.short_name}的自动派单已停用：{rule.off_reason}",
            effect=f"automatic-off:{rule.department_code}:{since}:{role.value}",
            role=role,
        )


def _route(
    act: Acting, ticket: Ticket, *, advice: Advice, chosen: Candidate, rule: AutomaticDispatch
) -> None:
    duty = chosen.duty if chosen.duty and chosen.duty.lead == chosen.unit else None
    route = Route(
        unit=chosen.unit,
        category=duty.category if duty and ticket.category_code is None else None,
        duty=duty.code if duty else None,
        suggestion=advice.row.id,
    )
    dispatch(act, ticket, route=route)
    assert ticket.id is not None
    act.session.add(
        RouteCheck(
            ticket_id=ticket.id,
            department_code=chosen.unit,
            probability=chosen.probability,
            artifact=advice.prediction.artifact,
            routed_at=act.at,
            is_sampled=is_sampled(ticket.number, share=rule.sample_share),
        )
    )
    act.session.flush()


def is_sampled(number: str, *, share: float) -> bool:
    """Tell whether a ticket belongs to the share that people check: the same answer each time."""
    drawn = int.from_bytes(hashlib.sha256(f"抽检 {number}".encode()).digest()[:8])
    return drawn < share * 2**64


def _is_eligible(ticket: Ticket) -> bool:
    """Reports are sealed and emergencies are people's; what was routed before stays with people."""
    return (
        ticket.kind is not Kind.REPORT
        and ticket.urgency is not Urgency.EMERGENCY
        and ticket.first_lead_code is None
    )


def leave(act: Acting, ticket: Ticket) -> None:
    """Leave a ticket to people; the machine looks again only when a unit is switched on."""
    # The row itself stays as people see it: nobody who has its page open is told it is stale.
    act.session.exec(
        update(Ticket)
        .where(col(Ticket.id) == ticket.id)
        .values(considered_at=act.at)
        .execution_options(synchronize_session=False)
    )


def _consider_anew(act: Acting) -> None:
    act.session.exec(
        update(Ticket)
        .where(
            col(Ticket.status) == Status.RECEIVED,
            col(Ticket.first_lead_code).is_(None),
            col(Ticket.considered_at).is_not(None),
        )
        .values(considered_at=None)
        .execution_options(synchronize_session=False)
    )


def _rule(act: Acting, unit: str) -> AutomaticDispatch | None:
    return act.session.get(AutomaticDispatch, unit, with_for_update=True, populate_existing=True)


def _check_terms(terms: Terms) -> None:
    fields: dict[str, str] = {}
    if not 0.5 <= terms.target_precision <= 1:
        fields["target_precision"] = "目标精度须在 50% 与 100% 之间。"
    if not 0 < terms.sample_share <= 1:
        fields["sample_share"] = "抽检比例须大于 0，不超过 100%。"
    if not 1 <= terms.minimum_checks <= 200:
        fields["minimum_checks"] = "最少结论数须在 1 与 200 之间。"
    if fields:
        raise Invalid("".join(fields.values()), code="bad_terms", fields=fields)
