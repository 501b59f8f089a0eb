"""From stored suggestions to representations."""

from typing import Any

from models.enums import Labelled
from models.suggestion import Suggestion
from service.api.representations import PredictionOut, SuggestionOut, SuggestionTrace
from triage.prediction import Abstention, Origin

_LISTS = ("similar", "facts", "duplicates", "missing", "matters")


def trace(row: Suggestion) -> SuggestionTrace:
    """Return what was proposed, chosen, and what came of it."""
    return SuggestionTrace(**_traced(row))


def whole(row: Suggestion, *, ticket: str | None) -> SuggestionOut:
    """Return a suggestion with everything that was shown; `ticket` is its ticket's number."""
    shown = row.prediction
    parts = set(PredictionOut.model_fields) | {*_LISTS}
    kept: dict[str, Any] = {name: shown[name] for name in parts & set(shown)}
    # Rows of earlier versions keep no labels, and of the plausible units only the codes.
    kept["plausible"] = [
        {"unit": one, "name": one} if isinstance(one, str) else one
        for one in kept.get("plausible", ())
    ]
    kept["abstained_label"] = Abstention(row.abstained).label if row.abstained else None
    kept.setdefault("origin_label", Origin(kept.get("origin", Origin.HISTORY)).label)
    return SuggestionOut(**(kept | _traced(row)), ticket=ticket)


def _traced(row: Suggestion) -> dict[str, Any]:
    return {
        "id": row.id,
        "artifact": row.artifact,
        "created_at": row.created_at,
        "shown_to": row.shown_to,
        "top_unit": row.top_unit,
        "top_probability": row.top_probability,
        "abstained": row.abstained,
        "chosen_unit": row.chosen_unit,
        "choice": row.choice,
        "choice_label": _label(row.choice),
        "chosen_rank": row.chosen_rank,
        "override_reason": row.override_reason,
        "override_reason_label": _label(row.override_reason),
        "chosen_by": row.chosen_by,
        "chosen_at": row.chosen_at,
        "result": row.result,
        "result_label": _label(row.result),
        "final_unit": row.final_unit,
        "result_at": row.result_at,
    }


def _label(member: Labelled | None) -> str | None:
    return member.label if member is not None else None
