"""What ends with a closed ticket: assignments, requests, supervision, and its repeats' waiting."""

from sqlmodel import col, select

from models.assignment import Assignment
from models.enums import Action, AssignmentEnd, Closure, Decision, RouteResult, Status
from models.exclusion import Exclusion
from models.merge import MergeLink
from models.reply import Reply
from models.supervision import Supervision
from models.ticket import Ticket
from service.operations.acting import SYSTEM, Acting
from service.operations.moving import note
from service.operations.suggesting import learn_result


def settle(act: Acting, ticket: Ticket) -> None:
    """End the assignments and tell the suggestion that its route held; answer the repeats."""
    learn_result(act, ticket=ticket, result=RouteResult.CONFIRMED, final_unit=ticket.lead_code)
    rows = act.session.exec(
        select(Assignment).where(
            Assignment.ticket_id == ticket.id, col(Assignment.ended_at).is_(None)
        )
    )
    for row in rows:
        row.ended_at, row.end = act.at, AssignmentEnd.CLOSED
        act.session.add(row)
    end_supervision(act, ticket)
    answer_repeats(act, ticket)


def end_supervision(act: Acting, ticket: Ticket) -> None:
    """Ask for no more answers to the supervisions that stand."""
    for row in standing(act, ticket):
        row.ended_at = act.at
        act.session.add(row)


def standing(act: Acting, ticket: Ticket) -> list[Supervision]:
    """Return the supervisions that the unit has still to answer, the oldest first."""
    found = act.session.exec(
        select(Supervision)
        .where(Supervision.ticket_id == ticket.id, col(Supervision.ended_at).is_(None))
        .order_by(col(Supervision.id))
    )
    return list(found)


def pending_exclusion(act: Acting, ticket: Ticket) -> Exclusion | None:
    """Return the request to leave a ticket out on which nobody has decided yet."""
    return act.session.exec(
        select(Exclusion).where(Exclusion.ticket_id == ticket.id, col(Exclusion.decision).is_(None))
    ).one_or_none()


def lapse_exclusion(act: Acting, ticket: Ticket, *, because: str) -> bool:
    """End a pending request that the ticket's life has overtaken; tell whether there was one."""
    request = pending_exclusion(act, ticket)
    if request is None:
        return False
    request.decision, request.decision_reason = Decision.REFUSED, because
    request.decided_key, request.decided_by = SYSTEM.key, SYSTEM.name
    request.decided_at = act.at
    act.session.add(request)
    return True


def answer_repeats(act: Acting, ticket: Ticket) -> None:
    """Give what a closed ticket's citizen was answered to every ticket merged into it (并单).

    Each repeat gets a reply and an event of its own, so that it is rated by itself; repeats of
    repeats are answered too. Nothing happens twice for the same reply.
    """
    reply = act.session.exec(
        select(Reply)
        .where(Reply.ticket_id == ticket.id, col(Reply.is_accepted).is_(True))
        .order_by(col(Reply.id).desc())
    ).first()
    if reply is None:
        return
    for child in _repeats(act, ticket):
        if not _has(act, child, reply):
            _pass_on(act, child, reply=reply, source=ticket.number)
        answer_repeats(act, child)


def has_repeats(act: Acting, ticket: Ticket) -> bool:
    """Tell whether tickets are merged into this one, whose citizens wait for its answer."""
    found = select(MergeLink.id).where(
        MergeLink.parent_id == ticket.id, col(MergeLink.undone_at).is_(None)
    )
    return act.session.exec(found).first() is not None


def _repeats(act: Acting, ticket: Ticket) -> list[Ticket]:
    """The tickets merged into this one, locked; who was taken out meanwhile is left alone."""
    found = act.session.exec(
        select(Ticket)
        .join(MergeLink, col(MergeLink.child_id) == Ticket.id)
        .where(MergeLink.parent_id == ticket.id, col(MergeLink.undone_at).is_(None))
        .order_by(col(Ticket.id))
        .with_for_update(of=Ticket)
        .execution_options(populate_existing=True)
    )
    return [
        child
        for child in found
        if child.status is Status.CLOSED and child.closure is Closure.MERGED
    ]


def _has(act: Acting, child: Ticket, reply: Reply) -> bool:
    return (
        act.session.exec(
            select(Reply.id).where(
                Reply.ticket_id == child.id,
                Reply.replied_at == reply.replied_at,
                Reply.public_text == reply.public_text,
            )
        ).first()
        is not None
    )


def _pass_on(act: Acting, child: Ticket, *, reply: Reply, source: str) -> None:
    assert child.id is not None
    act.session.add(
        Reply(
            ticket_id=child.id,
            round=child.round,
            department_code=reply.department_code,
            public_text=reply.public_text,
            replied_by=reply.replied_by,
            replied_at=reply.replied_at,
            is_accepted=True,
            reviewed_by=reply.reviewed_by,
            reviewed_at=reply.reviewed_at,
        )
    )
    child.replied_at = reply.replied_at
    note(act, child, Action.REPLY, facts={"from": source})
