"""The decision card: what the classifier proposed, what a person chose, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.clock import to_city
from models.enums import RouteResult
from models.return_request import ReturnRequest
from models.suggestion import Suggestion
from service.web.names import Names

#: So many candidates are shown; the row keeps all.
TOP = 3


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One unit that was proposed, in percent, and whether it was the one chosen."""

    unit: str
    percent: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Card:
    """One suggestion and its fate; `result` is empty while nothing has come of it."""

    artifact: str
    at: str
    candidates: Sequence[Candidate]
    abstained: str
    chosen: str
    rank: int
    choice: str
    override: str
    by: str
    result: str
    final: str
    is_right: bool
    returned: str


def cards(rows: Sequence[Suggestion], returns: Sequence[ReturnRequest], known: Names) -> list[Card]:
    """Return a card for each suggestion that somebody chose on; while nobody has, the newest."""
    telling = [row for row in rows if row.choice is not None] or rows[-1:]
    return [_card(row, returns, known) for row in telling]


def _card(row: Suggestion, returns: Sequence[ReturnRequest], known: Names) -> Card:
    listed = row.prediction.get("candidates")
    found = [
        Candidate(
            unit=known.unit(one["unit"]) if one["unit"] in known.departments else str(one["name"]),
            percent=round(100 * float(one["probability"])),
            is_chosen=one["unit"] == row.chosen_unit,
        )
        for one in (listed if isinstance(listed, list) else [])
    ]
    sent_back = [one for one in returns if one.department_code == row.chosen_unit]
    return Card(
        artifact=row.artifact,
        at=f"{to_city(row.created_at):%m-%d %H:%M}",
        candidates=found[:TOP],
        abstained=str(row.prediction.get("abstained_label") or "不确定") if row.abstained else "",
        chosen=known.unit(row.chosen_unit),
        rank=next((place for place, one in enumerate(found, start=1) if one.is_chosen), 0),
        choice=row.choice.label if row.choice else "",
        override=row.override_reason.label if row.override_reason else "",
        by=row.chosen_by or "",
        result=row.result.label if row.result else "",
        final=known.unit(row.final_unit) if row.final_unit != row.chosen_unit else "",
        is_right=row.result is RouteResult.CONFIRMED,
        returned=sent_back[-1].reason_code.label if sent_back else "",
    )
