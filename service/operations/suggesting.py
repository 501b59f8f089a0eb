"""Suggestions: made, stored as shown, told what the person chose and what came of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models.enums import Choice, Kind, OverrideReason, Role, RouteResult
from models.errors import Invalid, NotFound, Unavailable
from models.ids import opaque_id
from models.suggestion import Suggestion
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.missing import Filled, Gap, missing
from service.operations.recurring import Repeat, repeats
from service.operations.shown import as_shown
from triage.declaring import declared_kind
from triage.extraction import Fact
from triage.matters import Matter
from triage.prediction import Prediction
from triage.suggester import Query, Suggester

#: Characters of one message that are read; a longer one is refused, never cut silently.
LONGEST_TEXT = 20_000

UNFILLED = Filled()


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


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Everything a person is shown beside the words; `row` keeps it as it was shown.

    `matters` is empty where the words are about one thing, `prediction` is of all of them.
    """

    row: Suggestion
    prediction: Prediction
    matters: Sequence[Matter]
    facts: Sequence[Fact]
    repeats: Sequence[Repeat]
    gaps: Sequence[Gap]


def suggest(
    act: Acting,
    *,
    suggester: Suggester | None,
    words: Words,
    trouble: str = "",
    filled: Filled = UNFILLED,
    ticket: Ticket | None = None,
) -> Advice:
    """Ask the classifier and store what it says as shown to this person.

    Kind and category of `filled` are what a person chose; without them the likeliest count.
    `ticket` is the one the words belong to already; it is no repeat of itself.

    Raises:
        Unavailable: there is no artefact in service.
        Invalid: the text is longer than `LONGEST_TEXT` characters.
    """
    if suggester is None:
        raise Unavailable(f"派单建议暂不可用：{trouble}可直接选择承办单位。", code="no_artifact")
    check_length(words.text)
    number = ticket.number if ticket else ""
    advice = _advice(act, suggester=suggester, words=words, filled=filled, number=number)
    advice.row.ticket_id = ticket.id if ticket else None
    act.session.add(advice.row)
    act.session.flush()
    return advice


def _advice(
    act: Acting, *, suggester: Suggester, words: Words, filled: Filled, number: str
) -> Advice:
    query = Query(text=words.text, title=words.title, address=words.address, area=words.area)
    matters = suggester.suggest_matters(query, on=act.today)
    several = len(matters) > 1
    # The one piece of a text about one thing is the text itself: it is not asked about twice.
    prediction = suggester.suggest(query, on=act.today) if several else matters[0].prediction
    facts = suggester.facts(words.text)
    found = repeats(
        act,
        text=words.text,
        prediction=prediction,
        past=suggester.duplicates(query, on=act.today),
        knowledge=suggester.knowledge,
        number=number,
    )
    gaps = missing(
        text=words.text,
        facts=facts,
        filled=_completed(filled, words=words, prediction=prediction),
        knowledge=suggester.knowledge,
    )
    shown = as_shown(
        prediction,
        matters=matters if several else (),
        facts=facts,
        repeats=found,
        gaps=gaps,
        knowledge=suggester.knowledge,
    )
    return Advice(
        row=_row(act, words=words, prediction=prediction, shown=shown),
        prediction=prediction,
        matters=matters if several else (),
        facts=facts,
        repeats=found,
        gaps=gaps,
    )


def _row(
    act: Acting, *, words: Words, prediction: Prediction, shown: dict[str, object]
) -> Suggestion:
    top = prediction.candidates[0] if prediction.candidates else None
    return Suggestion(
        id=opaque_id(),
        created_at=act.at,
        shown_to=act.actor.name,
        artifact=prediction.artifact,
        text_digest=words.digest,
        prediction=shown,
        top_unit=top.unit if top else None,
        top_probability=top.probability if top else None,
        abstained=prediction.abstained.value if prediction.abstained else None,
    )


def _completed(filled: Filled, *, words: Words, prediction: Prediction) -> Filled:
    """What a person left open is taken from the prediction."""
    category = prediction.categories[0].code if prediction.categories else ""
    return Filled(
        kind=filled.kind or likely_kind(words.text, prediction),
        category=filled.category or category,
        address=words.address,
        area=words.area or prediction.area or "",
        occurred=filled.occurred,
    )


def likely_kind(text: str, prediction: Prediction) -> str:
    """Return the kind of matter to be filled in; empty where nothing is known.

    What the citizen calls it himself counts before what the words resemble.
    """
    first = prediction.kinds[0].code if prediction.kinds else ""
    # Short texts read like enquiries (咨询); whoever calls out of danger asks for help (求助).
    if prediction.flags and first == Kind.INQUIRY:
        return Kind.HELP
    return declared_kind(text) or first


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
    # What the machine does with its own suggestion is nobody's opinion of it.
    by_machine = act.actor.role is Role.SYSTEM
    chosen = Choice.ACCEPTED if accepted else Choice.OVERRIDDEN
    row.choice = None if by_machine else chosen
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
