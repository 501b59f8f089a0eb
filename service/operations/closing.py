"""How a ticket ends: answered at the desk, replied and rated, reworked, archived."""

from dataclasses import dataclass

from sqlmodel import col, select

from models.assignment import Assignment
from models.enums import (
    Action,
    AssignmentEnd,
    AssignmentPart,
    Outcome,
    Satisfaction,
    Status,
)
from models.errors import Conflict, Invalid, NotFound
from models.policy import Allowance
from models.reply import Reply
from models.revisit import RatingWay, Revisit
from models.supervision import SupervisionCause
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.documents import sealed_facts
from service.operations.handling import check_public_text
from service.operations.limits import allowance
from service.operations.links import end_links, fresh_link
from service.operations.moving import move, plan
from service.operations.notices import tell_rejected, tell_reopened
from service.operations.settling import answer_repeats, has_repeats, lapse_exclusion, settle
from service.operations.succeeding import follow
from service.operations.supervising import supervise_by_rule, supervise_reopened

#: Lines to which danger is handed over.
EMERGENCY_LINES = ("110", "119", "120", "122")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the citizen said when asked (回访); `has_declined`: reached, but no rating."""

    was_contacted: bool
    is_solved: bool | None = None
    satisfaction: Satisfaction | None = None
    has_declined: bool = False
    reason: str = ""
    via: RatingWay = RatingWay.CLERK


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
    answer_repeats(act, ticket)
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
    """Take back a ticket that should not exist (作废).

    Raises:
        Conflict: others were merged into it, and their citizens wait for its answer.
    """
    step = plan(act, ticket, Action.VOID)
    if has_repeats(act, ticket):
        raise Conflict("已有工单并入本单，请先拆并再作废。", code="has_repeats")
    move(act, ticket, step, reason=reason)
    return ticket


def accept_reply(act: Acting, ticket: Ticket, *, reason: str = "") -> Ticket:
    """Let a unit's reply go out; the citizen is asked next, by a link or by a clerk."""
    step = plan(act, ticket, Action.ACCEPT_REPLY)
    _review(act, ticket, accepted=True, reason=reason)
    move(act, ticket, step, reason=reason)
    fresh_link(act, ticket)
    return ticket


def reject_reply(act: Acting, ticket: Ticket, *, reason: str) -> Ticket:
    """Send a reply back to its unit with what is wrong with it."""
    step = plan(act, ticket, Action.REJECT_REPLY)
    reply = _review(act, ticket, accepted=False, reason=reason)
    move(act, ticket, step, reason=reason)
    tell_rejected(act, ticket, reply, reason=reason)
    return ticket


def final_reply(act: Acting, ticket: Ticket, *, reason: str, document: str = "") -> Ticket:
    """Close an unreasonable demand with a final reply (终结答复) that `document` holds signed.

    Raises:
        Invalid: reason or document missing.
        NotFound: the ticket has no such document.
    """
    step = plan(act, ticket, Action.FINAL_REPLY)
    given = sealed_facts(act, ticket, document)
    _review(act, ticket, accepted=True, reason=reason)
    move(act, ticket, step, reason=reason, given=given)
    settle(act, ticket)
    return ticket


def record_revisit(act: Acting, ticket: Ticket, *, answer: Answer) -> Ticket:
    """Write down what the citizen said: content closes, discontent opens the next round.

    Who is reached and declines to rate (不愿评价) is written down as that; it is one of the tries.

    Raises:
        Invalid: a citizen was reached but neither rated nor declined to, or did both, is discontent
            without a reason, or was not reached and still said something.
    """
    outcome = _outcome(act, ticket, answer)
    step = plan(act, ticket, Action.RECORD_REVISIT, outcome=outcome)
    write_down(act, ticket, answer)
    given = said_facts(answer)
    if step.target is not Status.REVISITING and lapse_exclusion(act, ticket, because="已回访"):
        given["lapsed"] = Action.REQUEST_EXCLUSION.value
    if step.target is not Status.REVISITING:
        end_links(act, ticket)
    move(act, ticket, step, reason=answer.reason, given=given)
    if ticket.status is Status.CLOSED:
        settle(act, ticket)
    elif step.next_round:
        tell_reopened(act, ticket, reason=answer.reason)
        supervise_reopened(act, ticket)
    return ticket


def write_down(act: Acting, ticket: Ticket, answer: Answer) -> None:
    """Keep one attempt to ask the citizen, whatever came of it."""
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
            via=answer.via,
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
    given: dict[str, str] = {}
    if lapse_exclusion(act, ticket, because="已重办"):
        given["lapsed"] = Action.REQUEST_EXCLUSION.value
    if ticket.is_excluded:
        # It is handled anew, so it counts anew.
        ticket.is_excluded, given["counted"] = False, "true"
    move(act, ticket, step, reason=reason, given=given)
    follow(act, ticket)
    tell_reopened(act, ticket, reason=reason)
    supervise_reopened(act, ticket)
    if ticket.suspected_false_close:
        # Closed on paper (疑似假办结): whoever closed it answers for it this time.
        supervise_by_rule(act, ticket, cause=SupervisionCause.FALSE_CLOSE)
    return ticket


def archive(act: Acting, ticket: Ticket) -> Ticket:
    """Put a closed ticket away for good (归档); it becomes history to learn from."""
    step = plan(act, ticket, Action.ARCHIVE)
    lapsed = lapse_exclusion(act, ticket, because="已归档")
    given = {"lapsed": Action.REQUEST_EXCLUSION.value} if lapsed else None
    move(act, ticket, step, given=given)
    return ticket


def _outcome(act: Acting, ticket: Ticket, answer: Answer) -> Outcome:
    if not answer.was_contacted or answer.has_declined:
        _check_unrated(answer)
        # Then a citizen who cannot be reached, or will not rate, no longer keeps the ticket open.
        last = ticket.revisit_attempts + 1 >= allowance(act, ticket, Allowance.REVISIT_ATTEMPTS)
        return Outcome.UNREACHABLE if last else Outcome.RETRY
    if answer.satisfaction is None:
        raise Invalid(
            "已联系上诉求人，请填写满意度。",
            code="missing_fields",
            fields={"satisfaction": "请选择满意度，或选“不愿评价”。"},
        )
    return Outcome.SATISFIED if answer.satisfaction.is_content else Outcome.UNSATISFIED


def _check_unrated(answer: Answer) -> None:
    if answer.was_contacted:
        if answer.satisfaction is not None:
            raise Invalid(
                "填写了满意度，就不能再选“不愿评价”。",
                code="declined_and_rated",
                fields={"satisfaction": "请只选一项。"},
            )
        return
    if answer.has_declined:
        raise Invalid(
            "未联系上诉求人，不能记为不愿评价。",
            code="rating_without_contact",
            fields={"declined": "请留空，或改为已联系上。"},
        )
    said = {"satisfaction": answer.satisfaction, "is_solved": answer.is_solved}
    fields = {name: "请留空，或改为已联系上。" for name, value in said.items() if value is not None}
    if fields:
        raise Invalid(
            "未联系上诉求人，不能填写满意度和是否解决。",
            code="rating_without_contact",
            fields=fields,
        )


def _review(act: Acting, ticket: Ticket, *, accepted: bool, reason: str) -> Reply:
    reply = act.session.exec(
        select(Reply).where(Reply.ticket_id == ticket.id).order_by(col(Reply.id).desc())
    ).first()
    if reply is None:
        raise NotFound("没有待审核的答复。", code="no_reply")
    reply.is_accepted, reply.review_note = accepted, reason
    reply.reviewed_by, reply.reviewed_at = act.actor.name, act.at
    act.session.add(reply)
    return reply


def said_facts(answer: Answer) -> dict[str, str]:
    """Return what an event keeps of an answer, beside the reason."""
    said = {
        "satisfaction": answer.satisfaction.value if answer.satisfaction else "",
        "solved": "" if answer.is_solved is None else str(answer.is_solved).lower(),
        "declined": "true" if answer.has_declined else "",
        "via": "" if answer.via is RatingWay.CLERK else answer.via.value,
    }
    return {name: value for name, value in said.items() if value}
