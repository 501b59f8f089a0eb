"""What the API shows: codes with their Chinese labels beside them, times in the city's zone."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from models.clock import to_city

Moment = Annotated[
    datetime, PlainSerializer(lambda at: to_city(at).isoformat(), return_type=str)
]


class Shown(BaseModel):
    """A representation; built from keywords, never changed."""

    model_config = ConfigDict(frozen=True)


class ActionOut(Shown):
    """A step that the asking actor may take now, and the address to post it to."""

    action: str
    label: str
    href: str


class TicketItem(Shown):
    """A ticket (工单) in a list."""

    number: str
    version: int
    status: str
    status_label: str
    closure: str | None
    closure_label: str | None
    round: int
    kind: str
    kind_label: str
    channel: str
    channel_label: str
    urgency: str
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
    ended_at: Moment | None
    end: str | None
    end_label: str | None


class ReturnOut(Shown):
    """A unit's objection (退单) and what was decided."""

    department: str
    department_name: str
    reason_code: str
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
    satisfaction: str | None
    satisfaction_label: str | None
    reason: str


class SuggestionTrace(Shown):
    """A suggestion (派单建议) on a ticket: what was proposed, chosen, and what came of it."""

    id: str
    artifact: str
    created_at: Moment
    shown_to: str
    top_unit: str | None
    top_probability: float | None
    abstained: str | None
    chosen_unit: str | None
    choice: str | None
    choice_label: str | None
    chosen_rank: int | None
    override_reason: str | None
    override_reason_label: str | None
    chosen_by: str | None
    chosen_at: Moment | None
    result: str | None
    result_label: str | None
    final_unit: str | None
    result_at: Moment | None


class TicketOut(TicketItem):
    """A ticket with all that belongs to it but its events."""

    text: str
    is_confidential: bool
    source_line: str
    phone_masked: str
    query_code: str | None = Field(description="The citizen's code; only the desk is shown it.")
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
    action: str
    action_label: str
    actor: str
    role: str
    role_label: str
    department: str | None
    at: Moment
    from_status: str | None
    to_status: str
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


class SpanOut(Shown):
    """A piece of the text that was given."""

    start: int
    end: int
    text: str


class EvidenceOut(Shown):
    """A piece of the text and how much it speaks for a unit."""

    span: SpanOut
    weight: float


class DutyClauseOut(Shown):
    """The duty a candidate rests on."""

    code: str
    name: str
    basis: str
    lead: str
    assisting: tuple[str, ...]
    category: str


class CandidateOut(Shown):
    """A unit that may be the right one."""

    unit: str
    name: str
    probability: float
    evidence: tuple[EvidenceOut, ...]
    duty: DutyClauseOut | None
    reasons: tuple[str, ...]


class ScoredOut(Shown):
    """A category or kind with its probability."""

    code: str
    name: str
    probability: float


class FlagOut(Shown):
    """A danger found in the text."""

    name: str
    label: str
    hand_over: str | None
    evidence: tuple[SpanOut, ...]


class SimilarOut(Shown):
    """A past ticket alike."""

    reference: str
    unit: str
    similarity: float
    excerpt: str


class SuggestionOut(SuggestionTrace):
    """A suggestion with everything that was shown."""

    abstained_label: str | None
    ticket: str | None
    candidates: tuple[CandidateOut, ...]
    categories: tuple[ScoredOut, ...]
    kinds: tuple[ScoredOut, ...]
    area: str | None
    flags: tuple[FlagOut, ...]
    similar: tuple[SimilarOut, ...]


class SessionOut(Shown):
    """A session; the secret is used as bearer token."""

    token: str
    expires_at: Moment


class MeOut(Shown):
    """Who is asking."""

    name: str
    role: str
    role_label: str
    department: str | None


class TokenOut(Shown):
    """A department's token; `secret` is there once, when it has just been made."""

    id: int
    name: str
    hint: str
    department: str
    created_by: str
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None
    secret: str | None = None
