"""The result of a suggestion, as values: candidates, flags, similar tickets, abstention."""

from dataclasses import dataclass
from enum import StrEnum


class Abstention(StrEnum):
    """Why the machine holds back; the suggestion is then only a hint (不予自动派单)."""

    EMPTY = "EMPTY"
    TOO_SHORT = "TOO_SHORT"
    UNKNOWN_WORDS = "UNKNOWN_WORDS"
    OFF_TOPIC = "OFF_TOPIC"
    PLACE_UNKNOWN = "PLACE_UNKNOWN"
    CONTESTED = "CONTESTED"
    LOW_CONFIDENCE = "LOW_CONFIDENCE"

    @property
    def label(self) -> str:
        """The Chinese sentence shown to a person."""
        return _ABSTENTION_LABELS[self]


_ABSTENTION_LABELS = {
    Abstention.EMPTY: "内容为空，无法给出建议",
    Abstention.TOO_SHORT: "内容过短，请补充诉求",
    Abstention.UNKNOWN_WORDS: "内容与历史工单差异过大，请人工判断",
    Abstention.OFF_TOPIC: "内容不像诉求（如问候、广告、诗文），请人工判断",
    Abstention.PLACE_UNKNOWN: "属地事项，请先补充地址",
    Abstention.CONTESTED: "多个单位可能负责，请人工判断",
    Abstention.LOW_CONFIDENCE: "把握不足，请人工判断",
}


class Origin(StrEnum):
    """What a prediction rests on (依据)."""

    HISTORY = "HISTORY"
    RULES = "RULES"

    @property
    def label(self) -> str:
        """The Chinese sentence shown to a person."""
        return _ORIGIN_LABELS[self]


_ORIGIN_LABELS = {
    Origin.HISTORY: "依据历史工单",
    Origin.RULES: "尚无历史：仅据分类目录与权责清单",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A piece of the text the caller gave: text == original[start:end]."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A span and its contribution to the score of one unit (positive speaks for it)."""

    span: Span
    weight: float


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyClause:
    """The entry of the duty list that a candidate rests on; lead is a resolved unit code."""

    code: str
    name: str
    basis: str
    lead: str
    assisting: tuple[str, ...]
    category: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One unit with its calibrated probability, evidence, duty and reasons in Chinese.

    An empty `unit` stands for all districts and streets together while the place is unknown: it
    shows where the mass lies and cannot be dispatched to.
    """

    unit: str
    name: str
    probability: float
    evidence: tuple[Evidence, ...] = ()
    duty: DutyClause | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """A category or kind with its calibrated probability."""

    code: str
    name: str
    probability: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """A danger found in the text; hand_over is 110, 119, 120, 122 or None."""

    name: str
    label: str
    hand_over: str | None
    evidence: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SimilarTicket:
    """A past ticket alike; similarity is a cosine in [-1, 1], the excerpt is masked."""

    reference: str
    unit: str
    similarity: float
    excerpt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Prediction:
    """Everything the machine has to say about one text; candidates are best first.

    `plausible` are the units of which one is right as often as the recipe's `cover` says.
    """

    candidates: tuple[Candidate, ...]
    categories: tuple[Scored, ...]
    kinds: tuple[Scored, ...]
    area: str | None
    flags: tuple[Flag, ...]
    similar: tuple[SimilarTicket, ...]
    abstained: Abstention | None
    artifact: str
    origin: Origin = Origin.HISTORY
    plausible: tuple[str, ...] = ()
