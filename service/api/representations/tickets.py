"""Tickets with what belongs to them, and their trail."""

from pydantic import Field

from models.enums import (
    Action,
    Channel,
    Closure,
    Kind,
    ReturnReason,
    Role,
    Satisfaction,
    Status,
    Urgency,
)
from service.api.representations.base import Moment, Shown
from service.api.representations.handling import HandlingOut
from service.api.representations.oversight import OversightOut
from service.api.representations.suggestions import SuggestionTrace


class ActionOut(Shown):
    """A step that the asking actor may take now, and the address to post it to."""

    action: Action
    label: str
    href: str


class TicketItem(Shown):
    """A ticket (工单) in a list."""

    number: str
    version: int
    status: Status
    status_label: str
    closure: Closure | None
    closure_label: str | None
    round: int
    kind: Kind
    kind_label: str
    channel: Channel
    channel_label: str
    urgency: Urgency
    urgency_label: str
    title: str
    excerpt: str = Field(description="The beginning of the citizen's words.")
    address: str
    area: str | None
    area_name: str | None
    category: str | None
    category_name: str | None
    lead: str | None
    lead_name: str | None
    received_at: Moment
    due_at: Moment | None
    step_due_at: Moment | None
    allowed_actions: tuple[ActionOut, ...]
    href: str


class AssignmentOut(Shown):
    """A stretch in which a unit holds the ticket."""

    department: str
    department_name: str
    part: str
    part_label: str
    round: int
    duty: str | None
    basis: str
    assigned_by: str
    assigned_at: Moment
    acknowledged_at: Moment | None
    task: str = Field(description="What an assisting unit or a task is to do.")
    due_at: Moment | None = Field(description="Until when the task is to be done.")
    result: str
    finished_by: str | None
    finished_at: Moment | None
    ended_at: Moment | None
    end: str | None
    end_label: str | None


class ReturnOut(Shown):
    """A unit's objection (退单) and what was decided."""

    department: str
    department_name: str
    reason_code: ReturnReason
    reason_label: str
    basis: str
    counter_unit: str | None
    counter_unit_name: str | None
    requested_by: str
    requested_at: Moment
    decision: str | None
    decision_label: str | None
    decision_reason: str
    decided_by: str | None
    decided_at: Moment | None


class ReplyOut(Shown):
    """A reply (答复); the internal note is null for those it is not meant for."""

    round: int
    department: str | None
    department_name: str | None
    public_text: str
    internal_note: str | None
    replied_by: str
    handler: str = Field(description="Who answers for it, from round 2 on (分管领导).")
    replied_at: Moment
    is_accepted: bool | None
    review_note: str
    reviewed_by: str | None
    reviewed_at: Moment | None


class RevisitOut(Shown):
    """One attempt to ask the citizen (回访)."""

    round: int
    clerk: str
    at: Moment
    was_contacted: bool
    is_solved: bool | None
    satisfaction: Satisfaction | None
    satisfaction_label: str | None
    declined: bool = Field(description="The citizen was reached and would not rate (不愿评价).")
    reason: str
    via: str = Field(description="clerk, link or api: how the citizen was asked.")
    via_label: str


class TicketOut(OversightOut, HandlingOut, TicketItem):
    """A ticket with all that belongs to it but its events."""

    text: str
    is_confidential: bool
    source_line: str
    phone_masked: str
    query_code: str | None = Field(description="The citizen's code; only the desk is shown it.")
    merged_into: str | None = Field(description="Number of the ticket this one was merged into.")
    merged: tuple[str, ...] = Field(description="Numbers of the repeats merged into this one.")
    return_count: int
    redirect_count: int
    received_by: str
    dispatched_at: Moment | None
    acknowledged_at: Moment | None
    replied_at: Moment | None
    closed_at: Moment | None
    due_explanation: str
    assignments: tuple[AssignmentOut, ...]
    returns: tuple[ReturnOut, ...]
    replies: tuple[ReplyOut, ...]
    revisits: tuple[RevisitOut, ...]
    suggestions: tuple[SuggestionTrace, ...]


class TicketPage(Shown):
    """One page of a list; `next` is the address of the page after it."""

    tickets: tuple[TicketItem, ...]
    next: str | None


class EventOut(Shown):
    """One event of a ticket's trail."""

    sequence: int
    action: Action
    action_label: str
    actor: str
    role: Role
    role_label: str
    department: str | None
    at: Moment
    from_status: Status | None
    to_status: Status
    to_status_label: str
    round: int
    reason: str
    facts: dict[str, str]
    due_before: Moment | None
    due_after: Moment | None
    request_id: str
    previous_hash: str
    hash: str


class TrailOut(Shown):
    """A ticket's events; `holds` is false when one was changed or is missing."""

    number: str
    holds: bool
    events: tuple[EventOut, ...]


class IdentityOut(Shown):
    """A citizen's identity in clear; the look has been recorded."""

    name: str
    phone: str
