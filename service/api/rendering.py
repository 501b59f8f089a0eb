"""From a ticket and what belongs to it to representations, for the actor who asks."""

from collections.abc import Iterable, Iterator

from models.assignment import Assignment
from models.enums import Action, Labelled
from models.event import Event
from models.pending import Pending
from models.reply import Reply
from models.return_request import ReturnRequest
from models.revisit import Revisit
from models.ticket import Ticket
from models.workflow import actions_for
from service.api.handled import handling_out
from service.api.oversight import oversight_of
from service.api.representations import (
    ActionOut,
    AssignmentOut,
    EventOut,
    ReplyOut,
    ReturnOut,
    RevisitOut,
    TicketItem,
    TicketOut,
    TrailOut,
)
from service.api.representations.handling import HandlingOut
from service.api.representations.oversight import OversightOut
from service.api.suggested import trace
from service.deps import DESK
from service.operations.acting import Acting, Actor
from service.operations.visibility import hidden_facts, reads_note, sees_phone
from service.queries.belongings import belongings
from service.queries.handled import Handled, handled
from service.queries.names import Names, names_for
from service.queries.oversight import oversight
from service.queries.pending import pending_of
from service.queries.trail import Trail, broken_link, events, trail

PREFIX = "/api/v1"
EXCERPT = 80


#: Actions whose address is not their name.
_SEGMENTS = {
    Action.RECORD_REVISIT: "revisit",
    Action.OFFER_RATING: "rating-link",
    Action.RATE: "ratings",
    Action.ATTACH: "documents",
}


def segment(action: Action) -> str:
    """Return the last part of the address to which an action is posted."""
    return _SEGMENTS.get(action, action.value.replace("_", "-"))


def address_of(number: str) -> str:
    """Return a ticket's address."""
    return f"{PREFIX}/tickets/{number}"


def item(
    ticket: Ticket, *, actor: Actor, names: Names, pending: frozenset[Pending] = frozenset()
) -> TicketItem:
    """Return a ticket as a line of a list; `pending` decides on some of the actions."""
    return TicketItem(
        number=ticket.number,
        version=ticket.version,
        status=ticket.status,
        status_label=ticket.status.label,
        closure=ticket.closure,
        closure_label=_label(ticket.closure),
        round=ticket.round,
        kind=ticket.kind,
        kind_label=ticket.kind.label,
        channel=ticket.channel,
        channel_label=ticket.channel.label,
        urgency=ticket.urgency,
        urgency_label=ticket.urgency.label,
        title=ticket.title,
        excerpt=ticket.text[:EXCERPT],
        address=ticket.address,
        area=ticket.area_code,
        area_name=names.area(ticket.area_code),
        category=ticket.category_code,
        category_name=names.category(ticket.category_code),
        lead=ticket.lead_code,
        lead_name=names.unit(ticket.lead_code),
        received_at=ticket.received_at,
        due_at=ticket.due_at,
        step_due_at=ticket.step_due_at,
        allowed_actions=tuple(_actions(ticket, actor, pending)),
        href=address_of(ticket.number),
    )


def full(act: Acting, ticket: Ticket) -> TicketOut:
    """Return a ticket with all that belongs to it, as far as the actor may read it."""
    there = belongings(act.session, ticket)
    found, asked = trail(there), handled(there)
    names = names_for(act.session, [ticket], units=_units_of(found, asked))
    actor = act.actor
    waits = pending_of(act.session, [ticket], unit=actor.department).get(ticket.id or 0)
    head = item(ticket, actor=actor, names=names, pending=waits or frozenset())
    handling = handling_out(act, there, found=asked, names=names)
    watched = oversight_of(ticket, oversight(there, events=found.events), names=names)
    return TicketOut(
        **{name: getattr(head, name) for name in TicketItem.model_fields},
        **{name: getattr(handling, name) for name in HandlingOut.model_fields},
        **{name: getattr(watched, name) for name in OversightOut.model_fields},
        text=ticket.text,
        is_confidential=ticket.is_confidential,
        source_line=ticket.source_line,
        phone_masked=found.phone_masked if sees_phone(actor, ticket) else "",
        query_code=ticket.query_code if actor.role in DESK else None,
        merged_into=found.merged_into,
        merged=tuple(found.merged),
        return_count=ticket.return_count,
        redirect_count=ticket.redirect_count,
        received_by=ticket.received_by,
        dispatched_at=ticket.dispatched_at,
        acknowledged_at=ticket.acknowledged_at,
        replied_at=ticket.replied_at,
        closed_at=ticket.closed_at,
        due_explanation=ticket.due_explanation,
        assignments=tuple(_assignment(row, names) for row in found.assignments),
        returns=tuple(_return(row, names) for row in found.returns),
        replies=tuple(_reply(row, names, actor) for row in found.replies),
        revisits=tuple(_revisit(row) for row in found.revisits),
        # What the machine proposed is the hotline's own affair.
        suggestions=tuple(map(trace, found.suggestions)) if actor.sees_all else (),
    )


def trail_of(act: Acting, ticket: Ticket) -> TrailOut:
    """Return a ticket's events and whether their chain holds."""
    chain = events(act.session, ticket)
    return TrailOut(
        number=ticket.number,
        holds=broken_link(ticket, chain) is None,
        events=tuple(_event(event, ticket, act.actor) for event in chain),
    )


def _actions(ticket: Ticket, actor: Actor, pending: frozenset[Pending]) -> Iterator[ActionOut]:
    leads = actor.department is not None and actor.department == ticket.lead_code
    for action in actions_for(source=ticket.status, role=actor.role, leads=leads, pending=pending):
        href = f"{address_of(ticket.number)}/{segment(action)}"
        yield ActionOut(action=action, label=action.label, href=href)


def _units_of(found: Trail, asked: Handled) -> Iterable[str]:
    yield from (row.department_code for row in asked.extensions)
    yield from (row.department_code for row in found.assignments)
    yield from (row.department_code for row in found.returns)
    yield from (row.counter_unit for row in found.returns if row.counter_unit)
    yield from (row.department_code for row in found.replies if row.department_code)


def _label(member: Labelled | None) -> str | None:
    return member.label if member is not None else None


def _assignment(row: Assignment, names: Names) -> AssignmentOut:
    return AssignmentOut(
        department=row.department_code,
        department_name=names.unit(row.department_code) or "",
        part=row.part,
        part_label=row.part.label,
        round=row.round,
        duty=row.duty_code,
        basis=row.basis,
        assigned_by=row.assigned_by,
        assigned_at=row.assigned_at,
        acknowledged_at=row.acknowledged_at,
        task=row.task,
        due_at=row.due_at,
        result=row.result,
        finished_by=row.finished_by,
        finished_at=row.finished_at,
        ended_at=row.ended_at,
        end=row.end,
        end_label=_label(row.end),
    )


def _return(row: ReturnRequest, names: Names) -> ReturnOut:
    return ReturnOut(
        department=row.department_code,
        department_name=names.unit(row.department_code) or "",
        reason_code=row.reason_code,
        reason_label=row.reason_code.label,
        basis=row.basis,
        counter_unit=row.counter_unit,
        counter_unit_name=names.unit(row.counter_unit),
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        decision=row.decision,
        decision_label=_label(row.decision),
        decision_reason=row.decision_reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _reply(row: Reply, names: Names, actor: Actor) -> ReplyOut:
    return ReplyOut(
        round=row.round,
        department=row.department_code,
        department_name=names.unit(row.department_code),
        public_text=row.public_text,
        internal_note=row.internal_note if reads_note(actor, row) else None,
        replied_by=row.replied_by,
        handler=row.handler,
        replied_at=row.replied_at,
        is_accepted=row.is_accepted,
        review_note=row.review_note,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
    )


def _revisit(row: Revisit) -> RevisitOut:
    return RevisitOut(
        round=row.round,
        clerk=row.clerk,
        at=row.at,
        was_contacted=row.was_contacted,
        is_solved=row.is_solved,
        satisfaction=row.satisfaction,
        satisfaction_label=_label(row.satisfaction),
        declined=row.has_declined,
        reason=row.reason,
        via=row.via,
        via_label=row.via.label,
    )


def _event(row: Event, ticket: Ticket, actor: Actor) -> EventOut:
    hidden = hidden_facts(actor, ticket)
    return EventOut(
        sequence=row.sequence,
        action=row.action,
        action_label=row.action.label,
        actor=row.actor,
        role=row.role,
        role_label=row.role.label,
        department=row.department_code,
        at=row.at,
        from_status=row.from_status,
        to_status=row.to_status,
        to_status_label=row.to_status.label,
        round=row.round,
        reason=row.reason,
        facts={name: value for name, value in row.facts.items() if name not in hidden},
        due_before=row.due_before,
        due_after=row.due_after,
        request_id=row.request_id,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
