"""A stored suggestion as the page shows it: candidates, reasons, dangers, similar tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from models.enums import Kind
from service.operations.acting import Acting
from service.operations.suggesting import Advice, Words, likely_kind
from service.web.intake.alike import SimilarView, similar
from service.web.intake.hints import Hints, hints
from service.web.names import Names
from service.web.ticket.contested import ContestView, contest_about
from triage.prediction import Candidate, Flag, Origin, Prediction, Span

#: A category or kind less likely than this is not worth filling in for the person.
_LEAST_PREFILL = 0.3
#: A longer list of units helps nobody to choose; how many there are is said instead.
_MOST_PLAUSIBLE = 5


@dataclass(frozen=True, kw_only=True)
class CandidateView:
    """One unit of the suggestion; `place` counts from 1, and is 0 for what cannot be chosen."""

    place: int
    unit: str
    name: str
    percent: int
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    duty: str
    duty_name: str
    basis: str
    assisting: str
    category: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FlagView:
    """A danger and the line it is handed to; `line` is empty where none takes it."""

    label: str
    line: str
    words: str

    @property
    def said(self) -> str:
        """What the page and the ticket call this danger."""
        return f"{self.label}：{self.words}"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Everything the suggestion column shows; `top` is empty where nothing firm is proposed.

    While `is_alarmed` a danger is neither handed over nor ruled out: routing waits for it.
    """

    suggestion: str
    artifact: str
    text: str
    origin: str
    is_ruled: bool
    plausible: str
    candidates: Sequence[CandidateView]
    flags: Sequence[FlagView]
    is_alarmed: bool
    similar: Sequence[SimilarView]
    contest: ContestView | None
    abstained: str
    top: str
    area: str
    area_path: str
    category: str
    kind: str
    hints: Hints


def panel(act: Acting, *, advice: Advice, words: Words, known: Names, ruled_out: str = "") -> Panel:
    """Put a prediction into the words of the page; `ruled_out` are the dangers that are none."""
    row, prediction = advice.row, advice.prediction
    flags = _flags(prediction)
    is_alarmed = any(flag.line and f"{flag.said}（" not in ruled_out for flag in flags)
    places = count(1)  # keys number what can be chosen; the stand-in for a place cannot
    candidates = [
        _candidate(next(places) if one.unit else 0, one, known) for one in prediction.candidates
    ]
    top = candidates[0].unit if candidates and prediction.abstained is None else ""
    return Panel(
        suggestion=row.id,
        artifact=prediction.artifact,
        text=words.text,
        origin=prediction.origin.label,
        is_ruled=prediction.origin is Origin.RULES,
        plausible=_plausible(prediction, known),
        candidates=candidates,
        flags=flags,
        is_alarmed=is_alarmed,
        similar=similar(act, prediction.similar, known=known),
        contest=contest_about(act, prediction, text=words.text, known=known),
        abstained=prediction.abstained.label if prediction.abstained else "",
        top=top,
        area=prediction.area or "",
        area_path=known.area(prediction.area),
        category=_category(prediction, known),
        kind=_kind(words.text, prediction),
        hints=hints(act, advice=advice, words=words, known=known, is_alarmed=is_alarmed),
    )


def _candidate(place: int, one: Candidate, known: Names) -> CandidateView:
    duty = one.duty
    return CandidateView(
        place=place,
        unit=one.unit if one.unit in known.departments else "",
        name=known.unit(one.unit) if one.unit in known.departments else one.name,
        percent=_percent(one.probability),
        words=tuple(dict.fromkeys(span.text for span in telling(one))),
        spans=tuple((span.start, span.end) for span in telling(one)),
        duty=duty.code if duty else "",
        duty_name=duty.name if duty else "",
        basis=duty.basis if duty else "",
        assisting="、".join(known.unit(code) for code in duty.assisting) if duty else "",
        category=known.category(duty.category) if duty else "",
        reasons=one.reasons,
    )


def _plausible(prediction: Prediction, known: Names) -> str:
    """The units of which one is right; nothing where the first alone is likely enough."""
    units = prediction.plausible
    if len(units) < 2:
        return ""
    first = "、".join(known.unit(code) for code in units[:_MOST_PLAUSIBLE])
    return first if len(units) <= _MOST_PLAUSIBLE else f"{first}等 {len(units)} 个"


def telling(one: Candidate) -> list[Span]:
    """Return the words that spoke for a unit; single characters only where nothing longer did."""
    spans = [item.span for item in one.evidence if item.weight > 0]
    return [span for span in spans if len(span.text) > 1] or spans


def _category(prediction: Prediction, known: Names) -> str:
    first = prediction.categories[0] if prediction.categories else None
    if first is None or first.probability < _LEAST_PREFILL or first.code not in known.categories:
        return ""
    return first.code


def _kind(text: str, prediction: Prediction) -> str:
    code = likely_kind(text, prediction)
    return code if code in set(Kind) else ""


def _flags(prediction: Prediction) -> list[FlagView]:
    """One notice for each line to hand over to, whatever number of dangers it takes."""
    by_line: dict[str, list[Flag]] = {}
    for flag in prediction.flags:
        by_line.setdefault(flag.hand_over or flag.name, []).append(flag)
    return [
        FlagView(
            label="、".join(dict.fromkeys(flag.label for flag in flags)),
            line=flags[0].hand_over or "",
            words="、".join(dict.fromkeys(span.text for flag in flags for span in flag.evidence)),
        )
        for flags in by_line.values()
    ]


def _percent(share: float) -> int:
    return round(100 * max(0.0, min(1.0, share)))
