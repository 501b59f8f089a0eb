"""Suggestions: made, stored as shown, told what the person chose and what came of it."""

import hashlib
from dataclasses import asdict, dataclass

from sqlmodel import col, select

from models.enums import Choice, OverrideReason, RouteResult
from models.errors import Invalid, NotFound, Unavailable
from models.ids import opaque_id
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting
from triage.prediction import Prediction
from triage.suggester import Query, Suggester

#: Characters of one message that are read; a longer one is refused, never cut silently.
LONGEST_TEXT = 20_000


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the citizen said, as far as it has been written down."""

    text: str
    title: str = ""
    address: str = ""
    area: str | None = None

    @property
    def digest(self) -> str:
        """A digest that tells later whether a stored suggestion was made for these very words."""
        joined = "\x1f".join((self.title, self.text, self.address, self.area or ""))
        return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def suggest(
    act: Acting, *, suggester: Suggester | None, words: Words, trouble: str = ""
) -> tuple[Suggestion, Prediction]:
    """Ask the classifier and store what it says as shown to this person.

    Raises:
        Unavailable: there is no artefact in service.
        Invalid: the text is longer than `LONGEST_TEXT` characters.
    """
    if suggester is None:
        raise Unavailable(f"派单建议暂不可用：{trouble}可直接选择承办单位。", code="no_artifact")
    check_length(words.text)
    query = Query(text=words.text, title=words.title, address=words.address, area=words.area)
    prediction = suggester.suggest(query, on=act.today)
    top = prediction.candidates[0] if prediction.candidates else None
    row = Suggestion(
        id=opaque_id(),
        created_at=act.at,
        shown_to=act.actor.name,
        artifact=prediction.artifact,
        text_digest=words.digest,
        prediction=asdict(prediction),
        top_unit=top.unit if top else None,
        top_probability=top.probability if top else None,
        abstained=prediction.abstained.value if prediction.abstained else None,
    )
    act.session.add(row)
    act.session.flush()
    return row, prediction


def check_length(text: str) -> None:
    """Refuse a text that is too long to be one message.

    Raises:
        Invalid: it has more than `LONGEST_TEXT` characters.
    """
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            f"诉求内容有 {len(text)} 字，超过上限 {LONGEST_TEXT} 字。请删减，或作为附件另行保存。",
            code="text_too_long",
            fields={"text": f"最多 {LONGEST_TEXT} 字。"},
        )


def attach(act: Acting, *, suggestion_id: str, ticket: Ticket) -> None:
    """Keep the suggestion that was on the screen with the ticket that was saved under it.

    Nothing happens when there was none, or when it belongs to another ticket.
    """
    row = act.session.get(Suggestion, suggestion_id) if suggestion_id else None
    if row is not None and row.ticket_id is None and row.shown_to == act.actor.name:
        row.ticket_id = ticket.id
        act.session.add(row)


def choose(
    act: Acting,
    *,
    suggestion_id: str,
    ticket: Ticket,
    unit: str,
    override_reason: OverrideReason | None,
) -> Suggestion:
    """Record what the person did with a suggestion when the ticket was dispatched.

    Raises:
        NotFound: no such suggestion.
        Invalid: the suggestion belongs to another ticket, or it was overridden without a reason.
    """
    # Locked: of two tickets dispatched on one suggestion at once, one is told it is used.
    row = act.session.get(Suggestion, suggestion_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("这条派单建议不存在或已过期，请重新获取。", code="unknown_suggestion")
    if row.ticket_id not in (None, ticket.id):
        raise Invalid("这条派单建议属于另一张工单。", code="foreign_suggestion")
    if row.chosen_at is not None:
        raise Invalid("这条派单建议已经用过，请重新获取。", code="used_suggestion")
    accepted = row.top_unit == unit
    # An abstained or empty suggestion proposed nothing firm: choosing needs no excuse.
    if not accepted and row.top_unit and not row.abstained and override_reason is None:
        labels = "、".join(reason.label for reason in OverrideReason)
        raise Invalid(
            f"所选单位不是首选建议，请选择一个改派原因（{labels}）。",
            code="override_reason_missing",
            fields={"override_reason": "请选择改派原因。"},
        )
    row.ticket_id = ticket.id
    row.chosen_unit = unit
    row.choice = Choice.ACCEPTED if accepted else Choice.OVERRIDDEN
    row.chosen_rank = rank_of(row, unit)
    row.override_reason = None if accepted else override_reason
    row.chosen_by = act.actor.name
    row.chosen_at = act.at
    act.session.add(row)
    return row


def rank_of(row: Suggestion, unit: str) -> int | None:
    """Return the place (from 1) that a suggestion gave a unit, or nothing if it named it not."""
    candidates = row.prediction.get("candidates")
    if not isinstance(candidates, list):
        return None
    units = [candidate["unit"] for candidate in candidates]
    return units.index(unit) + 1 if unit in units else None


def learn_result(
    act: Acting, *, ticket: Ticket, result: RouteResult, final_unit: str | None
) -> None:
    """Tell a ticket's suggestions what became of the route; a confirmed route settles them all."""
    rows = act.session.exec(
        select(Suggestion).where(
            Suggestion.ticket_id == ticket.id, col(Suggestion.chosen_unit).is_not(None)
        )
    )
    for row in rows:
        if row.result is None:
            row.result, row.result_at = result, act.at
            row.final_unit = final_unit
        elif result is RouteResult.CONFIRMED:
            # What was returned or redirected learns here which unit it should have been.
            row.final_unit = final_unit
        act.session.add(row)
