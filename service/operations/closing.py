"""How a ticket ends: answered at the desk, replied and rated, reworked, archived."""

from dataclasses import dataclass

from sqlmodel import col, select

from models.assignment import Assignment
from models.enums import (
    Action,
    AssignmentEnd,
    AssignmentPart,
    Outcome,
    RouteResult,
    Satisfaction,
    Status,
)
from models.errors import Invalid, NotFound
from models.reply import Reply
from models.revisit import Revisit
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.handling import check_public_text
from service.operations.moving import move, plan
from service.operations.suggesting import learn_result

#: Attempts after which a citizen who cannot be reached no longer keeps a ticket open.
REVISIT_ATTEMPTS = 3

#: Lines to which danger is handed over.
EMERGENCY_LINES = ("110", "119", "120", "122")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the citizen said when asked (回访)."""

    was_contacted: bool
    is_solved: bool | None = None
    satisfaction: Satisfaction | None = None
    reason: str = ""
    is_excluded: bool = False


def answer(act: Acting, ticket: Ticket, *, public_text: str) -> Ticket:
    """Answer at the desk (直接答复) and close.

    Raises:
        Invalid: the text is missing or too short to be an answer.
    """
    step = plan(act, ticket, Action.ANSWER)
    check_public_text(public_text)
    assert ticket.id is not None
    act.session.add(
        Reply(
            ticket_id=ticket.id,
            round=ticket.round,
            public_text=public_text.strip(),
            replied_by=act.actor.name,
            replied_at=act.at,
            is_accepted=True,
        )
    )
    ticket.replied_at = act.at
    move(act, ticket, step, given={"public_text": public_text.strip()})
    return ticket


def decline(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Refuse what no hotline may take on, naming the legal channel in the reason."""
    move(act, ticket, plan(act, ticket, Action.DECLINE), reason=reason)
    return ticket


def hand_over(act: Acting, ticket: Ticket, *, line: str, reason: str) -> Ticket:
    """Hand danger over to 110, 119, 120 or 122 and close.

    Raises:
        Invalid: it is none of those lines.
    """
    if line not in EMERGENCY_LINES:
        raise Invalid("请选择移交的紧急热线：110、119、120 或 122。", fields={"line": "请选择。"})
    move(act, ticket, plan(act, ticket, Action.HAND_OVER), reason=reason, given={"line": line})
    return ticket


def void(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Take back a ticket that should not exist (作废)."""
    move(act, ticket, plan(act, ticket, Action.VOID), reason=reason)
    return ticket


def accept_reply(act: Acting, ticket: Ticket, *, reason: str = "") -> Ticket:
    """Let a unit's reply go out; the citizen is asked next."""
    step = plan(act, ticket, Action.ACCEPT_REPLY)
    _review(act, ticket, accepted=True, reason=reason)
    move(act, ticket, step, reason=reason)
    return ticket


def reject_reply(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Send a reply back to its unit with what is wrong with it."""
    step = plan(act, ticket, Action.REJECT_REPLY)
    _review(act, ticket, accepted=False, reason=reason)
    move(act, ticket, step, reason=reason)
    return ticket


def final_reply(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Close an unreasonable demand with a signed final reply (终结答复)."""
    step = plan(act, ticket, Action.FINAL_REPLY)
    _review(act, ticket, accepted=True, reason=reason)
    move(act, ticket, step, reason=reason)
    _settle(act, ticket)
    return ticket


def record_revisit(act: Acting, ticket: Ticket, *, answer: Answer) -> Ticket:
    """Write down what the citizen said: content closes, discontent opens the next round.

    Raises:
        Invalid: a citizen was reached but gave no rating, is discontent without a reason, or was
            not reached and still said something.
    """
    outcome = _outcome(ticket, answer)
    step = plan(act, ticket, Action.RECORD_REVISIT, outcome=outcome)
    if outcome is not Outcome.EXCLUDED:  # nobody asked the citizen: it is no revisit
        _write_down(act, ticket, answer)
    given = {"satisfaction": answer.satisfaction or "", "solved": _yes_no(answer.is_solved)}
    move(act, ticket, step, reason=answer.reason, given=given)
    if ticket.status is Status.CLOSED:
        _settle(act, ticket)
    return ticket


def _write_down(act: Acting, ticket: Ticket, answer: Answer) -> None:
    assert ticket.id is not None
    act.session.add(
        Revisit(
            ticket_id=ticket.id,
            round=ticket.round,
            clerk=act.actor.name,
            at=act.at,
            was_contacted=answer.was_contacted,
            is_solved=answer.is_solved,
            satisfaction=answer.satisfaction,
            reason=answer.reason,
        )
    )
    ticket.revisit_attempts += 1


def rework(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Open a closed ticket again (重办): next round, same lead, a new deadline.

    Raises:
        NotFound: no unit ever led the ticket.
    """
    step = plan(act, ticket, Action.REWORK)
    closed = act.session.exec(
        select(Assignment)
        .where(Assignment.ticket_id == ticket.id, Assignment.end == AssignmentEnd.CLOSED)
        .order_by(col(Assignment.id))
    ).all()
    leads = [row for row in closed if row.part is AssignmentPart.LEAD]
    if not leads or ticket.lead_code is None:
        raise NotFound("这张工单没有派给过任何单位，请另立新单。", code="no_lead")
    for row in closed:
        # The assisting units that closed with the lead take it up with the lead again.
        if row.ended_at == leads[-1].ended_at:
            row.ended_at = row.end = None
            act.session.add(row)
    move(act, ticket, step, reason=reason)
    return ticket


def archive(act: Acting, ticket: Ticket) -> Ticket:
    """Put a closed ticket away for good (归档); it becomes history to learn from."""
    move(act, ticket, plan(act, ticket, Action.ARCHIVE))
    return ticket


def _outcome(ticket: Ticket, answer: Answer) -> Outcome:
    if answer.is_excluded or not answer.was_contacted:
        _check_nothing_said(answer)
    if answer.is_excluded:
        return Outcome.EXCLUDED
    if not answer.was_contacted:
        last = ticket.revisit_attempts + 1 >= REVISIT_ATTEMPTS
        return Outcome.UNREACHABLE if last else Outcome.RETRY
    if answer.satisfaction is None:
        raise Invalid(
            "已联系上诉求人，请填写满意度。",
            code="missing_fields",
            fields={"satisfaction": "请选择满意度。"},
        )
    return Outcome.SATISFIED if answer.satisfaction.is_content else Outcome.UNSATISFIED


def _check_nothing_said(answer: Answer) -> None:
    said = {"satisfaction": answer.satisfaction, "is_solved": answer.is_solved}
    fields = {name: "请留空，或改为已联系上。" for name, value in said.items() if value is not None}
    if fields:
        raise Invalid(
            "未联系上诉求人，不能填写满意度和是否解决。",
            code="rating_without_contact",
            fields=fields,
        )


def _review(act: Acting, ticket: Ticket, *, accepted: bool, reason: str) -> None:
    reply = act.session.exec(
        select(Reply).where(Reply.ticket_id == ticket.id).order_by(col(Reply.id).desc())
    ).first()
    if reply is None:
        raise NotFound("没有待审核的答复。", code="no_reply")
    reply.is_accepted, reply.review_note = accepted, reason
    reply.reviewed_by, reply.reviewed_at = act.actor.name, act.at
    act.session.add(reply)


def _settle(act: Acting, ticket: Ticket) -> None:
    """End the assignments and tell the suggestion that its route held."""
    learn_result(act, ticket=ticket, result=RouteResult.CONFIRMED, final_unit=ticket.lead_code)
    rows = act.session.exec(
        select(Assignment).where(
            Assignment.ticket_id == ticket.id, col(Assignment.ended_at).is_(None)
        )
    )
    for row in rows:
        row.ended_at, row.end = act.at, AssignmentEnd.CLOSED
        act.session.add(row)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else str(value).lower()
