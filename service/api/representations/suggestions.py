"""Suggestions with everything that was shown."""

from pydantic import Field

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
    """A category or kind with its probability; `name` is its Chinese name."""

    code: str
    name: str
    probability: float


class UnitOut(Shown):
    """A unit and its name."""

    unit: str
    name: str


class FlagOut(Shown):
    """A danger found in the text."""

    name: str
    label: str
    hand_over: str | None = Field(description="110, 119, 120, 122, or null where none takes it.")
    evidence: tuple[SpanOut, ...]


class SimilarOut(Shown):
    """A past ticket alike."""

    reference: str
    unit: str
    unit_name: str = ""
    similarity: float
    excerpt: str = Field(description="Its beginning; numbers of persons are masked.")


class DuplicateOut(SimilarOut):
    """A ticket near in place and time that may be the same matter (重复诉求)."""

    ticket: str | None = Field(description="Its number; null for one of another system.")
    status: str | None
    status_label: str | None
    received_at: Moment | None
    can_merge: bool = Field(description="It is still open: a repeat may be merged into it.")


class FactOut(Shown):
    """Something the text names: place, time, company, code, amount, or a masked number."""

    kind: str = Field(
        description="PLACE, TIME, COMPANY, CREDIT_CODE, AMOUNT, PHONE, IDENTITY or PLATE."
    )
    kind_label: str
    value: str = Field(description="Its settled form: area code, yuan, masked number, or as said.")
    value_label: str = Field(description="The value as people read it: an area by its path.")
    valid: bool = Field(description="False where a check digit does not hold.")
    span: SpanOut = Field(description="Where it stands; text of a private number is masked.")


class MissingOut(Shown):
    """What the citizen still has to be asked, all at once (一次性告知)."""

    code: str = Field(description="PLACE, TIME, OBJECT, PLATE or AMOUNT.")
    label: str
    question: str


class PredictionOut(Shown):
    """What the classifier says of one text or of one matter in it."""

    origin: str = Field(
        default="HISTORY",
        description="HISTORY, or RULES where only catalogue and duty list are known yet.",
    )
    origin_label: str = ""
    abstained: str | None = Field(description="Why the machine holds back; null if it does not.")
    abstained_label: str | None
    plausible: tuple[UnitOut, ...] = Field(
        default=(), description="可能单位: one of them is right as often as the artefact covers."
    )
    candidates: tuple[CandidateOut, ...]
    categories: tuple[ScoredOut, ...]
    kinds: tuple[ScoredOut, ...]
    area: str | None
    area_name: str | None = None
    flags: tuple[FlagOut, ...]


class MatterOut(PredictionOut):
    """One of several matters in a text; spans of its evidence count from the piece's start."""

    span: SpanOut = Field(description="The piece; numbers of persons in its text are masked.")


class SuggestionOut(SuggestionTrace, PredictionOut):
    """A suggestion with everything that was shown."""

    ticket: str | None
    similar: tuple[SimilarOut, ...]
    facts: tuple[FactOut, ...] = ()
    duplicates: tuple[DuplicateOut, ...] = ()
    missing: tuple[MissingOut, ...] = ()
    matters: tuple[MatterOut, ...] = Field(
        default=(), description="Each matter where there are several; empty for one alone."
    )
