"""A suggestion as it is kept: everything that was shown, codes with the names of that day."""

from collections.abc import Sequence
from dataclasses import asdict

from models.enums import Kind
from service.operations.missing import Gap
from service.operations.recurring import Repeat
from triage.extraction import Fact, FactKind
from triage.knowledge import Knowledge
from triage.matters import Matter
from triage.prediction import Prediction, SimilarTicket
from triage.territory import territorial_name
from triage.text import mask


def as_shown(
    prediction: Prediction,
    *,
    matters: Sequence[Matter],
    facts: Sequence[Fact],
    repeats: Sequence[Repeat],
    gaps: Sequence[Gap],
    knowledge: Knowledge,
) -> dict[str, object]:
    """Return what the row keeps, as JSON; later renamings do not reach it."""
    return _prediction(prediction, knowledge) | {
        "similar": [_similar(one, knowledge) for one in prediction.similar],
        "facts": [_fact(one, knowledge) for one in facts],
        "duplicates": [_repeat(one, knowledge) for one in repeats],
        "missing": [
            {"code": one.value, "label": one.label, "question": one.question} for one in gaps
        ],
        "matters": [
            _prediction(one.prediction, knowledge)
            | {
                "similar": [],
                # The row may be read by people who do not handle the ticket.
                "span": asdict(one.span) | {"text": mask(one.span.text)},
            }
            for one in matters
        ],
    }


def _prediction(prediction: Prediction, knowledge: Knowledge) -> dict[str, object]:
    return asdict(prediction) | {
        "origin_label": prediction.origin.label,
        "abstained_label": prediction.abstained.label if prediction.abstained else None,
        "area_name": area_name(prediction.area, knowledge),
        "kinds": [asdict(one) | {"name": _kind_name(one.code)} for one in prediction.kinds],
        "plausible": [
            {"unit": code, "name": unit_name(code, knowledge)} for code in prediction.plausible
        ],
    }


def unit_name(code: str, knowledge: Knowledge) -> str:
    """Return a unit's name, or what an artefact's label means where it is no unit."""
    found = knowledge.units.get(code)
    return found.name if found else territorial_name(code)


def area_name(code: str | None, knowledge: Knowledge) -> str | None:
    """Return an area with those it lies in, joined by ·; the code itself if it is unknown."""
    names = [knowledge.areas[one].name for one in reversed(knowledge.chain(code))]
    return "·".join(names) or code


def _kind_name(code: str) -> str:
    return Kind(code).label if code in set(Kind) else code


def _fact(fact: Fact, knowledge: Knowledge) -> dict[str, object]:
    is_place = fact.kind is FactKind.PLACE
    return {
        "kind": fact.kind.value,
        "kind_label": fact.kind.label,
        "value": fact.value,
        "value_label": area_name(fact.value, knowledge) if is_place else fact.value,
        "valid": fact.valid,
        "span": asdict(fact.span),
    }


def _similar(one: SimilarTicket, knowledge: Knowledge) -> dict[str, object]:
    return asdict(one) | {"unit_name": unit_name(one.unit, knowledge)}


def _repeat(one: Repeat, knowledge: Knowledge) -> dict[str, object]:
    return {
        "reference": one.reference,
        "ticket": one.reference if one.status else None,
        "status": one.status.value if one.status else None,
        "status_label": one.status.label if one.status else None,
        "unit": one.unit,
        "unit_name": unit_name(one.unit, knowledge) if one.unit else "",
        "similarity": one.similarity,
        "excerpt": one.excerpt,
        "received_at": one.received_at.isoformat() if one.received_at else None,
        "can_merge": one.is_open,
    }
