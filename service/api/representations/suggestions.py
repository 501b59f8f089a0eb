"""Suggestions with everything that was shown."""

from service.api.representations.base import Moment, Shown


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
